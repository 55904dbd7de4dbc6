import {
  candidates,
  type DnsReply,
  getaddrinfo,
  type Process,
  type Program,
  type Run,
  resolvConf,
  wireLength,
  write,
} from '../../os/index.ts';
import { strftime } from '../../shell/index.ts';
import { guarded, quit } from '../lib/answer.ts';
import { query, type Result, serverAddress } from './ask.ts';
import { digWords, type Lookup } from './dig-words.ts';
import { headerLines, questionLine, recordLine } from './format.ts';

export const BIND = '9.20.30-1-Debian';

/** dig(1). */
export const dig: Program = (proc) => guarded(run(proc));

function* run(proc: Process): Run<number> {
  const args = proc.argv.slice(1);
  const words = digWords(args);
  if (words.special !== undefined) {
    yield* write(words.special);
    return 0;
  }
  let status = 0;
  let greet = words.cmd;
  for (const lookup of words.lookups) {
    const code = yield* one(proc, lookup, greet ? banner(args, lookup) : '');
    greet = false;
    if (code !== 0) status = code;
  }
  return status;
}

function banner(args: readonly string[], lookup: Lookup): string {
  return `\n; <<>> DiG ${BIND} <<>> ${args.join(' ')}\n${lookup.server === undefined ? '' : '; (1 server found)\n'};; global options: +cmd\n`;
}

function* one(proc: Process, lookup: Lookup, greeting: string): Run<number> {
  const conf = resolvConf(proc.world, proc.fs);
  const servers = lookup.server === undefined ? conf.servers : [yield* address(proc, lookup)];
  const names = lookup.search && !lookup.reverse ? candidates(lookup.name, conf) : [lookup.name];
  let result: Result | undefined;
  let server = servers[0] ?? '';
  const complaints: string[] = [];
  for (const name of names) {
    for (let round = 0; round < lookup.tries && !result?.reply; round++) {
      for (const s of servers) {
        result = yield* query(proc, {
          server: s,
          port: lookup.port,
          name,
          type: lookup.type,
          rd: lookup.recurse,
          edns: lookup.edns,
          tcp: lookup.tcp,
          timeout: lookup.time,
          tries: 1,
        });
        complaints.push(...result.said);
        server = s;
        if (result.reply) break;
      }
    }
    if (result?.reply?.rcode !== 'NXDOMAIN' || name === names.at(-1)) break;
    result = undefined;
  }
  const said = complaints.map((c) => `${c}\n`).join('');
  if (!result?.reply) {
    const last = complaints.at(-1)?.startsWith(';; no servers') ? '' : ';; no servers could be reached\n';
    yield* write(`${said}${lookup.short || complaints.at(-1)?.startsWith(';; no servers') ? '' : greeting}${last}`);
    return 9;
  }
  yield* write(
    said + (lookup.short ? shortAnswer(result.reply) : greeting + page(proc, lookup, result.reply, server, result.ms)),
  );
  return 0;
}

function* address(proc: Process, lookup: Lookup): Run<string> {
  const name = lookup.server ?? '';
  const found = yield* serverAddress(proc, name);
  if (found !== undefined) return found;
  const why = yield* getaddrinfo(proc, name);
  return quit(`dig: couldn't get address for '${name}': ${why.kind === 'again' ? 'failure' : 'not found'}`, 1);
}

function shortAnswer(reply: DnsReply): string {
  return reply.answers.map((a) => `${a.data}\n`).join('');
}

/** What dig prints of an answer, section by section. */
function page(proc: Process, lookup: Lookup, reply: DnsReply, server: string, ms: number): string {
  const show = lookup.show;
  const headed = (title: string, lines: string) =>
    lines === '' ? '' : `${show.comments ? `\n;; ${title} SECTION:\n` : ''}${lines}`;
  const style = { ttl: show.ttl, klass: show.klass };
  const sections = [
    show.comments ? `;; Got answer:\n${headerLines(reply)}` : '',
    show.comments && reply.edns !== undefined
      ? `\n;; OPT PSEUDOSECTION:\n; EDNS: version: 0, flags:; udp: ${reply.edns}\n`
      : '',
    show.question ? headed('QUESTION', questionLine(reply.name, reply.type)) : '',
    show.answer ? headed('ANSWER', reply.answers.map((a) => recordLine(a, style)).join('')) : '',
    show.authority ? headed('AUTHORITY', reply.authority.map((a) => recordLine(a, style)).join('')) : '',
    show.comments ? '\n' : '',
  ];
  const stats = `;; Query time: ${Math.round(ms)} msec\n;; SERVER: ${server}#${lookup.port}(${lookup.server ?? server}) (${lookup.tcp ? 'TCP' : 'UDP'})\n;; WHEN: ${strftime('%a %b %d %H:%M:%S UTC %Y', proc.now)}\n;; MSG SIZE  rcvd: ${wireLength(reply)}\n\n`;
  return sections.join('') + (show.stats ? stats : '');
}
