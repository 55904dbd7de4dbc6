import { FsError, getaddrinfo, type Process, type Run, readFile } from '../../os/index.ts';
import { conditionOf, testOf } from './conditions.ts';
import type { Acl, Backend, Bind, Config, Frontend, Rule, Upstream } from './model.ts';
import { Alerts, type Line, NotSimulated, parseConfig, type Section } from './parse.ts';

/** A configuration that was read, with what HAProxy warns of. */
export interface Loaded {
  readonly config: Config;
  readonly warnings: readonly string[];
}

const TIMEOUTS = ['connect', 'client', 'server'];

/** `10s`, `500ms`, `2000`: ms. */
function time(text: string): number {
  const found = /^(\d+)(us|ms|s|m|h|d)?$/.exec(text);
  const unit: Readonly<Record<string, number>> = { us: 0.001, ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };
  return Number(found?.[1] ?? 0) * (unit[found?.[2] ?? 'ms'] ?? 1);
}

const fatal = (text: string) => new Alerts([text, 'config : Fatal errors found in configuration.']);
const parsing = (l: Line, text: string) =>
  new Alerts([
    `config : parsing [${l.file}:${l.line}] : ${text}`,
    `config : Error(s) found in configuration file : ${l.file}`,
    'config : Fatal errors found in configuration.',
  ]);

/** Reads the file and resolves the servers' names. Throws Alerts or NotSimulated; `warn` hears warnings that come before an alert. */
export function* loadConfig(proc: Process, file: string, warn: (texts: readonly string[]) => void): Run<Loaded> {
  let source: string;
  try {
    source = readFile(proc.world, proc.fs, file);
  } catch (e) {
    if (e instanceof FsError)
      throw new Alerts([`config : Cannot open configuration file/directory ${file} : ${e.message}`]);
    throw e;
  }
  const sections = parseConfig(source, file);
  const proxies = withDefaults(sections);
  const named = new Set(proxies.filter((p) => p.kind !== 'frontend').map((p) => p.name));
  const frontends = proxies.filter((p) => p.kind !== 'backend').map(frontendOf);
  for (const f of frontends)
    if (f.defaultBackend !== '' && !named.has(f.defaultBackend)) {
      warn(timeoutWarnings(proxies.slice(0, 1)));
      throw fatal(`Proxy '${f.name}': unable to find required default_backend: '${f.defaultBackend}'.`);
    }
  for (const f of frontends)
    for (const u of f.use)
      if (!named.has(u.backend)) throw fatal(`Proxy '${f.name}': unable to find required use_backend: '${u.backend}'.`);
  const warnings = timeoutWarnings(proxies);
  const backends: Record<string, Backend> = {};
  const unresolved: string[] = [];
  for (const p of proxies.filter((x) => x.kind !== 'frontend')) {
    const { backend, failures } = yield* backendOf(proc, p);
    backends[p.name] = backend;
    unresolved.push(...failures);
  }
  if (unresolved.length > 0) {
    warn(warnings);
    throw new Alerts([...unresolved, 'Failed to initialize server(s) addr.']);
  }
  const globals = sections.filter((s) => s.kind === 'global').flatMap((s) => s.lines);
  const target = globals.find((l) => l.word === 'log')?.args[0];
  const log = target === 'stdout' || target === 'stderr' ? target : undefined;
  if (!frontends.some((f) => f.binds.length > 0)) {
    warn(warnings);
    throw new Alerts(["[haproxy.main()] No enabled listener found (check for 'bind' directives) ! Exiting."]);
  }
  return { config: { frontends, backends, log, loaded: `${proc.now}.${proc.random(1_000_000)}` }, warnings };
}

interface Proxy extends Section {
  readonly lines: readonly Line[];
}

/** What the last `defaults` before a proxy says stands before its own lines. */
function withDefaults(sections: readonly Section[]): readonly Proxy[] {
  let defaults: readonly Line[] = [];
  return sections.flatMap((s) => {
    if (s.kind === 'defaults') defaults = s.lines;
    return s.kind === 'frontend' || s.kind === 'backend' || s.kind === 'listen'
      ? [{ ...s, lines: [...defaults, ...s.lines] }]
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
    rules: rulesOf(p, acls),
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
    if (!found) throw parsing(l, `'bind' : missing port number: '${text}'`);
    const host = (found[1] ?? '').replace(/^\[(.*)\]$/, '$1');
    return { ip: host === '' || host === '*' ? '0.0.0.0' : host, port: Number(found[2]) };
  });
}

