import { isIpv6, type Tx } from '../../../base/index.ts';
import { listen, NetError, unlisten } from '../../../net/index.ts';
import { ApiError } from '../../errors.ts';
import { type Filtered, portRules, program, withdraw } from '../firewall/index.ts';
import { releasePort, requestPort } from '../portallocator.ts';
import { startProxy, stopProxy } from '../proxy.ts';
import type { BridgeNetwork, Endpoint, PortBinding, PortRequest } from '../rows.ts';
import type { Publish } from './driver.ts';

/** A request that has found its host address; bindings of one request in both families share a host port. */
interface Wanted extends PortRequest {
  readonly ip: string;
  /** Packets are routed to the container's own port: nothing listens on the host. */
  readonly routed: boolean;
}

const PROTOCOL_NUMBER = { tcp: 6, udp: 17, sctp: 132 } as const; // IANA

/** Publishes an endpoint's ports; moby …/bridge/port_mapping_linux.go#addPortMappings. All of them or, with an ApiError, none. */
export function publishPorts(
  tx: Tx,
  net: Filtered,
  data: BridgeNetwork,
  endpoint: Endpoint,
  what: Publish,
): readonly PortBinding[] {
  const done: PortBinding[] = [];
  try {
    for (const group of grouped(what.ports)) {
      const wanted = group.flatMap((request) => addressed(data, endpoint, what, request));
      if (wanted.length > 0) done.push(...bindGroup(tx, endpoint.host, wanted));
    }
  } catch (e) {
    release(tx, endpoint.host, done);
    if (e instanceof ApiError)
      throw new ApiError(
        e.status,
        `driver failed programming external connectivity on endpoint ${endpoint.name} (${endpoint.id}): ${e.message}`,
      );
    throw e;
  }
  for (const binding of done) program(tx, endpoint.host, portRules(net, binding));
  return done.map((b) => (b.hostPort === 0 ? b : { ...b, proxy: startProxy(tx, endpoint.host, b) }));
}

/** Takes the published ports back. */
export function revokePorts(tx: Tx, net: Filtered, endpoint: Endpoint): void {
  for (const binding of endpoint.bindings) withdraw(tx, endpoint.host, portRules(net, binding));
  release(tx, endpoint.host, endpoint.bindings);
}

function release(tx: Tx, host: string, bindings: readonly PortBinding[]): void {
  for (const b of bindings) {
    if (b.proxy !== undefined) stopProxy(tx, b.proxy);
    if (b.hostPort !== 0) releasePort(tx, host, b.proto, b.hostIp, b.hostPort);
  }
}

/** Exact host ports first, then by container port and protocol; requests that differ only in their host address stay together. */
function grouped(ports: readonly PortRequest[]): PortRequest[][] {
  const ranged = (p: PortRequest): number => (p.hostPort === 0 || p.hostPort !== p.hostPortEnd ? 1 : 0);
  const sorted = [...ports].sort(
    (a, b) =>
      ranged(a) - ranged(b) ||
      a.port - b.port ||
      PROTOCOL_NUMBER[a.proto] - PROTOCOL_NUMBER[b.proto] ||
      a.hostPort - b.hostPort ||
      (a.hostIp < b.hostIp ? -1 : a.hostIp > b.hostIp ? 1 : 0),
  );
  const groups: PortRequest[][] = [];
  for (const port of sorted) {
    const last = groups.at(-1);
    const head = last?.[0];
    const together =
      head?.proto === port.proto &&
      head.port === port.port &&
      head.hostPort === port.hostPort &&
      head.hostPortEnd === port.hostPortEnd;
    if (together && last) last.push(port);
    else groups.push([port]);
  }
  return groups;
}

