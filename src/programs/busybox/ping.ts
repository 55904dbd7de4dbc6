import { isIpv6 } from '../../base/index.ts';
import { getaddrinfo, type Process, type Program, type Run, sleep, until, write } from '../../os/index.ts';
import { guarded, notSimulated, quit } from '../lib/answer.ts';
import { type Aimed, aim, type Probed, probe } from '../lib/echo.ts';
import { optionOf } from '../lib/getopt.ts';
import { decimal, integer } from '../lib/numbers.ts';
import { appletOptions, firstAddress, showUsage } from './applet.ts';

interface Choice {
  readonly host: string;
  readonly family: 4 | 6 | undefined;
  readonly count: number;
  readonly size: number;
  readonly ttl: number | undefined;
  readonly interval: number;
  readonly linger: number;
  readonly deadline: number | undefined;
  readonly source: string | undefined;
  readonly quiet: boolean;
}

/** ping of BusyBox (networking/ping.c); `applet` is `ping` or `ping6`. */
export function ping(applet: 'ping' | 'ping6'): Program {
  return (proc) => guarded(chosen(proc, applet));
}

/** A wrong word is found while it runs, not while it is made. */
function* chosen(proc: Process, applet: 'ping' | 'ping6'): Run<number> {
  return yield* run(proc, choose(applet, proc.argv.slice(1)));
}

function choose(applet: 'ping' | 'ping6', args: readonly string[]): Choice {
  const parsed = appletOptions(applet, args, { short: '46Aqc:s:t:w:W:I:i:np:' });
  const number = (name: string) => {
    const text = optionOf(parsed, name);
    if (text === undefined) return undefined;
    return integer(text) ?? quit(`${applet}: invalid number '${text}'`, 1);
  };
  const has = (name: string) => parsed.options.some((o) => o.name === name);
  if (has('A') || has('p')) notSimulated(`${applet} -${has('A') ? 'A' : 'p'}`, `${applet} -c COUNT -i INTERVAL`);
  const interval = optionOf(parsed, 'i');
  const host = parsed.operands[0];
  if (host === undefined || parsed.operands.length > 1) showUsage(applet);
  return {
    host,
    family: applet === 'ping6' || has('6') ? 6 : has('4') ? 4 : undefined,
    count: number('c') ?? 0,
    size: number('s') ?? 56,
    ttl: number('t'),
    interval: interval === undefined ? 1 : (decimal(interval) ?? quit(`${applet}: invalid number '${interval}'`, 1)),
    linger: number('W') ?? 10,
    deadline: number('w'),
    source: optionOf(parsed, 'I'),
    quiet: has('q'),
  };
}

interface Count {
  sent: number;
  received: number;
  readonly trips: number[];
}

function* run(proc: Process, choice: Choice): Run<number> {
  const found = yield* getaddrinfo(proc, choice.host, {
    ...(choice.family === undefined ? {} : { family: choice.family }),
  });
  if (found.kind !== 'ok') quit(`ping: bad address '${choice.host}'`, 1);
  const ip = firstAddress(found.addresses);
  const target = aim(proc, ip, { broadcast: true, ...(choice.source === undefined ? {} : { source: choice.source }) });
  const device = !('error' in target) && target.device !== undefined;
  if ('error' in target && target.error.startsWith('SO_BINDTODEVICE')) quit(`ping: bad address '${choice.source}'`, 1);
  if ('error' in target && target.error.startsWith('bind')) quit('ping: bind: Cannot assign requested address', 1);
  yield* write(
    `PING ${choice.host} (${ip})${choice.source === undefined || device ? '' : ` from ${choice.source}`}: ${choice.size} data bytes\n`,
  );
  if (!proc.capable('NET_RAW')) quit('ping: permission denied (are you root?)', 1);
  if ('error' in target) quit(`ping: sendto: ${sendError(target.error)}`, 1);
  return yield* pinging(proc, choice, target);
}

/** sendto(2) refuses where iputils' connect(2) already would. */
function sendError(error: string): string {
  const text = error.replace(/^connect: /, '');
  return text === error ? 'Permission denied' : text;
}

function* pinging(proc: Process, choice: Choice, target: Aimed): Run<number> {
  const count: Count = { sent: 0, received: 0, trips: [] };
  let stopped = false;
  proc.trap('INT', () => {
    stopped = true;
  });
  const id = proc.random(65536);
  const pending: { readonly at: number; readonly seq: number; readonly result: Probed }[] = [];
  const began = proc.now;
  const more = () => choice.count === 0 || count.sent < choice.count;
  let nextSend = proc.now;
  let end = Number.POSITIVE_INFINITY;
  while (!stopped) {
    if (more() && proc.now >= nextSend) {
      if (choice.deadline !== undefined && proc.now - began >= choice.deadline * 1000) break;
      const seq = count.sent++;
      const result = probe(proc, target, { id, seq, size: choice.size, ttl: choice.ttl, df: false });
      if (result.kind === 'refused') quit(`ping: sendto: ${result.error}`, 1);
      if (result.kind === 'reply') pending.push({ at: proc.now + result.rttMs, seq, result });
      nextSend = proc.now + choice.interval * 1000;
      // all are sent: two round trips if anything ever came back, else -W (sendping_tail)
      if (!more())
        end = proc.now + (count.received > 0 ? Math.max(1000, 2 * Math.max(...count.trips)) : choice.linger * 1000);
    }
    pending.sort((a, b) => a.at - b.at);
    while (pending[0] && pending[0].at <= proc.now) {
      const event = pending.shift();
      if (event?.result.kind === 'reply') yield* answered(choice, count, target, event.seq, event.result);
    }
    if (choice.count > 0 && count.received >= choice.count) break;
    const next = Math.min(pending[0]?.at ?? Number.POSITIVE_INFINITY, more() ? nextSend : end);
    if (!more() && proc.now >= end) break;
    if (next === Number.POSITIVE_INFINITY) yield* until(() => stopped);
    else yield* sleep(Math.max(0, next - proc.now));
  }
  yield* write(summary(choice.host, count));
  return count.received === 0 || (choice.deadline !== undefined && count.received < choice.count) ? 1 : 0;
}

function* answered(
  choice: Choice,
  count: Count,
  target: Aimed,
  seq: number,
  reply: Extract<Probed, { readonly kind: 'reply' }>,
): Run<void> {
  count.received++;
  count.trips.push(reply.rttMs);
  if (choice.quiet) return;
  const from = isIpv6(target.ip) ? target.ip : reply.from;
  const trip = choice.size >= 4 ? ` time=${millis(reply.rttMs)} ms` : '';
  yield* write(`${reply.bytes} bytes from ${from}: seq=${seq} ttl=${reply.ttl}${trip}\n`);
}

function millis(ms: number): string {
  return (Math.max(1, Math.round(ms * 1000)) / 1000).toFixed(3);
}

function summary(host: string, count: Count): string {
  const lost = count.sent === 0 ? '' : `${Math.floor(((count.sent - count.received) * 100) / count.sent)}% packet loss`;
  const line = `${count.sent} packets transmitted, ${count.received} packets received, ${lost}`;
  const { trips } = count;
  const mean = trips.reduce((a, b) => a + b, 0) / trips.length;
  const round =
    trips.length === 0
      ? ''
      : `round-trip min/avg/max = ${[Math.min(...trips), mean, Math.max(...trips)].map(millis).join('/')} ms\n`;
  return `\n--- ${host} ping statistics ---\n${line}\n${round}`;
}
