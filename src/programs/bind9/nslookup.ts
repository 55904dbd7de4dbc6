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
  write,
} from '../../os/index.ts';
import { guarded, notSimulated, quit } from '../lib/answer.ts';
import { query, serverAddress } from './ask.ts';
import { TYPES } from './dig-words.ts';

/** nslookup(1) of BIND with a name; its prompt is not simulated. */
export const nslookup: Program = (proc) => guarded(run(proc));

interface Asking {
  readonly proc: Process;
  readonly server: string;
  readonly given: string | undefined;
  readonly port: number;
  readonly timeout: number;
  readonly tries: number;
  readonly debug: boolean;
  /** -type was given: every answer is introduced and nothing else is asked. */
  readonly typed: boolean;
}

function* run(proc: Process): Run<number> {
  let [type, port, timeout, tries, debug]: [string | undefined, number, number, number, boolean] = [
    undefined,
    53,
    5000,
    3,
    false,
  ];
  const operands: string[] = [];
  for (const word of proc.argv.slice(1)) {
    const [, name = '', value = ''] = /^-([a-z]+)(?:=(.*))?$/i.exec(word) ?? [];
    if (name === '') operands.push(word);
    else if (name === 'type' || name === 'ty' || name === 'querytype' || name === 'query' || name === 'q')
      type = value.toUpperCase();
    else if (name === 'port') port = Number(value);
    else if (name === 'timeout') timeout = Number(value) * 1000;
    else if (name === 'retry') tries = Number(value);
    else if (name === 'debug' || name === 'd2') debug = true;
    else if (
      ![
        'all',
        'vc',
        'novc',
        'recurse',
        'norecurse',
        'search',
        'nosearch',
        'nodebug',
        'class',
        'domain',
        'fail',
        'nofail',
      ].includes(name)
    )
      yield* write(`*** Invalid option: ${name}\n`);
  }
  const [host, given] = operands;
  if (host === undefined || host === '-') notSimulated('the prompt of nslookup', 'nslookup NAME [SERVER]');
  if (type !== undefined && !TYPES.includes(type)) {
    yield* write(`unknown query type: ${type}\n`);
    type = undefined;
  }
  const conf = resolvConf(proc.world, proc.fs);
  const server =
    given === undefined
      ? (conf.servers[0] ?? '')
      : ((yield* serverAddress(proc, given)) ?? quit(`nslookup: couldn't get address for '${given}': not found`, 1));
  const asking: Asking = { proc, server, given, port, timeout, tries, debug, typed: type !== undefined };
  const ip = parseIp(host);
  if (ip !== undefined && type === undefined) return (yield* ask(asking, host, [reverseName(ip)], 'PTR')) ? 0 : 1;
  const names = candidates(host, conf);
  if (type !== undefined) return (yield* ask(asking, host, names, type)) ? 0 : 1;
  return (yield* both(asking, host, names)) ? 0 : 1;
}

/** Asks a name and, where it is not found, its further forms. */
function* find(
  a: Asking,
  names: readonly string[],
  type: string,
): Run<{ readonly reply: DnsReply; readonly said: string } | undefined> {
  let said = '';
  for (const name of names) {
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
    said += result.said.map((s) => `${s}\n`).join('');
    if (!result.reply) {
      yield* write(`${said}${said.endsWith('reached\n') ? '' : ';; no servers could be reached\n'}\n`);
      return undefined;
    }
    if (result.reply.rcode === 'SERVFAIL') said += `;; Got SERVFAIL reply from ${a.server}\n`;
    if (result.reply.rcode !== 'NXDOMAIN' || name === names.at(-1)) return { reply: result.reply, said };
  }
  return undefined;
}

const heading = (a: Asking) => `Server:\t\t${a.given ?? a.server}\nAddress:\t${a.server}#${a.port}\n\n`;

function failure(reply: DnsReply): string {
  return `** server can't find ${reply.name.replace(/\.$/, '')}: ${reply.rcode}\n\n`;
}

function* ask(a: Asking, _host: string, names: readonly string[], type: string): Run<boolean> {
  const found = yield* find(a, names, type);
  if (!found) return false;
  const { reply, said } = found;
  const head = said + (a.typed || type === 'A' ? heading(a) : '') + (a.debug ? debugText(reply) : '');
  if (reply.rcode !== 'NOERROR') {
    yield* write(head + failure(reply));
    return false;
  }
  const introduced = !reply.aa && (a.typed || type === 'A') ? 'Non-authoritative answer:\n' : '';
  const body =
    reply.answers.length > 0
      ? reply.answers.map(recordText).join('')
      : `*** Can't find ${reply.name.replace(/\.$/, '')}: No answer\n`;
  const authority =
    type === 'A' || type === 'AAAA'
      ? ''
      : `\nAuthoritative answers can be found from:\n${reply.authority.map(recordText).join('')}`;
  yield* write(`${head}${introduced}${body}${authority}\n`);
  return true;
}

/** The ordinary question: A, then AAAA for the same name. */
function* both(a: Asking, host: string, names: readonly string[]): Run<boolean> {
  const found = yield* find(a, names, 'A');
  if (!found) return false;
  const { reply, said } = found;
  yield* write(said + heading(a) + (a.debug ? debugText(reply) : ''));
  if (reply.rcode !== 'NOERROR') {
    yield* write(failure({ ...reply, name: names.length > 1 ? host : reply.name }));
    return false;
  }
  yield* write((reply.aa ? '' : 'Non-authoritative answer:\n') + reply.answers.map(recordText).join(''));
  const second = yield* find(a, [reply.name], 'AAAA');
  if (!second) return false;
  const six = second.reply.rcode === 'NOERROR' ? second.reply.answers : [];
  const nothing =
    reply.answers.length === 0 && six.length === 0
      ? `*** Can't find ${reply.name.replace(/\.$/, '')}: No answer\n`
      : '';
  yield* write(`${second.said}${a.debug ? debugText(second.reply) : ''}${six.map(recordText).join('')}${nothing}\n`);
  return true;
}

/** A record in nslookup's words. */
function recordText(r: DnsRecord): string {
  const name = r.name.replace(/\.$/, '');
  switch (r.type) {
    case 'A':
    case 'AAAA':
      return `Name:\t${name}\nAddress: ${r.data}\n`;
    case 'PTR':
      return `${name}\tname = ${r.data}\n`;
    case 'CNAME':
      return `${name}\tcanonical name = ${r.data}\n`;
    case 'MX':
      return `${name}\tmail exchanger = ${r.data}\n`;
    case 'NS':
      return `${name}\tnameserver = ${r.data}\n`;
    case 'TXT':
      return `${name}\ttext = ${r.data}\n`;
    case 'SRV':
      return `${name}\tservice = ${r.data}\n`;
    default:
      return `${name}\trdata_${r.type} = ${r.data}\n`;
  }
}

function debugText(reply: DnsReply): string {
  const records = (list: readonly DnsRecord[]) =>
    list
      .map(
        (r) =>
          `    ->  ${r.name.replace(/\.$/, '')}\n\t${r.type === 'A' ? 'internet address = ' : r.type === 'AAAA' ? 'has AAAA address ' : ''}${r.data}\n\tttl = ${r.ttl}\n`,
      )
      .join('');
  return `------------\n    QUESTIONS:\n\t${reply.name.replace(/\.$/, '')}, type = ${reply.type}, class = IN\n    ANSWERS:\n${records(reply.answers)}    AUTHORITY RECORDS:\n${records(reply.authority)}    ADDITIONAL RECORDS:\n------------\n`;
}
