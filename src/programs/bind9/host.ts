import { parseIp } from '../../base/index.ts';
import {
  candidates,
  type DnsRecord,
  type DnsReply,
  type Process,
  type Program,
  type Run,
  resolvConf,
  reverseName,
  wireLength,
  write,
} from '../../os/index.ts';
import { guarded, quit } from '../lib/answer.ts';
import { getopt, has, optionOf } from '../lib/getopt.ts';
import { query, serverAddress } from './ask.ts';
import { headerLines, questionLine, recordLine } from './format.ts';

const USAGE = `Usage: host [-aCdilrTvVw] [-c class] [-N ndots] [-t type] [-W time]
            [-R number] [-m flag] [-p port] hostname [server]`;

const CODES: Readonly<Record<string, number>> = {
  NOERROR: 0,
  FORMERR: 1,
  SERVFAIL: 2,
  NXDOMAIN: 3,
  NOTIMP: 4,
  REFUSED: 5,
};

interface Asking {
  readonly proc: Process;
  readonly server: string;
  readonly port: number;
  readonly timeout: number;
  readonly tries: number;
  readonly verbose: boolean;
}

/** host(1). */
export const host: Program = (proc) => guarded(run(proc));

function* run(proc: Process): Run<number> {
  const parsed = getopt(proc.argv.slice(1), { short: '46aCdilrTUvVwAsc:N:t:W:R:m:p:' });
  if ('error' in parsed) quit(`host: ${parsed.error}\n${USAGE}`, 2);
  if (has(parsed, 'V')) quit('host 9.20.30-1-Debian', 0);
  const [name, given] = parsed.operands;
  if (name === undefined) quit(USAGE, 1);
  const conf = resolvConf(proc.world, proc.fs);
  const server =
    given === undefined
      ? (conf.servers[0] ?? '')
      : ((yield* serverAddress(proc, given)) ?? quit(`host: couldn't get address for '${given}': not found`, 1));
  const asking: Asking = {
    proc,
    server,
    port: Number(optionOf(parsed, 'p') ?? 53),
    timeout: Number(optionOf(parsed, 'W') ?? 5) * 1000,
    tries: 1 + Number(optionOf(parsed, 'R') ?? 1),
    verbose: has(parsed, 'v', 'd', 'a'),
  };
  const intro =
    given === undefined ? '' : `Using domain server:\nName: ${given}\nAddress: ${server}#${asking.port}\nAliases: \n\n`;
  const ip = parseIp(name);
  const type = optionOf(parsed, 't')?.toUpperCase() ?? (has(parsed, 'a') ? 'ANY' : undefined);
  if (ip !== undefined && type === undefined) return yield* ask(asking, intro, [reverseName(ip)], ['PTR'], true);
  return yield* ask(
    asking,
    intro,
    candidates(name, conf),
    type === undefined ? ['A', 'AAAA', 'MX', 'HTTPS'] : [type],
    type !== undefined,
  );
}

/** Asks for each type in turn; only a question that was asked for by name complains about an empty answer. */
function* ask(
  a: Asking,
  intro: string,
  names: readonly string[],
  types: readonly string[],
  single: boolean,
): Run<number> {
  let first = true;
  let forms = names;
  for (const type of types) {
    const reply = yield* find(a, forms, type, first ? intro : '');
    if (!reply) return 1;
    const name = reply.name.replace(/\.$/, '');
    if (reply.rcode !== 'NOERROR') {
      // bin/dig/host.c: NXDOMAIN is told of the name as it was asked for, a reversed address with its dot
      const asked = reply.rcode === 'NXDOMAIN' && /\.arpa\.$/.test(names[0] ?? '') ? reply.name : name;
      yield* write(`Host ${asked} not found: ${CODES[reply.rcode] ?? 2}(${reply.rcode})\n`);
      return 1;
    }
    if (!a.verbose) {
      if (reply.answers.length === 0 && single) yield* write(`${name} has no ${type} record\n`);
      yield* write(reply.answers.map(sentence).join(''));
    }
    first = false;
    forms = [reply.name];
  }
  return 0;
}

function* find(a: Asking, names: readonly string[], type: string, intro: string): Run<DnsReply | undefined> {
  let start = intro;
  for (const name of names) {
    if (a.verbose) yield* write(`Trying "${name.replace(/\.$/, '')}"\n`);
    const result = yield* query(a.proc, {
      server: a.server,
      port: a.port,
      name,
      type,
      rd: true,
      edns: undefined,
      tcp: false,
      timeout: a.timeout,
      tries: a.tries,
    });
    yield* write(result.said.map((s) => `${s}\n`).join(''));
    if (!result.reply) {
      if (!result.unreachable) yield* write(';; no servers could be reached\n');
      return undefined;
    }
    yield* write(start);
    start = '';
    if (a.verbose && result.reply.rcode === 'NOERROR') yield* write(verbose(result.reply, a, result.ms));
    if (result.reply.rcode !== 'NXDOMAIN' || name === names.at(-1)) return result.reply;
  }
  return undefined;
}

function verbose(reply: DnsReply, a: Asking, ms: number): string {
  const answers =
    reply.answers.length === 0 ? '' : `\n;; ANSWER SECTION:\n${reply.answers.map((r) => recordLine(r)).join('')}`;
  return `${headerLines(reply)}\n;; QUESTION SECTION:\n${questionLine(reply.name, reply.type)}${answers}\nReceived ${wireLength(reply)} bytes from ${a.server}#${a.port} in ${Math.round(ms)} ms\n`;
}

function sentence(r: DnsRecord): string {
  const name = r.name.replace(/\.$/, '');
  switch (r.type) {
    case 'A':
      return `${name} has address ${r.data}\n`;
    case 'AAAA':
      return `${name} has IPv6 address ${r.data}\n`;
    case 'CNAME':
      return `${name} is an alias for ${r.data}\n`;
    case 'MX':
      return `${name} mail is handled by ${r.data}\n`;
    case 'PTR':
      return `${name} domain name pointer ${r.data}\n`;
    case 'NS':
      return `${name} name server ${r.data}\n`;
    case 'TXT':
      return `${name} descriptive text ${r.data}\n`;
    default:
      return `${name} has ${r.type} record ${r.data}\n`;
  }
}
