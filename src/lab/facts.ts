import type { Reader } from '../base/index.ts';
import { ADDRESSES, daemonOf, networks, OUTSIDE } from '../engine/index.ts';
import { echo, udpSend } from '../net/index.ts';
import {
  dial,
  getaddrinfo,
  Kernel,
  type Place,
  type Process,
  type Program,
  processes,
  type Run,
  Transcript,
} from '../os/index.ts';
import { curl } from '../programs/index.ts';
import { swarmFacts } from './swarm-facts.ts';

/** A command line that has ended, as goals see it. */
export interface Ran {
  readonly line: string;
  /** The shell it was typed in: a host's name, or a container's. */
  readonly where: string;
  readonly status: number;
  readonly output: string;
}

export interface ProbeTarget {
  readonly host: string;
  readonly proto: 'icmp' | 'tcp' | 'udp';
  readonly port?: number;
}

export interface FetchTarget {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly times: number;
}

export type Fetched =
  | { readonly kind: 'answer'; readonly status: number; readonly text: string }
  | { readonly kind: 'failed'; readonly error: string }
  | { readonly kind: 'no-source' };

export type ProbeKind = 'reached' | 'noname' | 'refused' | 'reset' | 'timeout' | 'unreachable' | 'no-source';

/** Names that stand for machines' addresses on the LAN, as targets. */
const MACHINES: Readonly<Record<string, string>> = { ...ADDRESSES, internet: OUTSIDE };

/** How long a probe waits for an answer, virtual ms. */
const PATIENCE = 3000;

/**
 * What is true of a world, asked as a learner would: what docker shows of it, and what happens when something is tried.
 * Everything is tried on a fork of the kernel, so asking changes nothing.
 */
export function factsOf(kernel: Kernel, ran: () => readonly Ran[], hosts: readonly string[]) {
  const fork = () => new Kernel(kernel.world, kernel.options);
  const dockers = () => {
    const at = fork();
    return hosts.map((host) => ({ host, daemon: daemonOf(at, host) }));
  };
  return {
    networks: () =>
      daemonOf(fork(), hosts[0] ?? 'node1')
        .networkList()
        .map((n) => ({
          id: n.Id,
          name: n.Name,
          driver: n.Driver,
          scope: n.Scope,
          subnets: (n.IPAM.Config ?? []).flatMap((c) => (c.Subnet ? [c.Subnet] : [])),
          ranges: (n.IPAM.Config ?? []).flatMap((c) => (c.IPRange ? [c.IPRange] : [])),
          reserved: (n.IPAM.Config ?? []).flatMap((c) => Object.values(c.AuxiliaryAddresses ?? {})),
          gateways: gatewaysOf(kernel.world, n.Id),
          internal: n.Internal,
          attachable: n.Attachable,
          predefined: ['bridge', 'host', 'none', 'ingress', 'docker_gwbridge'].includes(n.Name),
          options: n.Options ?? {},
          labels: n.Labels ?? {},
        })),
    containers: () =>
      dockers().flatMap(({ host, daemon }) =>
        daemon.containerList({ all: true }).map((c) => {
          const full = daemon.containerInspect(c.Id);
          return {
            id: c.Id,
            name: full.Name.slice(1),
            host,
            image: full.Config.Image,
            state: full.State.Status as 'created' | 'running' | 'paused' | 'restarting' | 'exited' | 'dead',
            exitCode: full.State.ExitCode,
            networkMode: full.HostConfig.NetworkMode,
          };
        }),
      ),
    endpoints: () =>
      dockers().flatMap(({ daemon }) =>
        daemon.containerList({ all: true }).flatMap((c) => {
          const full = daemon.containerInspect(c.Id);
          return Object.entries(full.NetworkSettings.Networks).map(([network, e]) => ({
            container: full.Name.slice(1),
            network,
            ...(e.IPAddress ? { ip: e.IPAddress } : {}),
            ...(e.GlobalIPv6Address ? { ip6: e.GlobalIPv6Address } : {}),
            ...(e.MacAddress ? { mac: e.MacAddress } : {}),
            aliases: e.Aliases ?? [],
          }));
        }),
      ),
    ...swarmFacts(dockers),
    portBindings: () =>
      dockers().flatMap(({ daemon }) =>
        daemon.containerList().flatMap((c) => {
          const full = daemon.containerInspect(c.Id);
          return Object.entries(full.NetworkSettings.Ports ?? {}).flatMap(([port, bindings]) => {
            const [number, proto] = port.split('/');
            return (bindings ?? []).map((b) => ({
              container: full.Name.slice(1),
              port: Number(number),
              proto: (proto ?? 'tcp') as 'tcp' | 'udp' | 'sctp',
              hostIp: b.HostIp,
              hostPort: Number(b.HostPort),
            }));
          });
        }),
      ),
    probe: (from: string, to: ProbeTarget): { readonly kind: ProbeKind } => {
      const at = fork();
      const place = placeOf(at, from, hosts);
      return place
        ? { kind: runIn<ProbeKind>(at, place, (proc) => attempt(proc, to, sourceOf(from)), 'timeout') }
        : { kind: 'no-source' };
    },
    resolve: (from: string, name: string) => {
      const at = fork();
      const place = placeOf(at, from, hosts);
      if (!place) return { kind: 'no-source' as const };
      const addresses = runIn<readonly string[]>(at, place, (proc) => lookUp(proc, name), []);
      return addresses.length > 0 ? { kind: 'ok' as const, addresses } : { kind: 'noname' as const };
    },
    fetch: (from: string, request: FetchTarget): readonly Fetched[] => {
      const at = fork();
      const place = placeOf(at, from, hosts);
      if (!place) return [{ kind: 'no-source' }];
      const { src } = sourceOf(from);
      return Array.from({ length: request.times }, () => fetched(at, place, request, src));
    },
    ran,
  };
}

