import { FsError, getaddrinfo, type Process, type Run, readFile, stat } from '../../os/index.ts';
import { conditionOf, testOf } from './conditions.ts';
import { cookieFrom } from './cookie.ts';
import type { HashType } from './hash.ts';
import { refuseIgnored } from './ignored.ts';
import { checkLine } from './lint.ts';
import type { Acl, Backend, Bind, Check, Config, Frontend, Gate, Rule, Sticking, Track, Upstream } from './model.ts';
import { alert, type Line, type Message, NotSimulated, parseConfig, Refused, type Section } from './parse.ts';
import { sampleOf } from './sample.ts';
import { tableFrom } from './stick.ts';

/** A configuration that was read, with what HAProxy warns of. */
export interface Loaded {
  readonly config: Config;
  readonly warnings: readonly Message[];
}

const TIMEOUTS = ['connect', 'client', 'server'];

/** `10s`, `500ms`, `2000`: ms. */
function time(text: string): number {
  const found = /^(\d+)(us|ms|s|m|h|d)?$/.exec(text);
  const unit: Readonly<Record<string, number>> = { us: 0.001, ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };
  return Number(found?.[1] ?? 0) * (unit[found?.[2] ?? 'ms'] ?? 1);
}

const warning = (text: string): Message => ({ level: 'WARNING', text });

/** Reads the file and resolves the servers' names. Throws Refused or NotSimulated. */
export function* loadConfig(proc: Process, file: string): Run<Loaded> {
  let source: string;
  try {
    source = readFile(proc.world, proc.fs, file);
  } catch (e) {
    if (e instanceof FsError)
      throw new Refused([alert(`config : Cannot open configuration file/directory ${file} : ${e.message}`)]);
    throw e;
  }
  const { sections, warnings: early } = parseConfig(source, file, (s, l) => [
    ...checkLine(s, l, s.lines),
    ...missingCertificate(proc, s, l),
  ]);
  const proxies = withDefaults(sections);
  const said = [...early, ...crossCheck(proxies)];
  if (said.some((m) => m.level === 'ALERT'))
    throw new Refused([...said, alert('Fatal errors found in configuration.')]);
  refuseIgnored(sections);
  const frontends = proxies.filter((p) => p.kind !== 'backend').map(frontendOf);
  const backends: Record<string, Backend> = {};
  const unresolved: string[] = [];
  for (const p of proxies.filter((x) => x.kind !== 'frontend')) {
    const { backend, failures } = yield* backendOf(proc, p);
    backends[p.name] = backend;
    unresolved.push(...failures);
  }
  if (unresolved.length > 0)
    throw new Refused([...said, ...unresolved.map(alert), alert('Failed to initialize server(s) addr.')]);
  const globals = sections.filter((s) => s.kind === 'global').flatMap((s) => s.lines);
  const target = globals.find((l) => l.word === 'log')?.args[0];
  const log = target === 'stdout' || target === 'stderr' ? target : undefined;
  const tables = Object.fromEntries(
    proxies.flatMap((p) => all(p, 'stick-table').map((l) => [p.name, tableFrom(l, time)] as const)),
  );
  return {
    config: { frontends, backends, tables, log, loaded: `${proc.now}.${proc.random(1_000_000)}` },
    warnings: said,
  };
}

