import { FsError, getaddrinfo, type Process, type Run, readFile, stat } from '../../os/index.ts';
import { conditionOf, testOf } from './conditions.ts';
import { checkLine } from './lint.ts';
import type { Acl, Backend, Bind, Config, Frontend, Rule, Upstream } from './model.ts';
import { alert, type Line, type Message, NotSimulated, parseConfig, Refused, type Section } from './parse.ts';

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
  return { config: { frontends, backends, log, loaded: `${proc.now}.${proc.random(1_000_000)}` }, warnings: said };
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
    if (l.word === 'stick' || l.word === 'stick-table' || (l.word === 'tcp-request' && l.args[0] !== 'inspect-delay'))
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

const BALANCES = ['roundrobin', 'static-rr', 'leastconn', 'source', 'uri', 'hdr', 'first', 'random'] as const;

function* backendOf(proc: Process, p: Proxy): Run<{ readonly backend: Backend; readonly failures: readonly string[] }> {
  const balance = last(p, 'balance');
  const kind = BALANCES.find((b) => b === (balance?.args[0] ?? 'roundrobin').replace(/\(.*/, ''));
  if (balance && !kind)
    throw new NotSimulated(`HAProxy balance ${balance.args[0] ?? ''} (${balance.file}:${balance.line})`);
  const cookie = last(p, 'cookie');
  const otherwise = cookie?.args.find((a) => ['prefix', 'rewrite', 'dynamic', 'maxidle', 'maxlife'].includes(a));
  if (cookie && otherwise !== undefined)
    throw new NotSimulated(`HAProxy cookie ${otherwise} (${cookie.file}:${cookie.line})`);
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
    cookie: cookie
      ? {
          name: cookie.args[0] ?? '',
          insert: cookie.args.includes('insert'),
          nocache: cookie.args.includes('nocache'),
        }
      : undefined,
    check: check ? checkOf(check.args.slice(1)) : undefined,
    connect: timeoutOf(p, 'connect', Number.POSITIVE_INFINITY),
    server: timeoutOf(p, 'server', Number.POSITIVE_INFINITY),
    retries: Number(last(p, 'retries')?.args[0] ?? 3),
    redispatch: option(p, 'redispatch'),
    forwardFor: option(p, 'forwardfor'),
    rules: p.kind === 'listen' ? [] : rulesOf(p, aclsOf(p)),
    answerRules: p.kind === 'listen' ? [] : answerRulesOf(p, aclsOf(p)),
    hashHeader: /^hdr\((.*)\)$/.exec(balance?.args[0] ?? '')?.[1] ?? '',
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
