import { broadcastOf, inCidr, isIpv6, networkOf, type Reader } from '../../base/index.ts';
import { type Addr, type Link, linksOf, operstate } from '../../net/index.ts';
import type { Json } from './json.ts';
import {
  headline,
  lineOf,
  linkJson,
  linkWanted,
  macLine,
  printedName,
  type Selection,
  statistics,
} from './link-print.ts';
import type { IpOptions } from './options.ts';

/** `ip address show`: whole text for the links that are wanted. */
export function showAddresses(r: Reader, netns: string, options: IpOptions, wanted: Selection): string {
  const shown = linksOf(r, netns).filter((l) => linkWanted(r, l, wanted));
  const parts = shown.map((l) => [l, inOrder(l).filter((a) => addressWanted(a, options, wanted))] as const);
  const filtered = options.family !== undefined || wanted.scope !== undefined || wanted.to !== undefined;
  const kept = parts.filter(([, addrs]) => addrs.length > 0 || !filtered);
  if (options.brief) return kept.map(([l, addrs]) => briefLine(r, l, addrs)).join('');
  if (options.oneline)
    return kept
      .map(([l, addrs]) => addrs.map((a) => `${l.ifindex}: ${l.name}${addressText(l, a).replace('\n', '\\')}`).join(''))
      .join('');
  return kept.map(([l, addrs]) => block(r, l, addrs, options, wanted)).join('');
}

/** IPv4 addresses come first: the kernel is asked for one family after the other. */
export function inOrder(l: Link): Addr[] {
  return [...l.addrs.filter((a) => !isIpv6(a.ip)), ...l.addrs.filter((a) => isIpv6(a.ip))];
}

function block(r: Reader, l: Link, addrs: readonly Addr[], options: IpOptions, wanted: Selection): string {
  const lean = options.family !== undefined;
  const head =
    options.family === 6 && wanted.dev === undefined
      ? `${lineOf(r, l)}state ${operstate(r, l)} \n`
      : headline(r, l, { mode: false, family: lean });
  return (
    head +
    (lean ? '' : macLine(r, l, options)) +
    addrs.map((a) => addressText(l, a)).join('') +
    (options.stats > 0 ? statistics(l, options.stats) : '')
  );
}

function briefLine(r: Reader, l: Link, addrs: readonly Addr[]): string {
  return `${printedName(r, l).padEnd(16)} ${operstate(r, l).padEnd(14)} ${addrs.map((a) => `${a.ip}/${a.prefix} `).join('')}\n`;
}

/** An `inet` line and its lifetimes. */
function addressText(l: Link, a: Addr): string {
  const life = '\n       valid_lft forever preferred_lft forever\n';
  if (isIpv6(a.ip))
    return `    inet6 ${a.ip}/${a.prefix} scope ${a.scope} ${a.nodad ? 'nodad ' : ''}${origin(l, a)}${life}`;
  const brd = broadcastFor(l, a);
  return `    inet ${a.ip}/${a.prefix}${brd ? ` brd ${brd}` : ''} scope ${a.scope}${isSecondary(l, a) ? ' secondary' : ''} ${l.name}${life}`;
}

/** Who made an IPv6 address (IFA_PROTO): the kernel for loopback and link-local ones. */
function origin(l: Link, a: Addr): string {
  if (l.kind === 'lo') return 'proto kernel_lo ';
  return a.ip.startsWith('fe80:') ? 'proto kernel_ll ' : '';
}

/** The broadcast address that was given to an IPv4 address, if any. */
export function broadcastFor(l: Link, a: Addr): string | undefined {
  if (l.kind === 'lo' || a.nobrd || a.prefix > 30 || isIpv6(a.ip)) return undefined;
  return broadcastOf(`${a.ip}/${a.prefix}`);
}

/** A later address of a subnet that the link already has; ip-address(8). */
function isSecondary(l: Link, a: Addr): boolean {
  const net = (x: Addr) => networkOf(`${x.ip}/${x.prefix}`);
  const first = l.addrs.find((x) => !isIpv6(x.ip) && net(x) === net(a));
  return first !== a;
}

function addressWanted(a: Addr, options: IpOptions, wanted: Selection): boolean {
  if (options.family !== undefined && (options.family === 6) !== isIpv6(a.ip)) return false;
  if (wanted.scope !== undefined && a.scope !== wanted.scope) return false;
  return (
    wanted.to === undefined ||
    (isIpv6(a.ip) === isIpv6(wanted.to) &&
      inCidr(a.ip, wanted.to.includes('/') ? wanted.to : `${wanted.to}/${isIpv6(wanted.to) ? 128 : 32}`))
  );
}

/** `ip -json address show`. */
export function addressesJson(r: Reader, netns: string, options: IpOptions, wanted: Selection): Json[] {
  const filtered = options.family !== undefined || wanted.scope !== undefined || wanted.to !== undefined;
  return linksOf(r, netns)
    .filter((l) => linkWanted(r, l, wanted))
    .flatMap((l) => {
      const addrs = inOrder(l).filter((a) => addressWanted(a, options, wanted));
      if (filtered && addrs.length === 0) return [];
      const base = linkJson(r, l, { mode: false, hardware: options.family === undefined });
      return [{ ...base, addr_info: addrs.map((a) => addressJson(l, a)) }];
    });
}

function addressJson(l: Link, a: Addr): Json {
  const six = isIpv6(a.ip);
  const brd = broadcastFor(l, a);
  const by = origin(l, a).split(' ')[1];
  return {
    family: six ? 'inet6' : 'inet',
    local: a.ip,
    prefixlen: a.prefix,
    ...(brd ? { broadcast: brd } : {}),
    scope: a.scope,
    ...(!six && isSecondary(l, a) ? { secondary: true } : {}),
    ...(six ? {} : { label: l.name }),
    ...(six && a.nodad ? { nodad: true } : {}),
    ...(six && by ? { protocol: by } : {}),
    valid_life_time: 4294967295,
    preferred_life_time: 4294967295,
  };
}
