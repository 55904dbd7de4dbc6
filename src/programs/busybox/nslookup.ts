import { parseIp } from '../../base/index.ts';
import { datagrams, datagramTake, listen, udpSend, unlisten } from '../../net/index.ts';
import {
  type DnsRecord,
  type DnsReply,
  decodeReply,
  encodeQuery,
  fqdn,
  getaddrinfo,
  hostname,
  type Process,
  type Program,
  type Run,
  resolvConf,
  reverseName,
  until,
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

/** Tries every server until one has said something; each gets five seconds. */
function* lookUp(proc: Process, list: readonly Question[], servers: readonly string[], debug: boolean): Run<number> {
  for (const server of servers) {
    const { end, heard, answers } = yield* sendQueries(proc, server, list);
    if (end === 'unreachable') quit(`nslookup: can't connect to remote host (${server}): Network is unreachable`, 1);
    if (end === 'refused') yield* write(`nslookup: write to '${server}': Connection refused\n`, 2);
    if (!heard) continue;
    yield* write(`Server:\t\t${server}\nAddress:\t${server.includes(':') ? `[${server}]` : server}:53\n\n`);
    if (answers.length < list.length) continue;
    for (const [i, a] of answers.entries())
      yield* write((debug ? `Query #${i} completed in ${Math.round(a.ms)}ms:\n` : '') + answerText(a));
    return answers.every((a) => a.rcode === 'NOERROR') ? 0 : 1;
  }
  yield* write(';; connection timed out; no servers could be reached\n\n');
  return 1;
}

interface Heard {
  readonly end: 'done' | 'refused' | 'unreachable';
  /** Something came back, be it only a failure that was asked again. */
  readonly heard: boolean;
  /** In the order of the questions, without those that nobody answered. */
  readonly answers: readonly (DnsReply & { readonly ms: number })[];
}

/** Milliseconds for a server, and after which what has no answer is sent once more. */
const [PATIENCE, INTERVAL] = [5000, 2500];

/** Sends all questions at once; what fails with SERVFAIL is sent again on the spot, twice for each question and interval; send_queries. */
function* sendQueries(proc: Process, server: string, list: readonly Question[]): Run<Heard> {
  const wildcard = server.includes(':') ? '::' : '0.0.0.0';
  const { id: socket, port } = proc.transact((tx) =>
    listen(tx, { netns: proc.netns, proto: 'udp', ip: wildcard, port: 0, pid: proc.pid, comm: 'nslookup' }),
  );
  const first = proc.random(65536 - list.length);
  const got = new Map<number, DnsReply & { readonly ms: number }>();
  const began = proc.now;
  let heard = false;
  const missing = () => list.map((_, i) => i).filter((i) => !got.has(i));
  const ending = (end: Heard['end']): Heard => ({ end, heard, answers: list.flatMap((_, i) => got.get(i) ?? []) });
  const waiting = () => proc.world.by(datagrams, 'waiting', socket).length > 0;
  try {
    for (let due = began; due < began + PATIENCE && got.size < list.length; due += INTERVAL) {
      let again = 2 * list.length;
      for (const i of missing()) {
        const failed = send(proc, port, server, first + i, list[i]);
        if (failed) return ending(failed);
      }
      while (got.size < list.length && (yield* until(waiting, due + INTERVAL - proc.now))) {
        const datagram = proc.transact((tx) => datagramTake(tx, socket));
        const reply = datagram && decodeReply(datagram.data);
        const i = (reply?.id ?? -1) - first;
        if (!reply || list[i] === undefined || got.has(i)) continue;
        heard = true;
        if (reply.rcode === 'SERVFAIL' && again-- > 0) send(proc, port, server, first + i, list[i]);
        else got.set(i, { ...reply, ms: proc.now - began });
      }
    }
    return ending('done');
  } finally {
    proc.transact((tx) => unlisten(tx, socket));
  }
}

/** Sends one question; what the socket learns of it at once, if that ends everything. */
function send(
  proc: Process,
  sport: number,
  server: string,
  id: number,
  question: Question | undefined,
): 'refused' | 'unreachable' | undefined {
  if (!question) return undefined;
  const data = encodeQuery({ id, name: fqdn(question.name), type: question.type, rd: true });
  const { kind } = proc.transact((tx) =>
    udpSend(tx, proc.netns, { dst: server, dport: 53, sport, data, pid: proc.pid }),
  );
  // of an unreachable network or host such a socket never hears (ip(7), IP_RECVERR)
  if (kind === 'sent' || kind === 'net-unreachable' || kind === 'host-unreachable') return undefined;
  return kind === 'refused' ? 'refused' : 'unreachable';
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