/** What HAProxy looks at when all is read: names that must exist, modes, logs, timeouts; check_config_validity. */
function crossCheck(proxies: readonly Proxy[]): readonly Message[] {
  const named = new Map(proxies.filter((p) => p.kind !== 'frontend').map((p) => [p.name, p]));
  return proxies.flatMap((p): Message[] => {
    const said: Message[] = [];
    const uses = [...all(p, 'use_backend'), ...all(p, 'default_backend').slice(-1)];
    for (const l of p.kind === 'backend' ? [] : uses) {
      const to = l.args[0] ?? '';
      const target = named.get(to);
      if (!target && !to.includes('%['))
        said.push(alert(`Proxy '${p.name}': unable to find required ${l.word}: '${to}'.`));
      if (target && l.word === 'default_backend' && modeOf(target) !== modeOf(p))
        said.push(
          alert(
            `${modeOf(p)} ${p.kind} '${p.name}' (${l.file}:${p.line}) tries to use incompatible ${modeOf(target)} ${target.kind} '${to}' (${l.file}:${target.line}) as its default backend (see 'mode').`,
          ),
        );
    }
    const seen = new Map<string, number>();
    for (const l of all(p, 'server')) {
      const name = l.args[0] ?? '';
      const first = seen.get(name);
      if (first !== undefined)
        said.push(
          alert(
            `parsing [${l.file}:${l.line}] : proxy '${p.name}', another server named '${name}' was already defined at line ${first}, please use distinct names.`,
          ),
        );
      seen.set(name, first ?? l.line);
      if (l.args.includes('ssl') && !l.args.includes('verify') && !l.args.includes('ca-file'))
        said.push(
          alert(
            `[${l.file}:${l.line}] : 'server ${p.name}/${name}' : verify is enabled by default but no CA file specified. If you're running on a LAN where you're certain to trust the server's certificate, please set an explicit 'verify none' statement on the 'server' line, or use 'ssl-server-verify none' in the global section to disable server-side verifications by default.`,
          ),
        );
    }
    for (const l of p.kind === 'backend' ? [] : all(p, 'bind'))
      if (l.args.includes('ssl') && !l.args.includes('crt'))
        said.push(
          alert(
            `Proxy '${p.name}': no SSL certificate specified for bind '${l.args[0]}' at [${l.file}:${l.line}] (use 'crt').`,
          ),
        );
    said.push(...missingTables(p, proxies));
    if (all(p, 'cookie').length > 0 && modeOf(p) === 'tcp' && p.kind !== 'frontend')
      said.push(warning(`cookie will be ignored for proxy '${p.name}' (needs 'mode http').`));
    if (all(p, 'http-check').length > 0 && !option(p, 'httpchk') && p.kind !== 'frontend')
      said.push(warning(`proxy '${p.name}' uses http-check rules without 'option httpchk', so the rules are ignored.`));
    const httplog = p.lines.filter((l) => l.word === 'option' && l.args[0] === 'httplog').at(-1);
    if (httplog && modeOf(p) === 'tcp' && p.kind !== 'backend')
      said.push(
        warning(
          `parsing [${httplog.file}:${httplog.line}] : 'option httplog' not usable with proxy '${p.name}' (needs 'mode http'). Falling back to 'option tcplog'.`,
        ),
      );
    const logged = p.lines.some((l) => l.word === 'log' && (l.args[0] !== 'global' || p.globalLog));
    if (p.kind !== 'backend' && !logged && (httplog || option(p, 'tcplog')))
      said.push(warning(`log format ignored for proxy '${p.name}' since it has no log address.`));
    return [...said, ...timeoutWarnings([p]).map(warning)];
  });
}

/** Stick tables that rules name and nobody has. */
function missingTables(p: Proxy, proxies: readonly Proxy[]): readonly Message[] {
  const exists = (name: string) => proxies.some((x) => x.name === name && all(x, 'stick-table').length > 0);
  const named = (l: Line) => (l.args.includes('table') ? l.args[l.args.indexOf('table') + 1] : undefined) ?? p.name;
  return p.lines.flatMap((l) => {
    if (l.word === 'stick' && !exists(named(l)))
      return [alert(`Proxy '${p.name}': unable to find stick-table '${named(l)}'.`)];
    const track = l.args.find((a) => /^track-sc\d+$/.test(a));
    if (track !== undefined && !exists(named(l)))
      return [alert(`Proxy '${p.name}': unable to find table '${named(l)}' referenced by ${track}.`)];
    return [];
  });
}