/** The addresses of a network's bridge, or the gateways that IPAM knows. */
function gatewaysOf(world: Reader, id: string): string[] {
  const network = world.get(networks, id);
  if (!network) return [];
  const { data } = network;
  const own = data.kind === 'bridge' ? [data.bridge4, data.bridge6].flatMap((a) => (a ? [a.ip] : [])) : [];
  return own.length > 0
    ? own
    : [...network.ipv4, ...network.ipv6].flatMap((i) => (i.gateway === undefined ? [] : [i.gateway]));
}

/** Where a probe starts: a machine, or a running container by name (the place of its first process). */
function placeOf(kernel: Kernel, from: string, hosts: readonly string[]): Place | undefined {
  if (from === 'internet') return { host: 'lan', netns: 'lan', fs: 'h:lan' };
  if (from in MACHINES) return { host: from, netns: from, fs: `h:${from}` };
  const row = hosts.flatMap((host) => daemonOf(kernel, host).containerList()).find((c) => c.Names.includes(`/${from}`));
  const init = row && kernel.world.by(processes, 'container', row.Id).find((p) => p.init);
  if (!init) return undefined;
  const { netns, fs, container, uts } = init;
  return {
    host: init.host,
    netns,
    fs,
    ...(container === undefined ? {} : { container }),
    ...(uts === undefined ? {} : { uts }),
  };
}

/** Who calls from the internet is not of the LAN, though the router stands for both. */
function sourceOf(from: string): { readonly src?: string } {
  return from === 'internet' ? { src: OUTSIDE } : {};
}

/** Runs a piece of program somewhere and returns what it returns. */
function runIn<T>(kernel: Kernel, place: Place, body: (proc: Process) => Run<T>, otherwise: T): T {
  let result = otherwise;
  const program: Program = function* (proc) {
    result = yield* body(proc);
    return 0;
  };
  const child = kernel.spawn({ argv: ['probe'], place, program, hidden: true });
  kernel.runUntil(() => child.status() !== undefined, kernel.now + 60_000);
  return result;
}

/** How long curl waits for an answer, seconds. */
const FETCH_PATIENCE = 5;

/** One request by curl(1), whether the place has it or not. */
function fetched(kernel: Kernel, place: Place, { url, headers }: FetchTarget, src: string | undefined): Fetched {
  const named = url.replace(/^(https?:\/\/)([\w-]+)/, (all, scheme: string, name: string) =>
    MACHINES[name] === undefined ? all : `${scheme}${MACHINES[name]}`,
  );
  const sent = Object.entries(headers).flatMap(([name, value]) => ['-H', `${name}: ${value}`]);
  const extra = src === undefined ? sent : [...sent, '--interface', src];
  const transcript = new Transcript();
  const child = kernel.spawn({
    argv: ['curl', '-sSik', '-m', String(FETCH_PATIENCE), ...extra, named],
    place,
    program: curl,
    stdout: transcript.sink(1),
    stderr: transcript.sink(2),
    hidden: true,
  });
  kernel.runUntil(() => child.status() !== undefined, kernel.now + 60_000);
  const text = transcript.text(1).replace(/\r\n/g, '\n');
  const status = /^HTTP\/\S+ (\d{3})/.exec(text)?.[1];
  return status === undefined || child.status() !== 0
    ? { kind: 'failed', error: transcript.text(2).trim() }
    : { kind: 'answer', status: Number(status), text };
}

function* lookUp(proc: Process, name: string): Run<readonly string[]> {
  const result = yield* getaddrinfo(proc, name, { family: 4 });
  return result.kind === 'ok' ? result.addresses : [];
}

function* attempt(proc: Process, to: ProbeTarget, src: { readonly src?: string }): Run<ProbeKind> {
  const target = MACHINES[to.host] ?? to.host;
  const [address] = yield* lookUp(proc, target);
  if (address === undefined) return 'noname';
  if (to.proto === 'icmp') {
    const { kind } = proc.transact((tx) => echo(tx, proc.netns, address, { id: 1, seq: 0, ...src }));
    return kind === 'reply' ? 'reached' : kind === 'timeout' ? 'timeout' : 'unreachable';
  }
  if (to.proto === 'udp') {
    const { kind } = proc.transact((tx) =>
      udpSend(tx, proc.netns, { dst: address, dport: to.port ?? 0, data: '', pid: proc.pid, ...src }),
    );
    return kind === 'sent' ? 'reached' : kind === 'refused' ? 'refused' : 'unreachable';
  }
  const dialled = yield* dial(proc, address, to.port ?? 0, { timeout: PATIENCE, ...src });
  if (dialled.kind !== 'open')
    return dialled.kind === 'refused' || dialled.kind === 'timeout' ? dialled.kind : 'unreachable';
  const heard = yield* dialled.connection.recv(50);
  dialled.connection.close();
  return heard === 'reset' || heard === 'eof' ? 'reset' : 'reached';
}
