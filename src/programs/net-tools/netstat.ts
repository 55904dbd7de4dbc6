import { carrier, linksOf } from '../../net/index.ts';
import type { Process, Program } from '../../os/index.ts';
import { type Answer, command, fail, notSimulated, ok } from '../lib/answer.ts';
import { getopt } from '../lib/getopt.ts';
import { netstatRoutes, oldRoutes } from '../lib/routing-table.ts';
import { serviceName } from '../lib/services.ts';
import { type Shown, shownSockets } from '../lib/sockets.ts';
import { NETSTAT_USAGE } from './usage.ts';

/** netstat(8) of net-tools. */
export const netstat: Program = command(run);

const LONG = {
  route: 'r',
  interfaces: 'i',
  groups: 'g',
  statistics: 's',
  masquerade: 'M',
  verbose: 'v',
  wide: 'W',
  numeric: 'n',
  'numeric-ports': 'n',
  'numeric-hosts': 'n',
  extend: 'e',
  programs: 'p',
  timers: 'o',
  continuous: 'c',
  listening: 'l',
  all: 'a',
  tcp: 't',
  udp: 'u',
  raw: 'w',
  unix: 'x',
  version: 'V',
  help: 'h',
};

function run(proc: Process, args: readonly string[]): Answer {
  const parsed = getopt(args, { short: 'A:CFMacdeghilnNoprsStuUvVWwx64?', long: LONG });
  if ('error' in parsed) return fail(`netstat: ${parsed.error}\n${NETSTAT_USAGE}`, 3);
  const has = (...names: string[]) => parsed.options.some((o) => names.includes(o.name));
  if (has('h', '?')) return fail(NETSTAT_USAGE, 3);
  for (const name of ['s', 'g', 'M', 'c', 'V', 'C', 'w', 'S', 'A'])
    if (has(name)) notSimulated(`netstat -${name}`, 'netstat -tulpn, -an, -rn, -i');
  if (has('r'))
    return ok(
      netstatRoutes(
        oldRoutes(
          proc.world,
          proc.netns,
          has('n') ? { any: '0.0.0.0', none: '0.0.0.0' } : { any: 'default', none: '0.0.0.0' },
        ),
      ),
    );
  if (has('i')) return ok(interfaces(proc));
  const which = has('l') ? 'only servers' : has('a') ? 'servers and established' : 'w/o servers';
  const chosen = has('t', 'u', 'x');
  const shown = netstatSockets(proc, {
    tcp: has('t') || !chosen,
    udp: has('u') || !chosen,
    listening: has('l'),
    all: has('a'),
  });
  const inet =
    has('t', 'u') || !chosen
      ? `Active Internet connections (${which})\nProto Recv-Q Send-Q Local Address           Foreign Address         State      ${has('p') ? ' PID/Program name    ' : ''}${has('o') ? ' Timer' : ''}\n${shown.map((s) => row(s, has('n'), has('p'), has('o'))).join('')}`
      : '';
  const unix =
    chosen && !has('x')
      ? ''
      : `Active UNIX domain sockets (${which})\nProto RefCnt Flags       Type       State         I-Node   ${has('p') ? 'PID/Program name     ' : ''}Path\n`;
  return ok(inet + unix);
}

/** The sockets that netstat's options choose: TCP first, then UDP, IPv4 before IPv6. */
export function netstatSockets(
  proc: Process,
  want: { readonly tcp: boolean; readonly udp: boolean; readonly listening: boolean; readonly all: boolean },
): Shown[] {
  const all = shownSockets(proc).filter((s) => {
    const passive = s.state === 'LISTEN' || s.state === 'UNCONN';
    return (s.proto === 'tcp' ? want.tcp : want.udp) && (want.all || passive === want.listening);
  });
  return [...all.filter((s) => s.proto === 'tcp'), ...all.filter((s) => s.proto === 'udp')];
}

/** State as netstat spells it. */
export function stateText(s: Shown): string {
  return { LISTEN: 'LISTEN', UNCONN: '', ESTAB: 'ESTABLISHED', 'CLOSE-WAIT': 'CLOSE_WAIT' }[s.state];
}

/** `address:port`, with `*` for any port and, without -n, names of services. */
export function endText(end: Shown['local'], proto: string, numeric: boolean): string {
  const port = end.port === 0 ? '*' : ((numeric ? undefined : serviceName(end.port, proto)) ?? String(end.port));
  return `${end.ip}:${port}`;
}

/** A row; no socket waits for a timer (-o). */
function row(s: Shown, numeric: boolean, programs: boolean, timers: boolean): string {
  const proto = `${s.proto}${s.family === 6 ? '6' : ''}`;
  const owner = s.owner ? `${s.owner.pid}/${s.owner.comm}` : '-';
  const cells = `${proto.padEnd(5)} ${String(s.received).padStart(6)} ${'0'.padStart(6)} ${endText(s.local, s.proto, numeric).padEnd(23)} ${endText(s.remote, s.proto, numeric).padEnd(23)} ${stateText(s).padEnd(11)}`;
  return `${cells}${programs ? ` ${owner.padEnd(20)}` : ''}${timers ? ' off (0.00/0/0)' : ''}\n`;
}

function interfaces(proc: Process): string {
  const rows = [...linksOf(proc.world, proc.netns)]
    .filter((l) => l.up)
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .map((l) => {
      const flags = l.kind === 'lo' ? 'LRU' : `BM${carrier(proc.world, l) ? 'R' : ''}U`;
      const count = (n: number) => String(n).padStart(8);
      return `${l.name.padEnd(15)} ${String(l.mtu).padStart(5)} ${count(l.rx.packets)} ${'0'.padStart(6)} ${String(l.rx.dropped ?? 0).padStart(6)} ${'0'.padEnd(6)} ${count(l.tx.packets)} ${'0'.padStart(6)} ${String(l.tx.dropped ?? 0).padStart(6)} ${'0'.padStart(6)} ${flags}\n`;
    });
  return `Kernel Interface table\nIface             MTU    RX-OK RX-ERR RX-DRP RX-OVR    TX-OK TX-ERR TX-DRP TX-OVR Flg\n${rows.join('')}`;
}
