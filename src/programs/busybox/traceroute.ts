import { linkByName, neighboursOf } from '../../net/index.ts';
import { getaddrinfo, getnameinfo, type Process, type Program, type Run, sleep, write } from '../../os/index.ts';
import { guarded, quit } from '../lib/answer.ts';
import { aim, probe } from '../lib/echo.ts';
import { has, optionOf } from '../lib/getopt.ts';
import { traceProbe } from '../lib/trace-route.ts';
import { appletOptions, farEnd, firstAddress, showUsage } from './applet.ts';

/** traceroute of BusyBox. */
export function traceroute(family: 4 | 6): Program {
  return (proc) => guarded(run(proc, family));
}

function* run(proc: Process, family: 4 | 6): Run<number> {
  const tool = family === 6 ? 'traceroute6' : 'traceroute';
  const parsed = appletOptions(tool, proc.argv.slice(1), { short: '46FIlnrvf:m:q:p:t:w:s:i:z:' });
  const [host, bytes] = parsed.operands;
  if (host === undefined) showUsage(tool);
  const number = (name: string, otherwise: number) => Number(optionOf(parsed, name) ?? otherwise);
  const six = family === 6 || has(parsed, '6');
  const found = yield* getaddrinfo(proc, host, {
    ...(six ? { family: 6 as const } : has(parsed, '4') ? { family: 4 as const } : {}),
  });
  if (found.kind !== 'ok') quit(`${tool}: bad address '${host}'`);
  const ip = firstAddress(found.addresses);
  const source = optionOf(parsed, 'i') ?? optionOf(parsed, 's');
  const target = aim(proc, ip, { broadcast: true, ...(source === undefined ? {} : { source }) });
  const most = number('m', 30);
  if ('error' in target)
    quit(`${tool}: can't connect to remote host${farEnd(ip)}: ${target.error.replace(/^connect: /, '')}`);
  yield* write(
    `${tool} to ${host} (${ip}), ${most} hops max, ${bytes === undefined ? (ip.includes(':') ? 72 : 46) : Number(bytes) + 28} byte packets\n`,
  );
  let seq = 0;
  for (let ttl = number('f', 1); ttl <= most; ttl++) {
    yield* write(String(ttl).padStart(2));
    let before: string | undefined;
    let last = false;
    for (let i = 0; i < number('q', 3); i++) {
      const hop = traceProbe(proc, target, ttl, seq++, has(parsed, 'I') ? 'icmp' : 'udp');
      const wait = number('w', 3) * 1000;
      if (hop.kind === 'silence' || hop.ms > wait + SLACK) {
        yield* sleep(wait);
        yield* write('  *');
        continue;
      }
      yield* sleep(hop.ms);
      const name = has(parsed, 'n') ? hop.from : `${(yield* getnameinfo(proc, hop.from)) ?? hop.from} (${hop.from})`;
      yield* write(
        `${hop.from === before ? '' : `  ${name}`}  ${hop.ms.toFixed(3)} ms${hop.mark === '' ? '' : ` ${hop.mark}`}`,
      );
      before = hop.from;
      last ||= hop.last;
    }
    yield* write('\n');
    if (last) return 0;
  }
  return 0;
}

/** What comes a moment after the wait is still taken: the kernel's own verdict on ARP needs a little over three seconds. */
const SLACK = 150;

/** arping of BusyBox. */
export const arping: Program = (proc) => guarded(arpingRun(proc));

function* arpingRun(proc: Process): Run<number> {
  const parsed = appletOptions('arping', proc.argv.slice(1), { short: 'DUAqfbc:w:i:I:s:' });
  const [host] = parsed.operands;
  if (host === undefined) showUsage('arping');
  const device = optionOf(parsed, 'I') ?? 'eth0';
  const link = linkByName(proc.world, proc.netns, device);
  if (!link) quit(`arping: ${device}: No such device`, 1);
  const found = yield* getaddrinfo(proc, host, { family: 4 });
  if (found.kind !== 'ok') quit(`arping: bad address '${host}'`, 1);
  const ip = firstAddress(found.addresses);
  const own = link.addrs.find((a) => !a.ip.includes(':'))?.ip ?? '0.0.0.0';
  yield* write(`ARPING ${ip} from ${own} ${device}\n`);
  const limit = Number(optionOf(parsed, 'c') ?? Number.POSITIVE_INFINITY);
  let [sent, received, stopped] = [0, 0, false];
  proc.trap('INT', () => {
    stopped = true;
  });
  while (sent < limit && !stopped) {
    const target = aim(proc, ip, { source: device, broadcast: true });
    if (!('error' in target)) probe(proc, target, { id: 1, seq: sent, size: 0, ttl: 1, df: false });
    sent++;
    const entry = neighboursOf(proc.world, link.id).find(
      (n) => n.ip === ip && n.mac !== undefined && n.state !== 'FAILED',
    );
    if (entry) {
      received++;
      yield* write(`Unicast reply from ${ip} [${entry.mac}] 0.${String(5 + proc.random(40)).padStart(3, '0')}ms\n`);
      if (has(parsed, 'f')) break;
    }
    if (sent < limit || !entry) yield* sleep(1000);
  }
  yield* write(
    `Sent ${sent} probe(s) (${received > 0 ? 0 : sent} broadcast(s))\nReceived ${received} response(s) (0 request(s), 0 broadcast(s))\n`,
  );
  return received > 0 ? 0 : 1;
}
