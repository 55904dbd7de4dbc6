import { byteLength, civilOf } from '../../base/index.ts';
import { type Packet, PROTOCOL_NUMBERS } from '../../net/index.ts';
import { decodeQuery, decodeReply, wireLength } from '../../os/index.ts';
import { serviceName } from '../lib/services.ts';
import type { Seen } from './capture.ts';

/** How tcpdump is asked to print. */
export interface Style {
  readonly names: (ip: string) => string;
  readonly ports: boolean;
  readonly link: boolean;
  readonly time: boolean;
  readonly device: boolean;
  readonly verbose: boolean;
}

/** One line for one frame; tcpdump(1). */
export function printSeen(s: Seen, style: Style): string {
  const time = style.time ? `${clock(s.at)} ` : '';
  const device = style.device ? `${s.dev.padEnd(5)} ${s.way.padEnd(3)} ` : '';
  return `${time}${device}${style.link ? frame(s) : ''}${body(s, style)}\n`;
}

function clock(at: number): string {
  const c = civilOf(at);
  const micros = Math.floor((at % 1000) * 1000);
  return `${[c.hour, c.minute, c.second].map((n) => String(n).padStart(2, '0')).join(':')}.${String(micros).padStart(6, '0')}`;
}

function frame(s: Seen): string {
  const size = s.what.kind === 'ip' ? s.what.packet.size + 14 : 42;
  const type =
    s.what.kind !== 'ip' ? 'ARP (0x0806)' : s.what.packet.src.includes(':') ? 'IPv6 (0x86dd)' : 'IPv4 (0x0800)';
  return `${s.frame.src} > ${s.frame.dst}, ethertype ${type}, length ${size}: `;
}

function body(s: Seen, style: Style): string {
  if (s.what.kind === 'arp-request')
    return `${style.link ? '' : 'ARP, '}Request who-has ${style.names(s.what.target)} tell ${style.names(s.what.sender)}, length 28`;
  if (s.what.kind === 'arp-reply')
    return `${style.link ? '' : 'ARP, '}Reply ${style.names(s.what.target)} is-at ${s.what.mac}, length 28`;
  const p = s.what.packet;
  const six = p.src.includes(':');
  const family = style.link ? '' : six ? 'IP6 ' : 'IP ';
  const detail =
    style.verbose && !six
      ? `(tos 0x0, ttl ${p.ttl}, id 0, offset 0, flags [${p.df === false ? 'none' : 'DF'}], proto ${p.proto.toUpperCase()} (${PROTOCOL_NUMBERS[p.proto]}), length ${p.size})\n    `
      : '';
  return `${family}${detail}${end(p.src, p.sport, p.proto, style)} > ${end(p.dst, p.dport, p.proto, style)}: ${p.vxlan ? vxlan(p.vxlan, s, style) : payload(p, six)}`;
}

/** The frame in the datagram, as if it were seen by itself: print-vxlan.c. */
function vxlan(tunnel: NonNullable<Packet['vxlan']>, s: Seen, style: Style): string {
  const head = `VXLAN, flags [I] (0x08), vni ${tunnel.vni}`;
  if (!tunnel.packet) return head;
  const inside: Seen = {
    ...s,
    frame: { src: tunnel.src, dst: tunnel.dst },
    what: { kind: 'ip', packet: tunnel.packet },
  };
  return `${head}\n${style.link ? frame(inside) : ''}${body(inside, style)}`;
}

function end(ip: string, port: number | undefined, proto: string, style: Style): string {
  if (port === undefined) return style.names(ip);
  return `${style.names(ip)}.${(style.ports ? undefined : serviceName(port, proto)) ?? port}`;
}

const ECHO: Readonly<Record<number, string>> = {
  8: 'echo request',
  0: 'echo reply',
  128: 'echo request',
  129: 'echo reply',
};

function payload(p: Packet, six: boolean): string {
  const header = six ? 40 : 20;
  if (p.icmp) return icmp(p, p.size - header);
  if (p.proto === 'tcp') return tcp(p);
  if (p.proto === 'udp') return udp(p, p.size - header - 8);
  if (p.esp) return `${espText(p.esp)}, length ${p.size - header}`;
  return `${p.proto.toUpperCase()}, length ${p.size - header}`;
}

