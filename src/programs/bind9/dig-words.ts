import { parseIp } from '../../base/index.ts';
import { reverseName } from '../../os/index.ts';
import { notSimulated, quit } from '../lib/answer.ts';

/** Which parts of an answer are shown. */
export interface Show {
  comments: boolean;
  question: boolean;
  answer: boolean;
  authority: boolean;
  stats: boolean;
  ttl: boolean;
  klass: boolean;
}

/** One question of a dig command line. */
export interface Lookup {
  name: string;
  type: string;
  server: string | undefined;
  port: number;
  reverse: boolean;
  short: boolean;
  search: boolean;
  recurse: boolean;
  edns: number | undefined;
  tcp: boolean;
  /** Milliseconds. */
  time: number;
  tries: number;
  show: Show;
}

export interface DigWords {
  readonly lookups: readonly Lookup[];
  /** Whether the line with the version and the command comes first. */
  readonly cmd: boolean;
  /** What is printed instead of asking. */
  readonly special: string | undefined;
}

export const TYPES = [
  'A',
  'AAAA',
  'ANY',
  'CNAME',
  'MX',
  'NS',
  'PTR',
  'SOA',
  'SRV',
  'TXT',
  'CAA',
  'DS',
  'DNSKEY',
  'HTTPS',
  'SVCB',
  'NAPTR',
  'TLSA',
];
const CLASSES = ['IN', 'CH', 'HS'];

const USAGE = `Usage:  dig [@global-server] [domain] [q-type] [q-class] {q-opt}
            {global-d-opt} host [@local-server] {local-d-opt}
            [ host [@local-server] {local-d-opt} [...]]

Use "dig -h" (or "dig -h | more") for complete list of options`;

function fresh(): Lookup {
  return {
    name: '.',
    type: 'A',
    server: undefined,
    port: 53,
    reverse: false,
    short: false,
    search: false,
    recurse: true,
    edns: 1232,
    tcp: false,
    time: 5000,
    tries: 3,
    show: { comments: true, question: true, answer: true, authority: true, stats: true, ttl: true, klass: true },
  };
}

/** Options that change nothing the simulation shows. */
const HARMLESS = [
  'additional',
  'adflag',
  'aaflag',
  'aaonly',
  'adflag',
  'badcookie',
  'besteffort',
  'cdflag',
  'cookie',
  'crypto',
  'dnssec',
  'do',
  'expandaaaa',
  'fail',
  'header-only',
  'idn',
  'idnin',
  'idnout',
  'ignore',
  'keepalive',
  'keepopen',
  'mapped',
  'nssearch',
  'opcode',
  'padding',
  'qr',
  'raflag',
  'rdflag',
  'rrcomments',
  'showsearch',
  'split',
  'subnet',
  'tcflag',
  'unexpected',
  'unknownformat',
  'zflag',
  'coflag',
  'ednsflags',
  'ednsnegotiation',
  'ednsopt',
  'onesoa',
  'defname',
  'bufsize',
  'identify',
  'domain',
  'ndots',
  'proxy',
];
const ELSEWHERE = ['trace', 'multiline', 'yaml', 'dns64prefix', 'https', 'https-get', 'tls', 'ttlunits', 'topdown'];

/** Reads dig's words: what stands before the first name holds for all, what follows a name for that one. */
export function digWords(args: readonly string[]): DigWords {
  const common = fresh();
  const lookups: Lookup[] = [];
  let cmd = true;
  let typed = false;
  const rest = [...args];
  const current = () => lookups.at(-1) ?? common;
  const begin = (name: string) => {
    lookups.push({ ...common, name, show: { ...common.show } });
    typed = false;
  };
  for (let word = rest.shift(); word !== undefined; word = rest.shift()) {
    if (word.startsWith('@')) current().server = word.slice(1);
    else if (word.startsWith('+')) cmd = plus(word, current(), cmd);
    else if (word.startsWith('-') && word.length > 1) {
      const letter = word[1] ?? '';
      const value = () =>
        word && word.length > 2 ? word.slice(2) : (rest.shift() ?? quit(`Invalid option: ${word}\n${USAGE}`, 1));
      if (letter === 'x') {
        const ip = value();
        begin(parseIp(ip) === undefined ? quit(`dig: invalid IP address: ${ip}`, 1) : reverseName(ip));
        Object.assign(current(), { reverse: true, type: 'PTR' });
        typed = true;
      } else if (letter === 't') {
        current().type = value().toUpperCase();
        typed = lookups.length > 0;
      } else if (letter === 'q') begin(value());
      else if (letter === 'p') current().port = Number(value());
      else if (letter === 'c' || letter === 'b') value();
      else if (word === '-v') return { lookups: [], cmd, special: `DiG ${'9.20.30-1-Debian'}\n` };
      else if (word === '-h') notSimulated('dig -h', 'dig NAME TYPE @SERVER +short');
      else if (!['-4', '-6', '-u', '-r'].includes(word)) quit(`Invalid option: ${word}\n${USAGE}`, 1);
    } else if (lookups.length > 0 && !typed && TYPES.includes(word.toUpperCase())) {
      current().type = word.toUpperCase();
      typed = true;
    } else if (lookups.length === 0 && TYPES.includes(word.toUpperCase()) && rest.length > 0)
      common.type = word.toUpperCase();
    else if (!CLASSES.includes(word.toUpperCase())) begin(word);
  }
  if (lookups.length === 0) lookups.push({ ...common, name: '.', type: common.type === 'A' ? 'NS' : common.type });
  return {
    lookups: lookups.map((l) => ({ ...l, server: l.server ?? common.server })),
    cmd: cmd && !lookups[0]?.short,
    special: undefined,
  };
}

function plus(word: string, at: Lookup, cmd: boolean): boolean {
  const [, no, name = '', , value] = /^\+(no)?([a-z0-9-]+)(=(.*))?$/.exec(word) ?? [];
  const on = no === undefined;
  const is = (option: string) => name !== '' && option.startsWith(name) && (option === name || name.length >= 2);
  const show = at.show;
  if (name === 'cmd') return on;
  if (name === 'all') {
    Object.assign(show, { comments: on, question: on, answer: on, authority: on, stats: on });
    return on;
  }
  if (is('short')) at.short = on;
  else if (is('answer')) show.answer = on;
  else if (is('comments')) show.comments = on;
  else if (is('question')) show.question = on;
  else if (is('authority')) show.authority = on;
  else if (is('stats')) show.stats = on;
  else if (is('ttlid')) show.ttl = on;
  else if (is('class')) show.klass = on;
  else if (is('time') || is('timeout')) at.time = Math.max(1, Number(value ?? 5)) * 1000;
  else if (is('tries')) at.tries = Math.max(1, Number(value ?? 3));
  else if (is('retry')) at.tries = 1 + Number(value ?? 2);
  else if (is('tcp') || is('vc')) at.tcp = on;
  else if (is('search')) at.search = on;
  else if (is('recurse')) at.recurse = on;
  else if (is('edns')) at.edns = on ? 1232 : undefined;
  else if (ELSEWHERE.some((o) => is(o))) {
    if (on) notSimulated(`dig +${name}`, 'dig +short, +noall +answer, +tcp, +time=N, +tries=N');
  } else if (!HARMLESS.some((o) => is(o))) quit(`Invalid option: ${word}\n${USAGE}`, 1);
  return cmd;
}