/** `bind … ssl crt FILE`: the file must be there. */
function missingCertificate(proc: Process, section: Section, l: Line): readonly Message[] {
  const path = l.word === 'bind' && l.args.includes('crt') ? l.args[l.args.indexOf('crt') + 1] : undefined;
  if (path === undefined || stat(proc.world, proc.fs, path)) return [];
  return [
    alert(
      `config : parsing [${l.file}:${l.line}] : 'bind ${l.args[0]}' in section '${section.kind}' : unable to stat SSL certificate from file '${path}' : No such file or directory.`,
    ),
  ];
}

interface Proxy extends Section {
  readonly lines: readonly Line[];
  /** Whether `log global` leads anywhere. */
  readonly globalLog: boolean;
}

/** What the last `defaults` before a proxy says stands before its own lines. */
function withDefaults(sections: readonly Section[]): readonly Proxy[] {
  let defaults: readonly Line[] = [];
  const globalLog = sections.some((s) => s.kind === 'global' && s.lines.some((l) => l.word === 'log'));
  return sections.flatMap((s) => {
    if (s.kind === 'defaults') defaults = s.lines;
    return s.kind === 'frontend' || s.kind === 'backend' || s.kind === 'listen'
      ? [{ ...s, globalLog, lines: [...defaults, ...s.lines] }]
      : [];
  });
}

function timeoutWarnings(proxies: readonly Proxy[]): readonly string[] {
  const has = (p: Proxy, name: string) => p.lines.some((l) => l.word === 'timeout' && l.args[0] === name);
  const needs = (p: Proxy) =>
    p.kind === 'frontend' ? ['client'] : p.kind === 'backend' ? ['connect', 'server'] : TIMEOUTS;
  return proxies
    .filter((p) => !needs(p).every((n) => has(p, n)))
    .map(
      (p) =>
        `missing timeouts for ${p.kind === 'listen' ? 'proxy' : p.kind} '${p.name}'.\n   | While not properly invalid, you will certainly encounter various problems\n   | with such a configuration. To fix this, please ensure that all following\n   | timeouts are set to a non-zero value: 'client', 'connect', 'server'.`,
    );
}

const all = (p: Proxy, word: string) => p.lines.filter((l) => l.word === word);
const last = (p: Proxy, word: string) => all(p, word).at(-1);
const option = (p: Proxy, name: string) => {
  const found = p.lines
    .filter(
      (l) =>
        (l.word === 'option' && l.args[0] === name) ||
        (l.word === 'no' && l.args[0] === 'option' && l.args[1] === name),
    )
    .at(-1);
  return found?.word === 'option';
};
const modeOf = (p: Proxy): 'http' | 'tcp' => (last(p, 'mode')?.args[0] === 'http' ? 'http' : 'tcp');
const timeoutOf = (p: Proxy, name: string, otherwise: number) => {
  const line = all(p, 'timeout')
    .filter((l) => l.args[0] === name)
    .at(-1);
  return line ? time(line.args[1] ?? '') : otherwise;
};

const statsUri = (p: Proxy) => {
  const lines = all(p, 'stats');
  if (lines.length === 0) return undefined;
  if (lines.some((l) => l.args[0] === 'auth')) throw new NotSimulated('HAProxy stats auth');
  return lines.find((l) => l.args[0] === 'uri')?.args[1] ?? '/haproxy?stats';
};

function frontendOf(p: Proxy): Frontend {
  const acls = aclsOf(p);
  return {
    name: p.name,
    mode: modeOf(p),
    binds: all(p, 'bind').flatMap(bindsOf),
    defaultBackend:
      p.kind === 'listen' && !last(p, 'default_backend') ? p.name : (last(p, 'default_backend')?.args[0] ?? ''),
    use: all(p, 'use_backend').map((l) => ({
      backend: l.args[0] ?? '',
      when: conditionOf(l.args.length > 1 ? l.args.slice(1) : ['if', 'TRUE'], acls, l),
    })),
    gates: gatesOf(p, acls),
    rules: rulesOf(p, acls),
    answerRules: answerRulesOf(p, acls),
    forwardFor: option(p, 'forwardfor'),
    httplog: option(p, 'httplog'),
    logs: all(p, 'log').length > 0,
    stats: statsUri(p),
    retries: 3,
  };
}

