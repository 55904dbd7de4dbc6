import { civilOf, twoDigits } from '../../base/index.ts';
import type { XfrmPolicy, XfrmState, XfrmTemplate } from '../../net/index.ts';
import type { IpOptions } from './options.ts';

/** How iproute2 ends the lines of one object: all in one with `-o`. */
export function inLines(lines: readonly string[], { oneline }: IpOptions): string {
  return oneline ? `${lines.map((line) => `${line}\\`).join('')}\n` : `${lines.join('\n')}\n`;
}

/** A state; xfrm_state_info_print of ip/ipxfrm.c. */
export function stateLines(s: XfrmState, { stats }: IpOptions, nokeys: boolean): string[] {
  const full = stats > 0;
  const { name, key, icv } = s.aead;
  const shown = nokeys ? '<<Keys hidden>>' : `0x${key}${full ? ` (${key.length * 4} bits)` : ''}`;
  const { last } = s.lifetime;
  const any = s.dst.includes(':') ? '::/0' : '0.0.0.0/0';
  return [
    ...idLines(s, '', full),
    `\treplay-window 0 ${full ? 'seq 0x00000000 flag  (0x00000000)' : ''}`,
    `\taead ${name} ${shown} ${icv}`,
    ...(last === undefined ? [] : [`\tlastused ${timeText(last)}`]),
    `\tanti-replay context: seq 0x0, oseq 0x${s.oseq.toString(16)}, bitmap 0x00000000`,
    `\tsel src ${any} dst ${any} ${full ? 'uid 0' : ''}`,
    ...(full ? [...lifetimeLines(s.lifetime), '\tstats:', '\t  replay-window 0 replay 0 failed 0'] : []),
  ];
}

/** A policy; xfrm_policy_info_print. */
export function policyLines(p: XfrmPolicy, { stats }: IpOptions): string[] {
  const full = stats > 0;
  const mark = `0x${p.mark.value.toString(16)}/0x${p.mark.mask.toString(16)}`;
  const how = full ? `action allow index ${p.index} ` : '';
  return [
    `src ${p.src} dst ${p.dst} proto ${p.proto} dport ${p.dport} ${full ? 'uid 0' : ''}`,
    `\tdir ${p.dir} ${how}priority ${p.priority} ptype main ${full ? 'share any flag  (0x00000000)' : ''}`,
    ...(full ? lifetimeLines(p.lifetime) : []),
    `\tmark ${mark} `,
    ...idLines(p.tmpl, '\ttmpl ', full),
    ...(full ? ['\t\tlevel required share any ', '\t\tenc-mask ffffffff auth-mask ffffffff comp-mask ffffffff'] : []),
  ];
}

function idLines({ src, dst, proto, spi, reqid, mode }: XfrmTemplate, title: string, full: boolean): string[] {
  const hex = (n: number): string => `0x${n.toString(16).padStart(8, '0')}`;
  const [spiText, reqidText] = full ? [`${hex(spi)}(${spi})`, `${reqid}(${hex(reqid)})`] : [hex(spi), String(reqid)];
  const indent = title === '' ? '\t' : '\t\t';
  return [`${title}src ${src} dst ${dst}`, `${indent}proto ${proto} spi ${spiText} reqid ${reqidText} mode ${mode}`];
}

function lifetimeLines({ bytes, packets, added, used }: XfrmState['lifetime']): string[] {
  return [
    '\tlifetime config:',
    '\t  limit: soft (INF)(bytes), hard (INF)(bytes)',
    '\t  limit: soft (INF)(packets), hard (INF)(packets)',
    '\t  expire add: soft 0(sec), hard 0(sec)',
    '\t  expire use: soft 0(sec), hard 0(sec)',
    '\tlifetime current:',
    `\t  ${bytes}(bytes), ${packets}(packets)`,
    `\t  add ${timeText(added)} use ${used === undefined ? '-' : timeText(used)}`,
  ];
}

function timeText(at: number): string {
  const { year, month, day, hour, minute, second } = civilOf(at);
  return `${year}-${twoDigits(month)}-${twoDigits(day)} ${[hour, minute, second].map(twoDigits).join(':')}`;
}
