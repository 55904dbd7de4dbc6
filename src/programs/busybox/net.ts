import { isIpv6 } from '../../base/index.ts';
import { carrier, type Link, linkByName, linksOf } from '../../net/index.ts';
import { getaddrinfo, getnameinfo, type Process, type Program, type Run, write } from '../../os/index.ts';
import { broadcastFor } from '../iproute2/address.ts';
import { neighbourList } from '../iproute2/neigh.ts';
import { command, guarded, notSimulated, ok, quit } from '../lib/answer.ts';
import { has, optionOf } from '../lib/getopt.ts';
import { queueLength } from '../lib/links.ts';
import { netstatRoutes, oldRoutes, routeTable } from '../lib/routing-table.ts';
import { setInterface } from '../lib/set-interface.ts';
import { human, netmask } from '../net-tools/ifconfig.ts';
import { endText, netstatSockets, stateText } from '../net-tools/netstat.ts';
import { changeRoute } from '../net-tools/route.ts';
import { appletOptions, showUsage } from './applet.ts';

/** ifconfig of BusyBox. */
export const ifconfig: Program = command((proc, args) => {
  const all = args[0] === '-a';
  const [name, ...change] = all ? args.slice(1) : args;
  const list = linksOf(proc.world, proc.netns);
  if (name === undefined)
    return ok(
      [...list]
        .sort((a, b) => (a.name < b.name ? -1 : 1))
        .filter((l) => l.up || all)
        .map((l) => page(proc, l))
        .join(''),
    );
  const link = linkByName(proc.world, proc.netns, name);
  if (!link)
    return quit(
      change.length > 0
        ? 'ifconfig: SIOCGIFFLAGS: No such device'
        : `ifconfig: ${name}: error fetching interface information: Device not found`,
    );
  if (change.length === 0) return ok(page(proc, link));
  return setInterface(proc, link, change, (text) => quit(`ifconfig: ${text}`));
});

function page(proc: Process, l: Link): string {
  const lo = l.kind === 'lo';
  const flags = [
    l.up && 'UP',
    lo ? 'LOOPBACK' : 'BROADCAST',
    l.up && carrier(proc.world, l) && 'RUNNING',
    !lo && 'MULTICAST',
  ]
    .filter(Boolean)
    .join(' ');
  const four = l.addrs.find((a) => !isIpv6(a.ip));
  const brd = four && broadcastFor(l, four);
  const scope = { host: 'Host', link: 'Link', global: 'Global' } as const;
  const lines = [
    `${l.name.padEnd(9)} Link encap:${lo ? 'Local Loopback' : `Ethernet  HWaddr ${l.mac.toUpperCase()}`}  `,
    ...(four
      ? [`inet addr:${four.ip}  ${brd ? `Bcast:${brd}  ` : lo ? '' : 'Bcast:0.0.0.0  '}Mask:${netmask(four.prefix)}`]
      : []),
    ...l.addrs.filter((a) => isIpv6(a.ip)).map((a) => `inet6 addr: ${a.ip}/${a.prefix} Scope:${scope[a.scope]}`),
    `${flags}  MTU:${l.mtu}  Metric:1`,
    `RX packets:${l.rx.packets} errors:0 dropped:${l.rx.dropped ?? 0} overruns:0 frame:0`,
    `TX packets:${l.tx.packets} errors:0 dropped:${l.tx.dropped ?? 0} overruns:0 carrier:0`,
    `collisions:0 txqueuelen:${queueLength(l)} `,
    `RX bytes:${l.rx.bytes} (${human(l.rx.bytes)})  TX bytes:${l.tx.bytes} (${human(l.tx.bytes)})`,
  ];
  return `${lines.map((line, i) => (i === 0 ? line : `          ${line}`)).join('\n')}\n\n`;
}

