import type { Process, Program } from '../../os/index.ts';
import { type Answer, command, fail, notSimulated, ok, quit } from '../lib/answer.ts';
import { getopt } from '../lib/getopt.ts';
import { serviceName } from '../lib/services.ts';
import { type Shown, shownSockets } from '../lib/sockets.ts';
import { keeps, parseFilter } from './ss-filter.ts';
import { SS_USAGE } from './ss-usage.ts';

/** ss(8) for TCP and UDP. */
export const ss: Program = command(run);

const LONG = {
  help: 'h',
  version: 'V',
  numeric: 'n',
  resolve: 'r',
  all: 'a',
  listening: 'l',
  options: 'o',
  extended: 'e',
  memory: 'm',
  processes: 'p',
  info: 'i',
  summary: 's',
  ipv4: '4',
  ipv6: '6',
  packet: '0',
  tcp: 't',
  udp: 'u',
  raw: 'w',
  unix: 'x',
  sctp: 'S',
  family: 'f=',
  query: 'A=',
  socket: 'A=',
  'no-header': 'H',
  'no-queues': 'Q',
  oneline: 'O',
  kill: 'K',
  events: 'E',
  net: 'N=',
  threads: 'T',
};

function run(proc: Process, args: readonly string[]): Answer {
  const parsed = getopt(args, { short: 'hVnralBoempTisbEZzN:460tMSuwxf:KHQOA:D:F:', long: LONG });
  if ('error' in parsed) return fail(`ss: ${parsed.error}\n${SS_USAGE}`, 255);
  const has = (...names: string[]) => parsed.options.some((o) => names.includes(o.name));
  if (has('h')) return ok(SS_USAGE);
  if (has('V')) return ok('ss utility, iproute2-7.3.0\n');
  if (has('Z', 'z')) return fail('ss: SELinux is not enabled.', 1);
  if (has('s')) return ok(summary(shownSockets(proc)));
  for (const name of ['x', 'e', 'm', 'i', 'K', 'E', 'w', '0', 'N', 'D', 'F', 'b', 'T'])
    if (has(name)) notSimulated(`ss -${name}`, 'ss -t -u -l -a -n -p -s -4 -6 -H');
  const families = parsed.options.filter((o) => o.name === 'f').map((o) => o.value);
  const query = parsed.options.filter((o) => o.name === 'A').flatMap((o) => o.value.split(','));
  const wanted = {
    tcp: has('t') || query.some((q) => ['tcp', 'inet', 'all'].includes(q)),
    udp: has('u') || query.some((q) => ['udp', 'inet', 'all'].includes(q)),
  };
  const any = wanted.tcp || wanted.udp;
  const four = has('4') || families.includes('inet');
  const six = has('6') || families.includes('inet6');
  const { states, filter } = parseFilter(parsed.operands, (message) => quit(message, 255));
  const shown = shownSockets(proc).filter(
    (s) =>
      (!any || wanted[s.proto]) &&
      ((!four && !six) || (four && s.family === 4) || (six && s.family === 6)) &&
      (states === undefined
        ? has('a') ||
          (has('l') ? s.state === 'LISTEN' || s.state === 'UNCONN' : s.state === 'ESTAB' || s.state === 'CLOSE-WAIT')
        : states.includes(s.state)) &&
      keeps(filter, s),
  );
  const both = !any || (wanted.tcp && wanted.udp);
  return ok(
    table(shown, {
      netid: both,
      state: states?.length !== 1,
      processes: has('p'),
      numeric: has('n'),
      header: !has('H'),
      queues: !has('Q'),
    }),
  );
}

/** `ss -s`: how many there are of each kind. */
function summary(all: readonly Shown[]): string {
  const count = (keep: (s: Shown) => boolean) => all.filter(keep).length;
  const row = (name: string, keep: (s: Shown) => boolean) =>
    `${name}\t  ${[count(keep), count((s) => keep(s) && s.family === 4), count((s) => keep(s) && s.family === 6)]
      .map((n) => String(n).padEnd(10))
      .join('')
      .trimEnd()}\n`;
  const tcp = (s: Shown) => s.proto === 'tcp';
  const none = () => false;
  return `Total: ${all.length}\nTCP:   ${count(tcp)} (estab ${count((s) => s.state === 'ESTAB')}, closed 0, orphaned 0, timewait 0)\n\nTransport Total     IP        IPv6\n${row('RAW', none)}${row('UDP', (s) => s.proto === 'udp')}${row('TCP', tcp)}${row('INET', () => true)}${row('FRAG', none)}\n`;
}

interface Layout {
  readonly netid: boolean;
  readonly state: boolean;
  readonly processes: boolean;
  readonly numeric: boolean;
  readonly header: boolean;
  readonly queues: boolean;
}

interface Column {
  readonly title: string;
  readonly right?: true;
  /** What stands before the column. */
  readonly before: string;
  readonly cell: (s: Shown) => string;
}

function table(list: readonly Shown[], layout: Layout): string {
  const port = (n: number, proto: string) =>
    n === 0 ? '*' : ((layout.numeric ? undefined : serviceName(n, proto)) ?? String(n));
  const columns: Column[] = [
    ...(layout.netid ? [{ title: 'Netid', before: '', cell: (s: Shown) => s.proto }] : []),
    ...(layout.state ? [{ title: 'State', before: ' ', cell: (s: Shown) => s.state }] : []),
    ...(layout.queues
      ? [
          { title: 'Recv-Q', before: ' ', cell: (s: Shown) => String(s.received).padEnd(6) },
          { title: 'Send-Q', before: ' ', cell: (s: Shown) => String(s.backlog).padEnd(6) },
        ]
      : []),
    { title: 'Local Address', right: true, before: ' ', cell: (s) => address(s.local.ip, s) },
    { title: 'Port', before: ':', cell: (s) => port(s.local.port, s.proto) },
    { title: 'Peer Address', right: true, before: ' ', cell: (s) => address(s.remote.ip, s) },
    { title: 'Port', before: ':', cell: (s) => port(s.remote.port, s.proto) },
    ...(layout.processes
      ? [
          {
            title: 'Process',
            before: '',
            cell: (s: Shown) => (s.owner ? ` users:(("${s.owner.comm}",pid=${s.owner.pid},fd=${s.owner.fd}))` : ''),
          },
        ]
      : []),
  ];
  const rows = [
    ...(layout.header ? [columns.map((c) => c.title)] : []),
    ...list.map((s) => columns.map((c) => c.cell(s))),
  ];
  const widths = columns.map((_, i) => Math.max(0, ...rows.map((r) => r[i]?.length ?? 0)));
  const last = columns.length - 1;
  return rows
    .map(
      (r) =>
        `${columns.map((c, i) => (i === 0 ? '' : c.before) + padded(r[i] ?? '', i === last ? 0 : (widths[i] ?? 0), c.right)).join('')}\n`,
    )
    .join('');
}

function padded(text: string, width: number, right: true | undefined): string {
  return right ? text.padStart(width) : text.padEnd(width);
}

function address(ip: string, s: Shown): string {
  if (s.dual && ip === '::') return '*';
  return ip.includes(':') ? `[${ip}]` : ip;
}