/** The host addresses of a request: its own, the network's default, or both wildcards. */
function addressed(data: BridgeNetwork, endpoint: Endpoint, what: Publish, request: PortRequest): Wanted[] {
  const preset = data.hostBinding ?? '0.0.0.0';
  const list: Wanted[] = [];
  const bind = (ip: string, hostIp: string, routed: boolean): void => {
    list.push({ ...request, ip, routed, hostIp: routed ? (isIpv6(hostIp) ? '::' : '0.0.0.0') : hostIp });
  };
  const four = endpoint.ipv4;
  if (four !== undefined && what.families.includes(4) && !isIpv6(request.hostIp)) {
    const hostIp = request.hostIp || preset;
    if (!isIpv6(hostIp)) bind(four, hostIp, data.gwMode4 === 'routed');
  }
  const six = what.families.includes(6) && endpoint.ipv6 !== undefined ? endpoint.ipv6 : undefined;
  // Without an IPv6 address of its own the container is reached through docker-proxy, at its IPv4 address.
  const target = six ?? (what.proxy6to4 && what.families.includes(4) ? four : undefined);
  const hostIp = request.hostIp || (preset === '0.0.0.0' ? '::' : preset);
  if (target !== undefined && isIpv6(hostIp)) bind(target, hostIp, data.gwMode6 === 'routed');
  return list;
}

const ATTEMPTS = 10;

/** Finds a host port for a group of addresses and checks that it can be bound, moving on in a range when it cannot. */
function bindGroup(tx: Tx, host: string, wanted: readonly Wanted[]): PortBinding[] {
  const natted = wanted.filter((w) => !w.routed);
  const [first] = natted;
  const bindings = (port: number) => wanted.map((w) => binding(w, w.routed ? 0 : port));
  if (!first) return bindings(0);
  const exact = first.hostPort !== 0 && first.hostPort === first.hostPortEnd;
  for (let attempt = 1; ; attempt++) {
    const port = requestPort(
      tx,
      host,
      first.proto,
      natted.map((w) => w.hostIp),
      first.hostPort,
      first.hostPortEnd,
    );
    const failure = tryBind(tx, host, natted, port);
    if (failure === undefined) return bindings(port);
    for (const w of natted) releasePort(tx, host, w.proto, w.hostIp, port);
    if (exact || attempt >= ATTEMPTS) throw failure;
  }
}

function binding(w: Wanted, port: number): PortBinding {
  return { proto: w.proto, ip: w.ip, port: w.port, hostIp: w.hostIp, hostPort: port, hostPortEnd: port };
}

/** What bind(2) would say to the proxies. */
function tryBind(tx: Tx, host: string, wanted: readonly Wanted[], port: number): ApiError | undefined {
  for (const w of wanted) {
    const probe = listenError(tx, host, w, port);
    if (probe === undefined) continue;
    const range = w.hostPort !== w.hostPortEnd ? `${w.hostPort}-${w.hostPortEnd}` : String(w.hostPort);
    const bound = w.hostPort !== w.hostPortEnd ? ` ${port}` : '';
    const ends = `${bracketed(w.hostIp)}:${range}:${bracketed(w.ip)}:${w.port}/${w.proto}`;
    return new ApiError(500, `failed to bind host port${bound} for ${ends}: ${probe}`);
  }
  // bind(2) lets two sockets have one address, listen(2) does not
  const twice = wanted.some((w, i) => w.proto === 'tcp' && wanted.some((x, j) => j < i && overlap(w.hostIp, x.hostIp)));
  return twice ? new ApiError(500, 'failed to listen on TCP socket: address already in use') : undefined;
}

/** The same address, or one of them the wildcard of the family of both. */
function overlap(a: string, b: string): boolean {
  return isIpv6(a) === isIpv6(b) && (a === b || [a, b].some((ip) => ip === '0.0.0.0' || ip === '::'));
}

function bracketed(ip: string): string {
  return isIpv6(ip) ? `[${ip}]` : ip;
}

function listenError(tx: Tx, host: string, w: Wanted, port: number): string | undefined {
  try {
    const socket = listen(tx, { netns: host, proto: w.proto, ip: w.hostIp, port, pid: 0, comm: '', v6only: true });
    unlisten(tx, socket.id);
    return undefined;
  } catch (e) {
    if (e instanceof NetError) return e.message.toLowerCase();
    throw e;
  }
}