/** route of BusyBox. */
export const route: Program = command((proc, args) => {
  const parsed = appletOptions('route', args, { short: '+A:ne' });
  if (parsed.operands.length > 0) return changeRoute(proc, parsed.operands, (text) => quit(`route: ${text}`));
  const list = oldRoutes(
    proc.world,
    proc.netns,
    has(parsed, 'n') ? { any: '0.0.0.0', none: '0.0.0.0' } : { any: 'default', none: '*' },
  );
  return ok(has(parsed, 'e') ? netstatRoutes(list) : routeTable(list));
});

/** netstat of BusyBox, as Debian builds it (without -p). */
export const netstat: Program = command((proc, args) => {
  const parsed = appletOptions('netstat', args, { short: 'laentuwxr' });
  if (has(parsed, 'r'))
    return ok(
      netstatRoutes(
        oldRoutes(
          proc.world,
          proc.netns,
          has(parsed, 'n') ? { any: '0.0.0.0', none: '0.0.0.0' } : { any: 'default', none: '*' },
        ),
      ),
    );
  if (has(parsed, 'w')) notSimulated('netstat -w', 'netstat -tuln');
  const chosen = has(parsed, 't', 'u', 'x');
  const which = has(parsed, 'l') ? 'only servers' : has(parsed, 'a') ? 'servers and established' : 'w/o servers';
  const shown = netstatSockets(proc, {
    tcp: has(parsed, 't') || !chosen,
    udp: has(parsed, 'u') || !chosen,
    listening: has(parsed, 'l'),
    all: has(parsed, 'a'),
  });
  const numeric = has(parsed, 'n');
  const rows = shown.map(
    (s) =>
      `${s.proto}   ${String(s.received).padStart(6)} ${'0'.padStart(6)} ${endText(s.local, s.proto, numeric).padEnd(23)} ${endText(s.remote, s.proto, numeric).padEnd(23)} ${stateText(s).padEnd(12)}\n`,
  );
  const inet =
    has(parsed, 't', 'u') || !chosen
      ? `Active Internet connections (${which})\nProto Recv-Q Send-Q Local Address           Foreign Address         State       \n${rows.join('')}`
      : '';
  const unix =
    chosen && !has(parsed, 'x')
      ? ''
      : `Active UNIX domain sockets (${which})\nProto RefCnt Flags       Type       State         I-Node Path\n`;
  return ok(inet + unix);
});

/** arp of BusyBox: always the BSD way of printing. */
export const arp: Program = (proc) => guarded(arpRun(proc));

function* arpRun(proc: Process): Run<number> {
  const parsed = appletOptions('arp', proc.argv.slice(1), { short: 'A:p:H:t:i:adnDsv' });
  if (has(parsed, 's', 'd', 'D')) notSimulated('arp -s, -d', 'arp -n, ip neigh');
  const [name] = parsed.operands;
  const found = name === undefined ? undefined : yield* getaddrinfo(proc, name, { family: 4 });
  if (found !== undefined && found.kind !== 'ok') quit(`arp: bad address '${name}'`);
  const list = neighbourList(proc, proc.netns, optionOf(parsed, 'i')).filter(
    (n) => !n.ip.includes(':') && (found === undefined || n.ip === found.addresses[0]),
  );
  for (const n of list) {
    const host = has(parsed, 'n') ? '?' : ((yield* getnameinfo(proc, n.ip)) ?? '?');
    yield* write(
      `${host} (${n.ip}) at ${n.mac === undefined ? '<incomplete> ' : `${n.mac} [ether] ${n.state === 'PERMANENT' ? 'PERM ' : ''}`} on ${n.dev}\n`,
    );
  }
  if (name !== undefined && list.length === 0)
    yield* write(`No match found in ${neighbourList(proc, proc.netns).length} entries\n`);
  return 0;
}

/** brctl of BusyBox, as Debian builds it: it makes and unmakes, but does not show. */
export const brctl: Program = command((_proc, args) => {
  if (args.length === 0 || args[0] === '--help') showUsage('brctl');
  if (args[0] === 'show' || args[0] === 'showmacs') return quit(`brctl: invalid argument '${args[0]}' to 'brctl'`);
  return notSimulated(`brctl ${args[0]}`, 'ip link add NAME type bridge, ip link set LINK master NAME');
});
