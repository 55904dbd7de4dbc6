import { broadcastOf, isIpv6 } from '../../base/index.ts';
import {
  type EchoResult,
  echo,
  type Ip,
  isLocal,
  linkByName,
  links,
  linksOf,
  NetError,
  routeOutput,
  sourceFor,
  strerror,
} from '../../net/index.ts';
import type { Process } from '../../os/index.ts';

/** Where echo requests go and from which address. */
export interface Aimed {
  readonly ip: Ip;
  readonly src: Ip;
  /** Name of the link that -I named. */
  readonly device: string | undefined;
}

/** What became of one echo request: an answer, silence, or a refusal of the own kernel. */
export type Probed =
  | { readonly kind: 'reply'; readonly from: Ip; readonly ttl: number; readonly bytes: number; readonly rttMs: number }
  | {
      readonly kind: 'unreachable';
      readonly from: Ip;
      readonly type: number;
      readonly code: number;
      readonly mtu?: number;
      readonly rttMs: number;
    }
  | { readonly kind: 'timeout' }
  | { readonly kind: 'refused'; readonly error: string };

/** connect(2) and bind(2) of a ping: finds the source address, or what the kernel says. */
export function aim(
  proc: Process,
  ip: Ip,
  how: { readonly source?: string; readonly broadcast: boolean },
): Aimed | { readonly error: string } {
  const r = proc.world;
  const device = how.source === undefined ? undefined : linkByName(r, proc.netns, how.source);
  const sourceIp = how.source !== undefined && /[.:]/.test(how.source) && !device ? how.source : undefined;
  if (how.source !== undefined && !device && sourceIp === undefined)
    return { error: `SO_BINDTODEVICE ${how.source}: No such device` };
  if (sourceIp !== undefined && !isLocal(r, proc.netns, sourceIp))
    return { error: 'bind: Cannot assign requested address' };
  if (!how.broadcast && isBroadcastAddress(proc, ip)) return { error: FORBIDDEN };
  const route = routeOutput(r, proc.netns, ip, device?.id);
  if (route === undefined || REFUSING[route.kind ?? 'unicast'] !== undefined) {
    attempt(proc, ip, device?.name);
    return { error: REFUSING[route?.kind ?? 'none'] ?? '' };
  }
  const src = sourceIp ?? (route.scope === 'host' ? ip : sourceFor(r, proc.netns, ip, route));
  if (src === undefined) return { error: 'connect: Cannot assign requested address' };
  return { ip, src, device: device?.name };
}

/** EACCES of connect(2), as ping words it. */
const FORBIDDEN = 'Do you want to ping broadcast? Then -b. If not, check your local firewall rules';

/** What connect(2) says of a missing route, or of one that refuses. */
const REFUSING: Readonly<Record<string, string>> = {
  none: 'connect: Network is unreachable',
  blackhole: 'connect: Invalid argument',
  unreachable: 'connect: No route to host',
  prohibit: FORBIDDEN,
};

/** Nothing leaves, but the decision is kept, so that `why` can tell it. */
function attempt(proc: Process, ip: Ip, device: string | undefined): void {
  proc.transact((tx) => {
    echo(tx, proc.netns, ip, { id: 0, seq: 0, size: 56, ...(device === undefined ? {} : { dev: device }) });
  });
}

/** Whether it is the broadcast address of one of the own networks. */
export function isBroadcastAddress(proc: Process, ip: Ip): boolean {
  if (ip === '255.255.255.255') return true;
  const own = linksOf(proc.world, proc.netns).flatMap((l) => l.addrs.filter((a) => !isIpv6(a.ip) && a.prefix < 31));
  return own.some((a) => broadcastOf(`${a.ip}/${a.prefix}`) === ip);
}

export interface Echoing {
  readonly id: number;
  readonly seq: number;
  /** Bytes of data. */
  readonly size: number;
  readonly ttl: number | undefined;
  readonly df: boolean;
}

/** Sends one echo request. */
export function probe(proc: Process, target: Aimed, what: Echoing): Probed {
  const header = isIpv6(target.ip) ? 48 : 28;
  const device = target.device === undefined ? undefined : linkByName(proc.world, proc.netns, target.device)?.id;
  const route = routeOutput(proc.world, proc.netns, target.ip, device);
  if (!route) {
    attempt(proc, target.ip, target.device);
    return { kind: 'refused', error: 'Network is unreachable' };
  }
  const mtu = proc.world.get(links, route.link)?.mtu ?? 65536;
  if (what.df && what.size + header > mtu) return { kind: 'refused', error: 'Message too long' };
  try {
    return told(
      proc.transact((tx) =>
        echo(tx, proc.netns, target.ip, {
          id: what.id,
          seq: what.seq,
          size: what.size,
          df: what.df,
          src: target.src,
          ...(target.device === undefined ? {} : { dev: target.device }),
          ...(what.ttl === undefined ? {} : { ttl: what.ttl }),
        }),
      ),
    );
  } catch (e) {
    if (e instanceof NetError) return { kind: 'refused', error: strerror(e.code) };
    throw e;
  }
}

function told(result: EchoResult): Probed {
  switch (result.kind) {
    case 'reply':
    case 'unreachable':
    case 'timeout':
      return result;
    case 'no-route':
      return { kind: 'refused', error: strerror(result.errno) };
    case 'too-long':
      return { kind: 'refused', error: 'Message too long' };
  }
}

/** What ping says of an ICMP error; RFC 792, pr_icmph of iputils. */
export function unreachableText(error: {
  readonly from: Ip;
  readonly type: number;
  readonly code: number;
  readonly mtu?: number;
}): string {
  if (isIpv6(error.from)) return unreachable6(error);
  if (error.type === 11) return error.code === 1 ? 'Frag reassembly time exceeded' : 'Time to live exceeded';
  if (error.type === 5) return 'Redirect Host';
  if (error.type === 4) return 'Source Quench';
  if (error.code === 4) return `Frag needed and DF set (mtu = ${error.mtu ?? 0})`;
  return CODES[error.code] ?? `Dest Unreachable, Bad Code: ${error.code}`;
}

const CODES: Readonly<Record<number, string>> = {
  0: 'Destination Net Unreachable',
  1: 'Destination Host Unreachable',
  2: 'Destination Protocol Unreachable',
  3: 'Destination Port Unreachable',
  5: 'Source Route Failed',
  6: 'Destination Net Unknown',
  7: 'Destination Host Unknown',
  8: 'Source Host Isolated',
  9: 'Destination Net Prohibited',
  10: 'Destination Host Prohibited',
  11: 'Destination Net Unreachable for Type of Service',
  12: 'Destination Host Unreachable for Type of Service',
  13: 'Packet filtered',
  14: 'Precedence Violation',
  15: 'Precedence Cutoff',
};

/** RFC 4443. */
function unreachable6(error: { readonly type: number; readonly code: number; readonly mtu?: number }): string {
  if (error.type === 3) return error.code === 1 ? 'Time exceeded: Defragmentation failure' : 'Time exceeded: Hop limit';
  if (error.type === 2) return `Packet too big: mtu=${error.mtu ?? 0}`;
  const codes = [
    'No route',
    'Administratively prohibited',
    'Beyond scope of source address',
    'Address unreachable',
    'Port unreachable',
  ];
  return `Destination unreachable: ${codes[error.code] ?? `Unknown code ${error.code}`}`;
}
