import type { Tx } from '../../base/index.ts';
import { ensureChain, listen, type Socket, sockets, unlisten } from '../../net/index.ts';
import { addServer, processes } from '../../os/index.ts';
import { dport, dst, entry, one, program, sport, src } from './firewall/index.ts';
import { generate, readResolv, writeResolv } from './resolvconf.ts';
import { controllers, endpoints, type Sandbox, sandboxes } from './rows.ts';

/** The address that containers ask. */
const RESOLVER = '127.0.0.11';

/** Starts the embedded resolver of a sandbox and writes it into /etc/resolv.conf; once started it stays. */
export function startResolver(tx: Tx, sandboxId: string): void {
  const sandbox = tx.get(sandboxes, sandboxId);
  if (!sandbox || sandbox.resolver) return;
  const hostFs = tx.get(controllers, sandbox.host)?.fs ?? sandbox.host;
  const made = generate(readResolv(tx, hostFs), sandbox, 'internal', hasIpv6(tx, sandbox));
  const resolv = writeResolv(tx, sandbox.fs, made.text, sandbox.resolv);
  const pid = thread(tx, sandbox, hostFs);
  const [udp, tcp] = [socket(tx, sandbox, pid, 'udp'), socket(tx, sandbox, pid, 'tcp')];
  redirect(tx, sandbox.netns, tcp.port, udp.port);
  tx.patch(sandboxes, sandboxId, {
    resolver: { pid, tcp: tcp.port, udp: udp.port },
    extServers: made.extServers,
    ndots: made.ndots,
    ...(resolv === undefined ? {} : { resolv }),
  });
}

/** Ends the resolver with its sandbox. */
export function stopResolver(tx: Tx, sandboxId: string): void {
  const pid = tx.get(sandboxes, sandboxId)?.resolver?.pid;
  if (pid === undefined) return;
  for (const s of tx.by(sockets, 'pid', String(pid))) unlisten(tx, s.id);
  tx.delete(processes, String(pid));
}

/** The thread of dockerd that has entered the sandbox's namespace: it owns the sockets and no ps shows it. */
function thread(tx: Tx, sandbox: Sandbox, fs: string): number {
  const { host, netns } = sandbox;
  return addServer(tx, {
    host,
    netns,
    fs,
    argv: ['dockerd'],
    ppid: tx.get(controllers, host)?.pid ?? 1,
    parked: {},
    hidden: true,
  });
}

function socket(tx: Tx, sandbox: Sandbox, pid: number, proto: 'udp' | 'tcp'): Socket {
  return listen(tx, {
    netns: sandbox.netns,
    proto,
    ip: RESOLVER,
    port: 0,
    pid,
    comm: 'dockerd',
    service: 'docker-resolver',
    data: { sandbox: sandbox.id },
  });
}

/** Port 53 leads to the resolver's random ports and back; moby libnetwork/resolver_unix.go. */
function redirect(tx: Tx, netns: string, tcp: number, udp: number): void {
  const here = one(RESOLVER);
  for (const chain of ['DOCKER_OUTPUT', 'DOCKER_POSTROUTING']) ensureChain(tx, netns, 4, 'nat', chain);
  const ports = [['tcp', tcp] as const, ['udp', udp] as const];
  program(tx, netns, [
    entry(4, 'nat', 'OUTPUT', 'end', [dst(here)], 'DOCKER_OUTPUT'),
    entry(4, 'nat', 'POSTROUTING', 'end', [dst(here)], 'DOCKER_POSTROUTING'),
    ...ports.map(([proto, port]) =>
      entry(4, 'nat', 'DOCKER_OUTPUT', 'end', [dst(here), ...dport(proto, 53)], {
        t: 'DNAT',
        to: `${RESOLVER}:${port}`,
      }),
    ),
    ...ports.map(([proto, port]) =>
      entry(4, 'nat', 'DOCKER_POSTROUTING', 'end', [src(here), ...sport(proto, port)], { t: 'SNAT', to: ':53' }),
    ),
  ]);
}

function hasIpv6(tx: Tx, sandbox: Sandbox): boolean {
  return sandbox.endpoints.some((id) => tx.get(endpoints, id)?.ipv6 !== undefined);
}
