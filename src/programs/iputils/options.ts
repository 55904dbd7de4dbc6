import { notSimulated, quit } from '../lib/answer.ts';
import { getopt } from '../lib/getopt.ts';
import { decimal, integer } from '../lib/numbers.ts';
import { PING_USAGE } from './usage.ts';

/** The choices of ping(8) that are simulated. */
export interface PingOptions {
  readonly host: string;
  readonly family: 4 | 6 | undefined;
  readonly count: number | undefined;
  /** Seconds. */
  readonly interval: number;
  readonly deadline: number | undefined;
  readonly linger: number;
  readonly size: number;
  readonly ttl: number | undefined;
  readonly pmtud: 'do' | 'dont' | 'want' | 'probe' | undefined;
  readonly source: string | undefined;
  readonly numeric: boolean;
  readonly quiet: boolean;
  /** -a: rings the terminal's bell at each reply. */
  readonly audible: boolean;
  /** -f: as fast as replies come back, a dot for each request and a backspace for each reply. */
  readonly flood: boolean;
  readonly timestamps: boolean;
  readonly outstanding: boolean;
  readonly broadcast: boolean;
}

const VERSION =
  'ping from iputils 20250605\nlibcap: yes, IDN: yes, NLS: no, error.h: yes, getrandom(): yes, __fpending(): yes\n';

/** Reads ping's command line, or what it prints instead of pinging. */
export function pingOptions(args: readonly string[], family?: 4 | 6): PingOptions | { readonly print: string } {
  const parsed = getopt(args, { short: '346aABc:CdDe:fF:hHi:I:l:Lm:M:nN:OqQ:p:rRs:S:t:T:UvVw:W:b' });
  if ('error' in parsed) quit(`ping: ${parsed.error}\n${PING_USAGE}`, 2);
  const given = (name: string) => parsed.options.findLast((o) => o.name === name)?.value;
  const has = (name: string) => parsed.options.some((o) => o.name === name);
  if (has('h')) quit(PING_USAGE, 2);
  if (has('V')) return { print: VERSION };
  for (const name of ['R', 'T', 'A', 'l', 'N', 'p'])
    if (has(name)) notSimulated(`ping -${name}`, 'ping -c COUNT -i INTERVAL -s SIZE');
  if (has('4') && has('6')) quit('ping: only one -4 or -6 option may be specified', 2);
  const [host, ...more] = parsed.operands;
  const pmtud = given('M');
  if (pmtud !== undefined && !['do', 'dont', 'want', 'probe'].includes(pmtud))
    quit('ping: wrong value for -M: do, dont, want, probe are valid ones.', 2);
  const options = {
    count: whole(given('c'), 1, '9223372036854775807'),
    interval: seconds(given('i'), 'bad timing interval') ?? (has('f') ? 0.01 : 1),
    deadline: whole(given('w'), 0, '2147483647'),
    linger: seconds(given('W'), 'bad linger time') ?? 10,
    size: whole(given('s'), 0, '65507') ?? 56,
    ttl: whole(given('t'), 0, '255'),
  };
  if (host === undefined) quit('ping: usage error: Destination address required', 2);
  if (more.length > 0) notSimulated('ping through a list of hops', 'ping DESTINATION');
  return {
    ...options,
    host,
    family: has('4') ? 4 : has('6') ? 6 : family,
    deadline: options.deadline === 0 ? undefined : options.deadline,
    pmtud: pmtud as PingOptions['pmtud'],
    source: given('I'),
    numeric: has('n'),
    quiet: has('q'),
    audible: has('a'),
    flood: has('f'),
    timestamps: has('D'),
    outstanding: has('O'),
    broadcast: has('b'),
  };
}

function whole(text: string | undefined, least: number, most: string): number | undefined {
  if (text === undefined) return undefined;
  const value = integer(text);
  if (value === undefined) quit(`ping: invalid argument: '${text}'`, 1);
  if (value < least || value > Number(most))
    quit(`ping: invalid argument: '${text}': out of range: ${least} <= value <= ${most}`, 1);
  return value;
}

function seconds(text: string | undefined, complaint: string): number | undefined {
  if (text === undefined) return undefined;
  const value = decimal(text);
  if (value === undefined) quit(`ping: invalid argument: '${text}'`, 1);
  if (value < 0) quit(`ping: ${complaint}: ${text}`, 2);
  return value;
}
