import { getaddrinfo, type Process, type Run } from '../../os/index.ts';
import { authoritiesOf, versionsOf } from './certificates.ts';
import { conditional } from './conditions.ts';
import { cookieFrom } from './cookie.ts';
import { aclsOf, answerRulesOf, rulesOf } from './frontend.ts';
import type { HashType } from './hash.ts';
import type { Acl, Backend, Check, ServerTls, Sticking, Upstream } from './model.ts';
import { type Line, NotSimulated } from './parse.ts';
import {
  all,
  last,
  modeOf,
  option,
  type ProxySection,
  statsUri,
  time,
  timeoutOf,
  trustsAll,
  wordAfter,
} from './proxy-section.ts';
import { sampleOf } from './sample.ts';

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

/** A backend with its servers' addresses; `failures` are those that nobody knows. Throws NotSimulated. */
export function* backendOf(
  proc: Process,
  p: ProxySection,
): Run<{ readonly backend: Backend; readonly failures: readonly string[] }> {
  const balance = last(p, 'balance');
  const plain = PLAIN.find((b) => b === (balance?.args[0] ?? 'roundrobin').replace(/\(.*/, ''));
  const cookie = last(p, 'cookie');
  const check = p.lines.find((l) => l.word === 'option' && l.args[0] === 'httpchk');
  const presets = all(p, 'default-server').flatMap((l) => l.args);
  const servers: Upstream[] = [];
  const failures: string[] = [];
  for (const l of all(p, 'server')) {
    const server = yield* serverOf(proc, p, l, presets);
    if (server) servers.push(server);
    else
      failures.push(
        `[${l.file}:${l.line}] : 'server ${p.name}/${l.args[0] ?? ''}' : could not resolve address '${addressOf(l).host}'.`,
      );
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
  return { backend, failures };
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

function addressOf(l: Line): { readonly host: string; readonly port: number } {
  const found = /^(.*?)(?::(\d+))?$/.exec(l.args[1] ?? '');
  return { host: found?.[1] ?? '', port: Number(found?.[2] ?? 80) };
}

/** `ssl`, and what the certificate must be. */
function tlsOf(proc: Process, p: ProxySection, l: Line): ServerTls {
  const verifies = (wordAfter(l.args, 'verify') ?? (trustsAll(p) ? 'none' : 'required')) === 'required';
  const sni = wordAfter(l.args, 'sni');
  return {
    trusted: verifies ? authoritiesOf(proc, l, p.globals) : undefined,
    sni: sni === undefined ? undefined : sampleOf(sni, l),
    verifyHost: wordAfter(l.args, 'verifyhost'),
    versions: versionsOf(l.args, 'server', p.globals),
    check: !l.args.includes('no-check-ssl'),
  };
}

function* serverOf(proc: Process, p: ProxySection, l: Line, presets: readonly string[]): Run<Upstream | undefined> {
  const own = [...presets, ...l.args.slice(2)];
  const value = (name: string) => {
    const at = own.lastIndexOf(name);
    return at < 0 ? undefined : own[at + 1];
  };
  const { host, port } = addressOf(l);
  const found = yield* getaddrinfo(proc, host, { family: 4 });
  const ip = found.kind === 'ok' ? found.addresses[0] : undefined;
  if (ip === undefined) return undefined;
  return {
    name: l.args[0] ?? '',
    ip,
    port,
    weight: Number(value('weight') ?? 1),
    check: own.includes('check'),
    checkPort: Number(value('port') ?? port),
    maxconn: Number(value('maxconn') ?? 0),
    inter: time(value('inter') ?? '2000'),
    rise: Number(value('rise') ?? 2),
    fall: Number(value('fall') ?? 3),
    backup: own.includes('backup'),
    disabled: own.includes('disabled'),
    cookie: value('cookie'),
    tls: own.includes('ssl') ? tlsOf(proc, p, { ...l, args: own }) : undefined,
  };
}