function aclsOf(p: Proxy): readonly Acl[] {
  return all(p, 'acl').map((l) => ({ name: l.args[0] ?? '', ...testOf(l.args.slice(1), l) }));
}

/** `*:80`, `:80`, `10.0.0.1:80,…` */
function bindsOf(l: Line): readonly Bind[] {
  if (l.args.includes('ssl')) throw new NotSimulated(`HAProxy bind … ssl (${l.file}:${l.line})`);
  return (l.args[0] ?? '').split(',').map((text) => {
    const found = /^(?:ipv[46]@)?(.*):(\d+)$/.exec(text);
    const host = (found?.[1] ?? '').replace(/^\[(.*)\]$/, '$1');
    return { ip: host === '' || host === '*' ? '0.0.0.0' : host, port: Number(found?.[2] ?? 0) };
  });
}

function rulesOf(p: Proxy, acls: readonly Acl[]): readonly Rule[] {
  return p.lines.flatMap((l): Rule[] => {
    const words = l.word === 'http-request' ? l.args : l.word === 'redirect' ? ['redirect', ...l.args] : undefined;
    if (!words) return [];
    const cut = words.findIndex((w) => w === 'if' || w === 'unless');
    const [action = '', ...args] = cut < 0 ? words : words.slice(0, cut);
    const when = cut < 0 ? undefined : conditionOf(words.slice(cut), acls, l);
    const rule = (fields: Partial<Rule>): Rule[] => [
      { action: action as Rule['action'], name: '', value: '', code: 0, when, ...fields },
    ];
    const track = trackOf(p, action, args, l);
    if (track) return rule({ action: 'track', track });
    switch (action) {
      case 'allow':
        return rule({});
      case 'set-header':
      case 'add-header':
        return rule({ name: args[0] ?? '', value: args[1] ?? '' });
      case 'del-header':
        return rule({ name: args[0] ?? '' });
      case 'set-path':
        return rule({ value: args[0] ?? '' });
      case 'return': {
        const word = (name: string) => (args.includes(name) ? args[args.indexOf(name) + 1] : undefined);
        const value = word('string') ?? word('lf-string');
        if (value === undefined && args.some((a) => /^(file|lf-file|errorfile|default-errorfiles|hdr)$/.test(a)))
          throw new NotSimulated(`HAProxy http-request return (${l.file}:${l.line})`);
        return rule({ code: Number(word('status') ?? 200), value: value ?? '', type: word('content-type') ?? '' });
      }
      case 'deny':
        return rule({ code: Number(args[args.indexOf('deny_status') + 1] ?? 403) || 403 });
      case 'redirect': {
        const code = args.includes('code') ? Number(args[args.indexOf('code') + 1]) : 302;
        if (args[0] !== 'location' && args[0] !== 'prefix' && args[0] !== 'scheme')
          throw new NotSimulated(`HAProxy redirect ${args[0] ?? ''} (${l.file}:${l.line})`);
        return rule({ name: args[0] ?? '', value: args[1] ?? '', code });
      }
      default:
        throw new NotSimulated(`HAProxy "${l.word} ${action}" (${l.file}:${l.line})`);
    }
  });
}

/** `track-sc0 KEY [table T]` */
function trackOf(p: Proxy, action: string, args: readonly string[], l: Line): Track | undefined {
  const slot = /^track-sc(\d+)$/.exec(action)?.[1];
  if (slot === undefined) return undefined;
  const table = args.includes('table') ? args[args.indexOf('table') + 1] : undefined;
  return { slot: Number(slot), key: sampleOf(args[0] ?? '', l), table: table ?? p.name };
}