function rulesOf(p: Proxy, acls: readonly Acl[]): readonly Rule[] {
  return p.lines.flatMap((l): Rule[] => {
    const words = l.word === 'http-request' ? l.args : l.word === 'redirect' ? ['redirect', ...l.args] : undefined;
    if (
      l.word === 'http-response' ||
      l.word === 'stick' ||
      l.word === 'stick-table' ||
      (l.word === 'tcp-request' && l.args[0] !== 'inspect-delay')
    )
      throw new NotSimulated(`HAProxy "${l.word} ${l.args[0] ?? ''}" (${l.file}:${l.line})`);
    if (!words) return [];
    const cut = words.findIndex((w) => w === 'if' || w === 'unless');
    const [action = '', ...args] = cut < 0 ? words : words.slice(0, cut);
    const when = cut < 0 ? undefined : conditionOf(words.slice(cut), acls, l);
    const rule = (fields: Partial<Rule>): Rule[] => [
      { action: action as Rule['action'], name: '', value: '', code: 0, when, ...fields },
    ];
    switch (action) {
      case 'set-header':
      case 'add-header':
        return rule({ name: args[0] ?? '', value: args[1] ?? '' });
      case 'del-header':
        return rule({ name: args[0] ?? '' });
      case 'deny':
        return rule({ code: Number(args[args.indexOf('deny_status') + 1] ?? 403) || 403 });
      case 'redirect': {
        const code = args.includes('code') ? Number(args[args.indexOf('code') + 1]) : 302;
        if (args[0] !== 'location' && args[0] !== 'prefix')
          throw new NotSimulated(`HAProxy redirect ${args[0] ?? ''} (${l.file}:${l.line})`);
        return rule({ name: args[0] ?? '', value: args[1] ?? '', code });
      }
      default:
        throw new NotSimulated(`HAProxy "${l.word} ${action}" (${l.file}:${l.line})`);
    }
  });
}

const BALANCES = ['roundrobin', 'static-rr', 'leastconn', 'source', 'uri', 'first', 'random'] as const;

function* backendOf(proc: Process, p: Proxy): Run<{ readonly backend: Backend; readonly failures: readonly string[] }> {
  const balance = last(p, 'balance');
  const kind = BALANCES.find((b) => b === (balance?.args[0] ?? 'roundrobin'));
  if (balance && !kind)
    throw new NotSimulated(`HAProxy balance ${balance.args[0] ?? ''} (${balance.file}:${balance.line})`);
  const cookie = last(p, 'cookie');
  if (cookie && !cookie.args.includes('insert'))
    throw new NotSimulated(`HAProxy cookie without insert (${cookie.file}:${cookie.line})`);
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
    balance: kind ?? 'roundrobin',
    servers,
    cookie: cookie ? { name: cookie.args[0] ?? '' } : undefined,
    check: check ? checkOf(check.args.slice(1)) : undefined,
    connect: timeoutOf(p, 'connect', Number.POSITIVE_INFINITY),
    server: timeoutOf(p, 'server', Number.POSITIVE_INFINITY),
    retries: Number(last(p, 'retries')?.args[0] ?? 3),
    redispatch: option(p, 'redispatch'),
    forwardFor: option(p, 'forwardfor'),
    rules: p.kind === 'listen' ? [] : rulesOf(p, aclsOf(p)),
    stats: statsUri(p),
    frontendToo: p.kind === 'listen',
  };
  return { backend, failures };
}

/** `option httpchk [method] [uri]` */
function checkOf(args: readonly string[]): NonNullable<Backend['check']> {
  const [first, second] = args;
  if (first === undefined) return { method: 'OPTIONS', uri: '/' };
  return second === undefined ? { method: 'OPTIONS', uri: first } : { method: first, uri: second };
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
    inter: time(value('inter') ?? '2000'),
    rise: Number(value('rise') ?? 2),
    fall: Number(value('fall') ?? 3),
    backup: own.includes('backup'),
    disabled: own.includes('disabled'),
    cookie: value('cookie'),
  };
}