/** print-esp.c: what is not encrypted. */
function espText({ spi, seq }: NonNullable<Packet['esp']>): string {
  return `ESP(spi=0x${spi.toString(16).padStart(8, '0')},seq=0x${seq.toString(16)})`;
}

function icmp(p: Packet, length: number): string {
  const { icmp: i } = p;
  if (!i) return '';
  const name = p.proto === 'icmpv6' ? 'ICMP6' : 'ICMP';
  const echo = ECHO[i.type];
  if (echo !== undefined)
    return `${name}${p.proto === 'icmpv6' ? ',' : ''} ${echo}, id ${i.id}, seq ${i.seq}, length ${length}`;
  const about = i.about;
  if (i.type === 11 || (i.type === 3 && p.proto === 'icmpv6'))
    return `${name} time exceeded in-transit, length ${length}`;
  const what =
    about === undefined
      ? ''
      : i.code === 3 || (p.proto === 'icmpv6' && i.code === 4)
        ? `${about.dst} ${about.proto} port ${about.dport} unreachable`
        : i.code === 4
          ? `${about.dst} unreachable - need to frag (mtu ${i.mtu ?? 0})`
          : `${i.code === 0 ? 'net' : 'host'} ${about.dst} unreachable`;
  return `${name} ${what}${i.code === 10 || i.code === 13 ? ' - admin prohibited' : ''}, length ${length}`;
}

const FLAGS: Readonly<Record<string, string>> = { S: 'S', SA: 'S.', A: '.', PA: 'P.', FA: 'F.', R: 'R', RA: 'R.' };

/** Timestamps and windows are left at plain values: nothing in the course depends on them. */
function tcp(p: Packet): string {
  const flags = p.flags ?? 'A';
  const syn = flags.startsWith('S');
  const length =
    p.data === undefined
      ? Math.max(0, p.size - (p.src.includes(':') ? 40 : 20) - (syn ? 40 : flags === 'R' ? 20 : 32))
      : byteLength(p.data);
  const seq =
    syn || flags === 'R' || flags === 'RA' || flags === 'FA'
      ? `, seq ${p.seq ?? 0}`
      : length > 0
        ? `, seq ${p.seq ?? 1}:${(p.seq ?? 1) + length}`
        : '';
  const ack = flags === 'S' || flags === 'R' ? '' : `, ack ${p.ack ?? 1}`;
  const options = syn ? 'mss 1460,sackOK,TS val 1 ecr 0,nop,wscale 7' : 'nop,nop,TS val 1 ecr 1';
  const http = /^((?:GET|HEAD|POST|PUT|DELETE|PATCH|OPTIONS) \S+ HTTP\/[\d.]+|HTTP\/[\d.]+ \d+[^\r\n]*)/.exec(
    p.data ?? '',
  )?.[1];
  return `Flags [${FLAGS[flags] ?? flags}]${seq}${ack}, win ${syn ? 64240 : flags.startsWith('R') ? 0 : 502}${flags.startsWith('R') ? '' : `, options [${options}]`}, length ${length}${http === undefined ? '' : `: HTTP: ${http}`}`;
}

function udp(p: Packet, length: number): string {
  const query = decodeQuery(p.data ?? '');
  const reply = decodeReply(p.data ?? '');
  const dns = query ?? reply;
  if (!dns || (p.sport !== 53 && p.dport !== 53)) return `UDP, length ${dns ? wireLength(dns) : length}`;
  if (query) return `${query.id}${query.rd ? '+' : ''} ${query.type}? ${query.name} (${wireLength(query)})`;
  if (!reply) return `UDP, length ${length}`;
  const code = {
    NOERROR: '',
    NXDOMAIN: ' NXDomain',
    SERVFAIL: ' ServFail',
    REFUSED: ' Refused',
    FORMERR: ' FormErr',
    NOTIMP: ' NotImp',
  }[reply.rcode];
  const answers = reply.answers.map((a) => ` ${a.type} ${a.data}`).join(',');
  return `${reply.id}${reply.aa ? '*' : ''}${reply.ra ? '' : '-'}${code} ${reply.answers.length}/${reply.authority.length}/0${answers} (${wireLength(reply)})`;
}
