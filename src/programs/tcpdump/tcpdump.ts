import { linkByName, linksOf } from '../../net/index.ts';
import { getnameinfo, type Process, type Program, type Run, until, write } from '../../os/index.ts';
import { guarded, notSimulated, quit } from '../lib/answer.ts';
import { getopt, has, optionOf } from '../lib/getopt.ts';
import { BUFFER } from '../lib/stdio.ts';
import { captured, newest, type Seen } from './capture.ts';
import { parseFilter } from './filter.ts';
import { printSeen, type Style } from './print.ts';

/** tcpdump(1), live: prints packets that really pass an interface. */
export const tcpdump: Program = (proc) => guarded(run(proc));

function* run(proc: Process): Run<number> {
  const parsed = getopt(proc.argv.slice(1), {
    short: 'AB:c:C:dDe#E:fF:G:hHi:IJj:KlLm:M:nNOpqQ:r:s:StT:uUvV:w:W:xXy:Yz:Z:',
    long: { version: 'V', help: 'h', interface: 'i=', count: 'C', number: '#' },
  });
  if ('error' in parsed) quit(`tcpdump: ${parsed.error}`, 1);
  if (has(parsed, 'D')) {
    yield* write(devices(proc));
    return 0;
  }
  for (const name of ['A', 'x', 'X', 'w', 'r', 'd', 'h', 'F', 'G', 'L', 'J'])
    if (has(parsed, name)) notSimulated(`tcpdump -${name}`, 'tcpdump -i LINK -nn -e -v -c COUNT FILTER');
  if (!proc.capable('NET_RAW'))
    quit(
      `tcpdump: ${optionOf(parsed, 'i') ?? 'eth0'}: You don't have permission to perform this capture on that device\n(socket: Operation not permitted)`,
      1,
    );
  const dev =
    optionOf(parsed, 'i') ?? linksOf(proc.world, proc.netns).find((l) => l.kind !== 'lo' && l.up)?.name ?? 'lo';
  const link = linkByName(proc.world, proc.netns, dev);
  if (dev !== 'any' && !link) quit(`tcpdump: ${dev}: No such device exists\n(No such device exists)`, 1);
  if (link && !link.up) quit(`tcpdump: ${dev}: That device is not up`, 1);
  const wanted = parseFilter(parsed.operands);
  if (!wanted) quit("tcpdump: can't parse filter expression: syntax error", 1);
  const verbose = has(parsed, 'v');
  if (dev === 'any')
    yield* write(
      'tcpdump: WARNING: any: That device doesn\'t support promiscuous mode\n(Promiscuous mode not supported on the "any" device)\n',
      2,
    );
  if (!verbose) yield* write('tcpdump: verbose output suppressed, use -v[v]... for full protocol decode\n', 2);
  yield* write(
    `${verbose ? 'tcpdump: ' : ''}listening on ${dev}, link-type ${dev === 'any' ? 'LINUX_SLL2 (Linux cooked v2)' : 'EN10MB (Ethernet)'}, snapshot length 262144 bytes\n`,
    2,
  );
  const n = parsed.options.filter((o) => o.name === 'n').length;
  return yield* listening(proc, {
    dev,
    limit: Number(optionOf(parsed, 'c') ?? Number.POSITIVE_INFINITY),
    wanted,
    numeric: n > 0,
    buffer: has(parsed, 'l') || proc.isatty(1) ? 0 : BUFFER,
    style: {
      names: (ip) => ip,
      ports: n > 0,
      link: has(parsed, 'e'),
      time: !has(parsed, 't'),
      device: dev === 'any',
      verbose,
    },
  });
}

interface Listening {
  readonly dev: string;
  readonly limit: number;
  readonly wanted: (s: Seen) => boolean;
  readonly numeric: boolean;
  /** How many bytes are kept before they are written: setvbuf(3), none at a terminal or with -l. */
  readonly buffer: number;
  readonly style: Style;
}

function* listening(proc: Process, it: Listening): Run<number> {
  let stopped = false;
  for (const signal of ['INT', 'TERM'] as const)
    proc.trap(signal, () => {
      stopped = true;
    });
  let last = newest(proc.world);
  let count = 0;
  let clock = 0;
  const names = new Map<string, string>();
  let kept = '';
  while (!stopped && count < it.limit) {
    yield* until(() => stopped || newest(proc.world) > last);
    const batch = captured(proc.world, proc.netns, last, it.dev === 'any' ? undefined : it.dev);
    last = batch.last;
    for (const seen of batch.seen.filter(it.wanted)) {
      if (count >= it.limit) break;
      count++;
      // frames of one moment follow each other by a few microseconds
      clock = Math.max(seen.at, clock + 0.004);
      if (!it.numeric) yield* learn(proc, names, seen);
      last = Math.max(last, it.numeric ? last : newest(proc.world));
      kept += printSeen(
        { ...seen, at: clock },
        it.numeric ? it.style : { ...it.style, names: (ip) => names.get(ip) ?? ip },
      );
      const full = it.buffer === 0 ? kept.length : kept.length - (kept.length % it.buffer);
      yield* write(kept.slice(0, full));
      kept = kept.slice(full);
    }
  }
  yield* write(stopped ? `${kept}\n` : kept); // a line may be half printed
  const packets = (n: number) => `${n} packet${n === 1 ? '' : 's'}`;
  const received = it.dev === 'lo' ? 2 * count : count; // libpcap throws away the outgoing copy of a loopback frame
  yield* write(`${packets(count)} captured\n${packets(received)} received by filter\n0 packets dropped by kernel\n`, 2);
  return 0;
}

/** Looks up the names of the addresses of a frame; its own questions to the name server are not shown. */
function* learn(proc: Process, names: Map<string, string>, s: Seen): Run<void> {
  const ips = s.what.kind === 'ip' ? [s.what.packet.src, s.what.packet.dst] : [s.what.sender, s.what.target];
  for (const ip of ips) if (!names.has(ip)) names.set(ip, (yield* getnameinfo(proc, ip)) ?? ip);
}

function devices(proc: Process): string {
  const up = linksOf(proc.world, proc.netns).filter((l) => l.up);
  const real = up.filter((l) => l.kind !== 'lo').map((l) => `${l.name} [Up, Running, Connected]`);
  const lo = up.filter((l) => l.kind === 'lo').map((l) => `${l.name} [Up, Running, Loopback]`);
  const others = [
    'bluetooth-monitor (Bluetooth Linux Monitor) [Wireless]',
    'nflog (Linux netfilter log (NFLOG) interface) [none]',
    'nfqueue (Linux netfilter queue (NFQUEUE) interface) [none]',
    'dbus-system (D-Bus system bus) [none]',
    'dbus-session (D-Bus session bus) [none]',
  ];
  return [...real, 'any (Pseudo-device that captures on all interfaces) [Up, Running]', ...lo, ...others]
    .map((d, i) => `${i + 1}.${d}\n`)
    .join('');
}
