import { connsFlush, connsOf, type Flow, PROTOCOL_NUMBERS, timeoutOf } from '../../net/index.ts';
import type { Process, Program } from '../../os/index.ts';
import { type Answer, command, notSimulated, quit } from '../lib/answer.ts';
import { getopt, has, optionOf } from '../lib/getopt.ts';

/** conntrack(8): `-L` and `-F`. */
export const conntrack: Program = command(run);

const NUMBERS: Readonly<Record<string, number>> = PROTOCOL_NUMBERS;

function run(proc: Process, args: readonly string[]): Answer {
  const parsed = getopt(args, {
    short: 'LFDEGICSp:s:d:f:nghoV',
    long: {
      dump: 'L',
      flush: 'F',
      proto: 'p=',
      src: 's=',
      dst: 'd=',
      'orig-src': 's=',
      'orig-dst': 'd=',
      'src-nat': 'n',
      'dst-nat': 'g',
      sport: 'a=',
      dport: 'b=',
      'orig-port-dst': 'b=',
      count: 'C',
      family: 'f=',
    },
  });
  if ('error' in parsed)
    quit(
      `conntrack v1.4.8 (conntrack-tools): ${parsed.error}\nTry \`conntrack -h' or 'conntrack --help' for more information.`,
      2,
    );
  if (!proc.capable('NET_ADMIN'))
    quit(
      'conntrack v1.4.8 (conntrack-tools): Operation failed: sorry, you must be root or get CAP_NET_ADMIN capability to do this',
      1,
    );
  const all = connsOf(proc.world, proc.netns);
  if (has(parsed, 'C')) return { out: `${all.length}\n`, code: 0 };
  if (has(parsed, 'F')) {
    proc.transact((tx) => connsFlush(tx, proc.netns));
    return { err: 'conntrack v1.4.8 (conntrack-tools): connection tracking table has been emptied.\n', code: 0 };
  }
  if (!has(parsed, 'L')) notSimulated('conntrack without -L or -F', 'conntrack -L, conntrack -F');
  const wanted = all.filter(
    (c) =>
      (optionOf(parsed, 'p') === undefined || c.orig.proto === optionOf(parsed, 'p')) &&
      (optionOf(parsed, 's') === undefined || c.orig.src === optionOf(parsed, 's')) &&
      (optionOf(parsed, 'd') === undefined || c.orig.dst === optionOf(parsed, 'd')) &&
      (optionOf(parsed, 'b') === undefined || String(c.orig.dport) === optionOf(parsed, 'b')) &&
      (optionOf(parsed, 'a') === undefined || String(c.orig.sport) === optionOf(parsed, 'a')) &&
      (!has(parsed, 'n') || c.natted === 'src' || c.natted === 'both') &&
      (!has(parsed, 'g') || c.natted === 'dst' || c.natted === 'both'),
  );
  const lines = wanted.map((c) => {
    const left = Math.max(0, Math.round((c.at + timeoutOf(c) - proc.now) / 1000));
    const state = c.orig.proto === 'tcp' ? `${c.replied ? 'ESTABLISHED' : 'SYN_SENT'} ` : '';
    const icmp = c.orig.proto.startsWith('icmp');
    // a protocol that conntrack knows by its number only
    const generic = c.orig.proto === 'esp';
    const own = (f: Flow, reply: boolean): string =>
      icmp ? ` type=${reply ? 0 : 8} code=0 id=${f.sport}` : generic ? '' : ` sport=${f.sport} dport=${f.dport}`;
    const flow = (f: Flow, reply: boolean): string => `src=${f.src} dst=${f.dst}${own(f, reply)}`;
    return `${(generic ? 'unknown' : c.orig.proto).padEnd(8)} ${NUMBERS[c.orig.proto] ?? 0} ${left} ${state}${flow(c.orig, false)} ${c.replied ? '' : '[UNREPLIED] '}${flow(c.reply, true)} ${c.replied && c.orig.proto === 'tcp' ? '[ASSURED] ' : ''}mark=0 use=1\n`;
  });
  return {
    out: lines.join(''),
    err: `conntrack v1.4.8 (conntrack-tools): ${lines.length} flow entries have been shown.\n`,
    code: 0,
  };
}
