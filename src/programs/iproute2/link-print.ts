import type { Reader } from '../../base/index.ts';
import { type Link, linkByName, links, operstate } from '../../net/index.ts';
import { linkFlags, linkType, lowerOf, nsidOf, qdisc, queueLength } from '../lib/links.ts';
import type { Json } from './json.ts';
import { details } from './link-details.ts';
import type { IpOptions } from './options.ts';

/** Which links (and addresses) a `show` command wants. */
export interface Selection {
  readonly dev?: string;
  readonly master?: string;
  readonly nomaster?: boolean;
  readonly type?: string;
  readonly up?: boolean;
  readonly scope?: string;
  readonly to?: string;
}

/** Whether a link is wanted. */
export function linkWanted(r: Reader, l: Link, wanted: Selection): boolean {
  if (wanted.dev !== undefined && l.name !== wanted.dev) return false;
  if (wanted.up && !l.up) return false;
  if (wanted.type !== undefined && linkType(l) !== wanted.type) return false;
  if (wanted.nomaster && l.master !== undefined) return false;
  return wanted.master === undefined || l.master === linkByName(r, l.netns, wanted.master)?.id;
}

/** `eth0@if5`, or the name of the other end where it is here too. */
export function printedName(r: Reader, l: Link): string {
  const other = lowerOf(r, l);
  if (!other) return l.name;
  return `${l.name}@${other.netns === l.netns ? other.name : `if${other.ifindex}`}`;
}

function flagText(r: Reader, l: Link): string {
  const other = lowerOf(r, l);
  return linkFlags(r, l, other !== undefined && other.netns === l.netns && !other.up).join(',');
}

/** `2: eth0@if5: <…> mtu 1500 `. */
export function lineOf(r: Reader, l: Link): string {
  return `${l.ifindex}: ${printedName(r, l)}: <${flagText(r, l)}> mtu ${l.mtu} `;
}

/** The first line of a link, to its end. With `family`, the namespace number stands here and not behind the MAC. */
export function headline(r: Reader, l: Link, how: { readonly mode: boolean; readonly family: boolean }): string {
  const master = l.master === undefined ? '' : `master ${r.get(links, l.master)?.name} `;
  const mode = how.mode ? 'mode DEFAULT ' : '';
  return `${lineOf(r, l)}qdisc ${qdisc(l)} ${master}state ${operstate(r, l)} ${mode}group default qlen ${queueLength(l)}${how.family ? netnsid(r, l) : ''}\n`;
}

function netnsid(r: Reader, l: Link): string {
  const id = nsidOf(r, l);
  return id === undefined ? '' : ` link-netnsid ${id}`;
}

function broadcastMac(l: Link): string {
  return l.kind === 'lo' ? '00:00:00:00:00:00' : 'ff:ff:ff:ff:ff:ff';
}

/** The second line of a link: `    link/ether …`. */
export function macLine(r: Reader, l: Link, options: IpOptions): string {
  const base = `    link/${l.kind === 'lo' ? 'loopback' : 'ether'} ${l.mac} brd ${broadcastMac(l)}${netnsid(r, l)}`;
  return `${base}${options.details ? details(r, l) : ''}\n`;
}

/** `ip link show` for one link. */
export function linkText(r: Reader, l: Link, options: IpOptions): string {
  if (options.brief)
    return `${printedName(r, l).padEnd(16)} ${operstate(r, l).padEnd(14)} ${l.mac} <${flagText(r, l)}> \n`;
  const text =
    headline(r, l, { mode: true, family: false }) +
    macLine(r, l, options) +
    (options.stats > 0 ? statistics(l, options.stats) : '');
  return options.oneline ? `${text.slice(0, -1).replaceAll('\n', '\\')}\n` : text;
}

/** The counters, as print_stats64 of iproute2 lays them out; with -s twice, the kinds of errors too. */
export function statistics(l: Link, level: number): string {
  const row = (cells: readonly (number | string)[]) =>
    `    ${cells.map((c, i) => `${String(c).padStart([10, 7, 6, 7, 7, 7][i] ?? 7)} `).join('')}\n`;
  const counters = (c: Link['rx']) => row([c.bytes, c.packets, 0, c.dropped ?? 0, 0, 0]);
  const errors = (changes: number) =>
    `    ${' '.repeat(10)} ${[0, 0, 0, 0, changes].map((n, i) => `${String(n).padStart([7, 6, 7, 7, 7][i] ?? 7)} `).join('')}\n`;
  return [
    '    RX:  bytes packets errors dropped  missed   mcast           \n',
    counters(l.rx),
    level > 1 ? `    RX errors:  length    crc   frame    fifo overrun\n${errors(0)}` : '',
    '    TX:  bytes packets errors dropped carrier collsns           \n',
    counters(l.tx),
    level > 1 ? `    TX errors: aborted   fifo  window heartbt transns\n${errors(2)}` : '',
  ].join('');
}

/** `ip -json link show` for one link. */
export function linkJson(
  r: Reader,
  l: Link,
  how: { readonly mode: boolean; readonly hardware: boolean },
): { readonly [key: string]: Json } {
  const other = lowerOf(r, l);
  const id = nsidOf(r, l);
  return {
    ifindex: l.ifindex,
    ...(other === undefined ? {} : other.netns === l.netns ? { link: other.name } : { link_index: other.ifindex }),
    ifname: l.name,
    flags: flagText(r, l).split(',').filter(Boolean),
    mtu: l.mtu,
    qdisc: qdisc(l),
    ...(l.master === undefined ? {} : { master: r.get(links, l.master)?.name ?? '' }),
    operstate: operstate(r, l),
    ...(how.mode ? { linkmode: 'DEFAULT' } : {}),
    group: 'default',
    txqlen: queueLength(l),
    ...(how.hardware
      ? { link_type: l.kind === 'lo' ? 'loopback' : 'ether', address: l.mac, broadcast: broadcastMac(l) }
      : {}),
    ...(id === undefined ? {} : { link_netnsid: id }),
  };
}