/** `tcp-request connection|session|content …` */
function gatesOf(p: Proxy, acls: readonly Acl[]): readonly Gate[] {
  return all(p, 'tcp-request').flatMap((l): Gate[] => {
    const [level = '', ...words] = l.args;
    if (level === 'inspect-delay') return [];
    const cut = words.findIndex((w) => w === 'if' || w === 'unless');
    const [action = '', ...args] = cut < 0 ? words : words.slice(0, cut);
    const when = cut < 0 ? undefined : conditionOf(words.slice(cut), acls, l);
    const track = trackOf(p, action, args, l);
    if (track) return [{ action: 'track', track, when }];
    if (action !== 'accept' && action !== 'reject')
      throw new NotSimulated(`HAProxy "tcp-request ${level} ${action}" (${l.file}:${l.line})`);
    return [{ action, when }];
  });
}

/** `stick on|match|store-request KEY [table T] [if …]` */
function sticksOf(p: Proxy, acls: readonly Acl[]): readonly Sticking[] {
  return all(p, 'stick').map((l) => {
    const cut = l.args.findIndex((w) => w === 'if' || w === 'unless');
    const [how = '', key = '', ...rest] = cut < 0 ? l.args : l.args.slice(0, cut);
    if (how === 'store-response') throw new NotSimulated(`HAProxy stick store-response (${l.file}:${l.line})`);
    return {
      match: how !== 'store-request',
      store: how !== 'match',
      key: sampleOf(key, l),
      table: (rest[0] === 'table' ? rest[1] : undefined) ?? p.name,
      when: cut < 0 ? undefined : conditionOf(l.args.slice(cut), acls, l),
    };
  });
}

/** `http-response …`: headers only. */
function answerRulesOf(p: Proxy, acls: readonly Acl[]): readonly Rule[] {
  return all(p, 'http-response').map((l) => {
    const cut = l.args.findIndex((w) => w === 'if' || w === 'unless');
    const [action = '', name = '', value = ''] = cut < 0 ? l.args : l.args.slice(0, cut);
    if (action !== 'set-header' && action !== 'add-header' && action !== 'del-header')
      throw new NotSimulated(`HAProxy "http-response ${action}" (${l.file}:${l.line})`);
    const when = cut < 0 ? undefined : conditionOf(l.args.slice(cut), acls, l);
    return { action, name, value, code: 0, when };
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
  const length = args.includes('len') ? Number(args[args.indexOf('len') + 1]) : undefined;
  if (args.includes('depth') || args.includes('path-only')) refuse();
  return { sample: sampleOf(args.includes('whole') ? 'pathq' : 'path', l), length };
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

function* backendOf(proc: Process, p: Proxy): Run<{ readonly backend: Backend; readonly failures: readonly string[] }> {
  const balance = last(p, 'balance');
  const plain = PLAIN.find((b) => b === (balance?.args[0] ?? 'roundrobin').replace(/\(.*/, ''));
  const cookie = last(p, 'cookie');
  const check = p.lines.find((l) => l.word === 'option' && l.args[0] === 'httpchk');
  const presets = all(p, 'default-server').flatMap((l) => l.args);
  const servers: Upstream[] = [];
  const failures: string[] = [];
  for (const l of all(p, 'server')) {
    const server = yield* serverOf(proc, l, presets);
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
  const value = (word: string) => (l.args.includes(word) ? l.args[l.args.indexOf(word) + 1] : undefined);
  if (l.args.some((a) => a === 'uri-lf' || a === 'body-lf'))
    throw new NotSimulated(`HAProxy http-check send … (${l.file}:${l.line})`);
  const headers = l.args.flatMap((a, i) => (a === 'hdr' ? [[l.args[i + 1] ?? '', l.args[i + 2] ?? ''] as const] : []));
  const [method, uri, version, body] = ['meth', 'uri', 'ver', 'body'].map(value);
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

function* serverOf(proc: Process, l: Line, presets: readonly string[]): Run<Upstream | undefined> {
  const own = [...presets, ...l.args.slice(2)];
  const value = (name: string) => {
    const at = own.lastIndexOf(name);
    return at < 0 ? undefined : own[at + 1];
  };
  if (own.includes('ssl') || own.includes('resolvers'))
    throw new NotSimulated(`HAProxy server … ${own.includes('ssl') ? 'ssl' : 'resolvers'} (${l.file}:${l.line})`);
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
  };
}
