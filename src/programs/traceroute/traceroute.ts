import {
  GAI_TEXT,
  getaddrinfo,
  getnameinfo,
  type Process,
  type Program,
  type Run,
  sleep,
  write,
} from '../../os/index.ts';
import { guarded, notSimulated, quit } from '../lib/answer.ts';
import { aim } from '../lib/echo.ts';
import { getopt, has, optionOf } from '../lib/getopt.ts';
import { type Hop, traceProbe } from '../lib/trace-route.ts';

/** traceroute(8) of Debian: all probes go out together, so silence costs its wait only once. */
export const traceroute: Program = (proc) => guarded(run(proc));

function* run(proc: Process): Run<number> {
  const parsed = getopt(proc.argv.slice(1), {
    short: '46dFInrTUAVf:g:i:l:m:M:N:p:P:q:s:t:w:z:D',
    long: {
      icmp: 'I',
      tcp: 'T',
      'max-hops': 'm=',
      first: 'f=',
      queries: 'q=',
      wait: 'w=',
      interface: 'i=',
      source: 's=',
      port: 'p=',
      version: 'V',
    },
  });
  if ('error' in parsed) quit(`Bad option \`${proc.argv[1]}' (argc 1)`, 2);
  if (has(parsed, 'T', 'A', 'g', 'P')) notSimulated('traceroute -T, -A', 'traceroute, traceroute -I');
  const [host] = parsed.operands;
  if (host === undefined)
    quit(
      'Usage:\n  traceroute [ -46dFITnreAUDV ] [ -f first_ttl ] [ -i device ] [ -m max_ttl ] [ -q nqueries ] [ -w wait ] host [ packetlen ]',
      2,
    );
  const family = has(parsed, '6') ? 6 : has(parsed, '4') ? 4 : undefined;
  const found = yield* getaddrinfo(proc, host, family === undefined ? {} : { family });
  if (found.kind !== 'ok')
    quit(`${host}: ${GAI_TEXT[found.kind]}\nCannot handle "host" cmdline arg \`${host}' on position 1 (argc 1)`, 2);
  const ip = found.addresses[0] ?? '';
  const source = optionOf(parsed, 'i') ?? optionOf(parsed, 's');
  const target = aim(proc, ip, { broadcast: true, ...(source === undefined ? {} : { source }) });
  if ('error' in target) quit(target.error, 1);
  const most = Number(optionOf(parsed, 'm') ?? 30);
  yield* write(`traceroute to ${host} (${ip}), ${most} hops max, ${ip.includes(':') ? 80 : 60} byte packets\n`);
  const wait = Number(optionOf(parsed, 'w')?.split(',')[0] ?? 5) * 1000;
  let seq = 0;
  let waited = false;
  for (let ttl = Number(optionOf(parsed, 'f') ?? 1); ttl <= most; ttl++) {
    const hops = Array.from({ length: Number(optionOf(parsed, 'q') ?? 3) }, () =>
      traceProbe(proc, target, ttl, seq++, has(parsed, 'I') ? 'icmp' : 'udp'),
    );
    const slow = hops.some((h) => h.kind === 'silence');
    if (slow && !waited) yield* sleep(wait);
    waited ||= slow;
    yield* write(`${String(ttl).padStart(2)} ${yield* line(proc, hops, has(parsed, 'n'))}\n`);
    if (hops.some((h) => h.kind === 'answer' && h.last)) return 0;
  }
  return 0;
}

function* line(proc: Process, hops: readonly Hop[], numeric: boolean): Run<string> {
  let text = '';
  let before: string | undefined;
  for (const hop of hops) {
    if (hop.kind === 'silence') {
      text += ' *';
      continue;
    }
    if (hop.from !== before)
      text += numeric ? ` ${hop.from}` : ` ${(yield* getnameinfo(proc, hop.from)) ?? hop.from} (${hop.from})`;
    text += `  ${hop.ms.toFixed(3)} ms${hop.mark === '' ? '' : ` ${hop.mark}`}`;
    before = hop.from;
  }
  return text;
}
