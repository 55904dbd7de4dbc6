import { parseIp } from '../../base/index.ts';
import {
  type Asked,
  ask,
  type DnsRecord,
  type DnsReply,
  getaddrinfo,
  hostname,
  type Process,
  type Program,
  type Run,
  resolvConf,
  reverseName,
  write,
} from '../../os/index.ts';
import { guarded, notSimulated, quit } from '../lib/answer.ts';
import { helpOf, showUsage, usageOf } from './applet.ts';

const TYPES = ['soa', 'ns', 'a', 'aaaa', 'cname', 'mx', 'txt', 'ptr', 'srv', 'any'];

/** nslookup of BusyBox (networking/nslookup.c, the big one). */
export const nslookup: Program = (proc) => guarded(run(proc));

interface Question {
  readonly name: string;
  readonly type: string;
}

function* run(proc: Process): Run<number> {
  const words = proc.argv.slice(1);
  if (words.length === 1 && words[0] === '--help') helpOf('nslookup');
  const operands: string[] = [];
  const types: string[] = [];
  let debug = false;
  for (const word of words) {
    const option = /^-+(.*)$/.exec(word)?.[1];
    if (option === undefined) operands.push(word);
    else if (option === 'debug') debug = true;
    else if (/^(type|querytype|q|query)=/.test(option)) {
      const type = option.slice(option.indexOf('=') + 1).toLowerCase();
      if (!TYPES.includes(type)) quit(`nslookup: invalid query type "${type}"`, 1);
      types.push(type.toUpperCase());
    } else if (/^(port|timeout|retry)=/.test(option)) notSimulated(`nslookup -${option}`, 'nslookup NAME SERVER');
    else quit(`nslookup: invalid option -- '${option[0] ?? '-'}'\n${usageOf('nslookup')}`, 1);
  }
  const [host, given, extra] = operands;
  if (host === undefined || extra !== undefined) showUsage('nslookup');
  const conf = resolvConf(proc.world, proc.fs, hostname(proc.world, proc));
  const servers = given === undefined ? conf.servers : [yield* serverOf(proc, given)];
  return yield* lookUp(proc, questions(host, types, conf.search), servers, debug);
}

function* serverOf(proc: Process, given: string): Run<string> {
  const found = yield* getaddrinfo(proc, given);
  return found.kind === 'ok' ? (found.addresses[0] ?? given) : quit(`nslookup: bad address '${given}'`, 1);
}

/** A and AAAA unless told otherwise; a name without a dot is asked for in the search domains. */
function questions(host: string, types: readonly string[], search: readonly string[]): Question[] {
  const ip = parseIp(host);
  if (ip !== undefined && types.length === 0) return [{ name: reverseName(ip).replace(/\.$/, ''), type: 'PTR' }];
  const names = search.length === 0 || host.includes('.') ? [host] : search.map((domain) => `${host}.${domain}`);
  return names.flatMap((name) => (types.length > 0 ? types : ['A', 'AAAA']).map((type) => ({ name, type })));
}

/** Tries every server until one has answered; each question gets two attempts in five seconds. */
function* lookUp(proc: Process, list: readonly Question[], servers: readonly string[], debug: boolean): Run<number> {
  for (const server of servers) {
    const answers: (DnsReply & { readonly ms: number })[] = [];
    for (const q of list) {
      const asked = yield* twice(proc, server, q);
      if (asked.kind === 'unreachable')
        quit(`nslookup: can't connect to remote host (${server}): Network is unreachable`, 1);
      if (asked.kind === 'refused') {
        yield* write(`nslookup: write to '${server}': Connection refused\n`, 2);
        break;
      }
      if (asked.kind !== 'reply') break;
      answers.push({ ...asked.reply, ms: asked.ms });
    }
    if (answers.length < list.length) continue;
    yield* write(`Server:\t\t${server}\nAddress:\t${server.includes(':') ? `[${server}]` : server}:53\n\n`);
    for (const [i, a] of answers.entries())
      yield* write((debug ? `Query #${i} completed in ${Math.round(a.ms)}ms:\n` : '') + answerText(a));
    return answers.every((a) => a.rcode === 'NOERROR') ? 0 : 1;
  }
  yield* write(';; connection timed out; no servers could be reached\n\n');
  return 1;
}

function* twice(proc: Process, server: string, q: Question): Run<Asked> {
  const first = yield* ask(proc, { server, name: q.name, type: q.type, timeout: 2500 });
  return first.kind === 'timeout' ? yield* ask(proc, { server, name: q.name, type: q.type, timeout: 2500 }) : first;
}

function answerText(reply: DnsReply): string {
  const name = reply.name.replace(/\.$/, '');
  if (reply.rcode !== 'NOERROR') return `** server can't find ${name}: ${reply.rcode}\n\n`;
  return `${reply.aa ? '' : 'Non-authoritative answer:\n'}${reply.answers.map(recordText).join('')}\n`;
}

function recordText(r: DnsRecord): string {
  const name = r.name.replace(/\.$/, '');
  const data = r.data.replace(/\.$/, '');
  switch (r.type) {
    case 'A':
    case 'AAAA':
      return `Name:\t${name}\nAddress: ${data}\n`;
    case 'CNAME':
      return `${name}\tcanonical name = ${data}\n`;
    case 'PTR':
      return `${name}\tname = ${data}\n`;
    case 'MX':
      return `${name}\tmail exchanger = ${data}\n`;
    case 'NS':
      return `${name}\tnameserver = ${data}\n`;
    case 'TXT':
      return `${name}\ttext = ${r.data}\n`;
    case 'SRV':
      return `${name}\tservice = ${data}\n`;
    default:
      return '';
  }
}
