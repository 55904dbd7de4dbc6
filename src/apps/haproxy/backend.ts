import type { Process, Run } from '../../os/index.ts';
import { conditional } from './conditions.ts';
import { cookieFrom } from './cookie.ts';
import { aclsOf, answerRulesOf, rulesOf } from './frontend.ts';
import type { HashType } from './hash.ts';
import type { Acl, Backend, Check, Sticking, Upstream } from './model.ts';
import { type Line, type Message, NotSimulated } from './parse.ts';
import { all, last, modeOf, option, type ProxySection, statsUri, timeoutOf, wordAfter } from './proxy-section.ts';
import { sampleOf } from './sample.ts';
import { serverOf } from './server.ts';

/** `stick on|match|store-request KEY [table T] [if …]` */
function sticksOf(p: ProxySection, acls: readonly Acl[]): readonly Sticking[] {
  return all(p, 'stick').map((l) => {
    const { said, when } = conditional(l.args, acls, l);
    const [how = '', key = '', ...rest] = said;
    if (how === 'store-response') throw new NotSimulated(`HAProxy stick store-response (${l.file}:${l.line})`);
    return {
      match: how !== 'store-request',
      store: how !== 'match',
      key: sampleOf(key, l),
      table: (rest[0] === 'table' ? rest[1] : undefined) ?? p.name,
      when,
    };
  });
}

const PLAIN = ['roundrobin', 'static-rr', 'leastconn', 'first', 'random'] as const;

/** What `balance` hashes, if it does. */
function hashedOf(l: Line): Backend['hashed'] {
  const [name = '', ...args] = l.args;
  const header = /^hdr\((.*)\)$/.exec(name)?.[1];
  const refuse = (): never => {
    throw new NotSimulated(`HAProxy balance ${l.args.join(' ')} (${l.file}:${l.line})`);
  };
  if (header !== undefined)
    return args.length > 0 ? refuse() : { sample: sampleOf(`req.hdr(${header})`, l), length: undefined };
  if (name === 'source') return { sample: sampleOf('src', l), length: undefined };
  if (name === 'url_param') return { sample: sampleOf(`url_param(${args[0] ?? ''})`, l), length: undefined };
  if (name === 'hash') return { sample: sampleOf(args[0] ?? '', l), length: undefined };
  if (name !== 'uri') return refuse();
  const length = wordAfter(args, 'len');
  if (args.includes('depth') || args.includes('path-only')) refuse();
  return {
    sample: sampleOf(args.includes('whole') ? 'pathq' : 'path', l),
    length: length === undefined ? undefined : Number(length),
  };
}

/** `hash-type METHOD FUNCTION MODIFIER`; a ring spreads by itself unless it is given a function. */
function hashTypeOf(l: Line | undefined): HashType {
  const [method = 'map-based', name, modifier] = l?.args ?? [];
  const found = (['sdbm', 'djb2', 'wt6', 'crc32'] as const).find((n) => n === name);
  const consistent = method === 'consistent';
  return {
    consistent,
    name: found ?? 'sdbm',
    avalanche: modifier === 'avalanche' || (consistent && name === undefined),
  };
}

/** A backend with its servers' addresses, and what is said of those that nobody knows. Throws NotSimulated. */
export function* backendOf(
  proc: Process,
  p: ProxySection,
): Run<{ readonly backend: Backend; readonly said: readonly Message[] }> {
  const balance = last(p, 'balance');
  const plain = PLAIN.find((b) => b === (balance?.args[0] ?? 'roundrobin').replace(/\(.*/, ''));
  const cookie = last(p, 'cookie');
  const check = p.lines.find((l) => l.word === 'option' && l.args[0] === 'httpchk');
  const presets = all(p, 'default-server').flatMap((l) => l.args);
  const servers: Upstream[] = [];
  const said: Message[] = [];
  for (const l of all(p, 'server')) {
    const found = yield* serverOf(proc, p, l, presets);
    if (found.server) servers.push(found.server);
    said.push(...found.said);
  }
  const backend: Backend = {
    name: p.name,
    mode: modeOf(p),
    balance: plain ?? 'hash',
    hashed: plain === undefined && balance ? hashedOf(balance) : undefined,
    hashType: hashTypeOf(last(p, 'hash-type')),
    servers,
    cookie: cookie && modeOf(p) === 'http' ? cookieFrom(cookie) : undefined,
    sticks: sticksOf(p, aclsOf(p)),
    check: check ? checkOf(check.args.slice(1), all(p, 'http-check')) : undefined,
    tcpCheck: option(p, 'tcp-check'),
    queue: timeoutOf(p, 'queue', timeoutOf(p, 'connect', Number.POSITIVE_INFINITY)),
    allBackups: option(p, 'allbackups'),
    connect: timeoutOf(p, 'connect', Number.POSITIVE_INFINITY),
    server: timeoutOf(p, 'server', Number.POSITIVE_INFINITY),
    retries: Number(last(p, 'retries')?.args[0] ?? 3),
    redispatch: option(p, 'redispatch'),
    forwardFor: option(p, 'forwardfor'),
    rules: p.kind === 'listen' ? [] : rulesOf(p, aclsOf(p)),
    answerRules: p.kind === 'listen' ? [] : answerRulesOf(p, aclsOf(p)),
    stats: statsUri(p),
    frontendToo: p.kind === 'listen',
  };
  return { backend, said };
}

/** `option httpchk [method] [uri] [version]`, and the rules `http-check` that change it. */
function checkOf(args: readonly string[], rules: readonly Line[]): Check {
  const [first, second, version] = args;
  let check: Check = {
    method: second === undefined ? 'OPTIONS' : (first ?? ''),
    uri: second ?? first ?? '/',
    version: version?.split('\\')[0]?.trim() ?? 'HTTP/1.0',
    headers: [],
    body: '',
    expect: undefined,
  };
  for (const l of rules) {
    if (l.args[0] === 'send') check = { ...check, ...sent(l) };
    else if (l.args[0] === 'expect') check = { ...check, expect: expected(l) };
    else throw new NotSimulated(`HAProxy http-check ${l.args[0] ?? ''} (${l.file}:${l.line})`);
  }
  return check;
}

/** `http-check send meth M uri U ver V hdr NAME VALUE body B` */
function sent(l: Line): Partial<Check> {
  if (l.args.some((a) => a === 'uri-lf' || a === 'body-lf'))
    throw new NotSimulated(`HAProxy http-check send … (${l.file}:${l.line})`);
  const headers = l.args.flatMap((a, i) => (a === 'hdr' ? [[l.args[i + 1] ?? '', l.args[i + 2] ?? ''] as const] : []));
  const [method, uri, version, body] = ['meth', 'uri', 'ver', 'body'].map((name) => wordAfter(l.args, name));
  return {
    headers,
    ...(method === undefined ? {} : { method }),
    ...(uri === undefined ? {} : { uri }),
    ...(version === undefined ? {} : { version }),
    ...(body === undefined ? {} : { body }),
  };
}

/** `http-check expect [!] status|rstatus|string|rstring PATTERN` */
function expected(l: Line): Check['expect'] {
  const words = l.args.slice(1);
  const not = words[0] === '!';
  const [name = '', ...rest] = not ? words.slice(1) : words;
  const what = (['status', 'rstatus', 'string', 'rstring'] as const).find((w) => w === name);
  if (!what) throw new NotSimulated(`HAProxy http-check expect ${words.join(' ')} (${l.file}:${l.line})`);
  return { not, what, pattern: rest.join(' ') };
}
