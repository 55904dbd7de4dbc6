import { isIpv6 } from '../../base/index.ts';
import {
  GAI_TEXT,
  getaddrinfo,
  getnameinfo,
  type Process,
  type Program,
  type Run,
  sleep,
  until,
  write,
} from '../../os/index.ts';
import { guarded, quit } from '../lib/answer.ts';
import { type Aimed, aim, isBroadcastAddress, type Probed, probe, unreachableText } from '../lib/echo.ts';
import { type PingOptions, pingOptions } from './options.ts';
import { statistics, type Tally, tripText } from './statistics.ts';

/** ping(8) of iputils; `family` is what ping4 and ping6 are. */
export function ping(family?: 4 | 6): Program {
  return (proc) => guarded(run(proc, family));
}

interface Event {
  readonly at: number;
  readonly seq: number;
  readonly result: Probed;
}

function* run(proc: Process, family?: 4 | 6): Run<number> {
  const parsed = pingOptions(proc.argv.slice(1), family);
  if ('print' in parsed) {
    yield* write(parsed.print);
    return 0;
  }
  const found = yield* getaddrinfo(proc, parsed.host, parsed.family === undefined ? {} : { family: parsed.family });
  if (found.kind !== 'ok') quit(`ping: ${parsed.host}: ${GAI_TEXT[found.kind]}`, 2);
  const ip = found.addresses[0] ?? '';
  const options: PingOptions = {
    ...parsed,
    host: found.canonical ?? parsed.host,
    numeric: parsed.numeric || ip === parsed.host,
  };
  const target = aim(proc, ip, {
    ...(options.source === undefined ? {} : { source: options.source }),
    broadcast: options.broadcast,
  });
  if ('error' in target) quit(`ping: ${target.error}`, 2);
  if (isBroadcastAddress(proc, ip)) yield* write('WARNING: pinging broadcast address\n', 2);
  yield* write(headline(options, target));
  return yield* pinging(proc, options, target);
}

function headline(options: PingOptions, target: Aimed): string {
  const six = isIpv6(target.ip);
  const from = options.source === undefined ? '' : ` from ${target.src} ${target.device ?? ''}:`;
  const bytes = six ? `${options.size} data bytes` : `${options.size}(${options.size + 28}) bytes of data.`;
  return `PING ${options.host} (${target.ip})${from} ${bytes}\n`;
}

/** Sends, collects, and prints statistics at the end; the loop of ping_common.c. */
function* pinging(proc: Process, options: PingOptions, target: Aimed): Run<number> {
  const tally: Tally = {
    sent: 0,
    received: 0,
    errors: 0,
    trips: [],
    pipe: 0,
    began: proc.now,
    last: proc.now,
    timed: options.size >= 16,
  };
  let stopped = false;
  proc.trap('INT', () => {
    stopped = true;
  });
  const id = 1 + proc.random(65535);
  const pending: Event[] = [];
  const deadline = options.deadline === undefined ? Number.POSITIVE_INFINITY : proc.now + options.deadline * 1000;
  let nextSend = proc.now;
  let lingerEnd = Number.POSITIVE_INFINITY;
  const more = () => options.count === undefined || tally.sent < options.count;
  while (!stopped) {
    if (more() && proc.now >= nextSend && proc.now < deadline) {
      const seq = ++tally.sent;
      if (options.outstanding && seq > 1 && pending.some((e) => e.seq === seq - 1))
        yield* write(`no answer yet for icmp_seq=${seq - 1}\n`);
      const result = probe(proc, target, { id, seq, size: options.size, ttl: options.ttl, df: options.pmtud === 'do' });
      tally.last = proc.now;
      nextSend = proc.now + options.interval * 1000;
      if (options.flood && !options.quiet) yield* write('.');
      if (result.kind === 'refused') {
        tally.errors++;
        yield* write(`ping: sendmsg: ${result.error}\n`, 2);
      } else if (result.kind !== 'timeout') pending.push({ at: proc.now + result.rttMs, seq, result });
      if (!more())
        lingerEnd =
          proc.now +
          (tally.received > 0
            ? Math.max(2 * Math.max(...tally.trips), options.interval * 1000)
            : options.linger * 1000);
    }
    pending.sort((a, b) => Math.round(a.at - b.at) || a.seq - b.seq); // one timer ends the wait of all that are queued
    while (pending[0] && pending[0].at <= proc.now) {
      const event = pending.shift();
      if (event) yield* arrived(proc, options, tally, event);
      if (options.flood) nextSend = proc.now;
    }
    if (options.count !== undefined && tally.received + tally.errors >= options.count) break;
    if (options.deadline !== undefined && tally.errors > 0) break;
    const next = Math.min(pending[0]?.at ?? Number.POSITIVE_INFINITY, more() ? nextSend : lingerEnd, deadline);
    if (proc.now >= deadline || (!more() && proc.now >= lingerEnd)) break;
    if (next === Number.POSITIVE_INFINITY) yield* until(() => stopped);
    else yield* sleep(Math.max(0, next - proc.now));
  }
  yield* write(statistics(options.host, tally, options.flood));
  const short = options.deadline !== undefined && options.count !== undefined && tally.received < options.count;
  return tally.received === 0 || short ? 1 : 0;
}

function* arrived(proc: Process, options: PingOptions, tally: Tally, event: Event): Run<void> {
  const { result, seq } = event;
  tally.pipe = Math.max(tally.pipe, tally.sent - seq + 1);
  if (result.kind === 'reply') {
    tally.received++;
    tally.trips.push(result.rttMs);
    tally.last = proc.now;
    if (options.quiet) return;
    if (options.flood) return yield* write('\b \b');
    const from = yield* nameOf(proc, options, result.from);
    const trip = tally.timed ? ` time=${tripText(result.rttMs)} ms` : '';
    yield* write(
      `${stamp(proc, options)}${result.bytes} bytes from ${from}: icmp_seq=${seq} ttl=${result.ttl}${trip}${options.audible ? '\x07' : ''}\n`,
    );
  } else if (result.kind === 'unreachable') {
    tally.errors++;
    if (options.quiet) return;
    if (options.flood) return yield* write('\bE');
    const from = yield* nameOf(proc, options, result.from);
    yield* write(`${stamp(proc, options)}From ${from} icmp_seq=${seq} ${unreachableText(result)}\n`);
  }
}

function stamp(proc: Process, options: PingOptions): string {
  if (!options.timestamps) return '';
  const micros = Math.floor((proc.now % 1000) * 1000);
  return `[${Math.floor(proc.now / 1000)}.${String(micros).padStart(6, '0')}] `;
}

/** `web.app (172.18.0.2)`, or the bare address with -n, for a numeric target, and where it has no name. */
function* nameOf(proc: Process, options: PingOptions, ip: string): Run<string> {
  if (options.numeric) return ip;
  const name = yield* getnameinfo(proc, ip);
  return name === undefined ? ip : `${name} (${ip})`;
}
