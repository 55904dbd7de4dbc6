import { type Process, parentOf, type Run } from '../../os/index.ts';
import { VERSIONS } from '../../tls/index.ts';
import { checkDefaults, credentialsOf, trustOf, versionsOf } from './certificates.ts';
import { checkAll } from './check.ts';
import { madeOf } from './made.ts';
import type { Handler, LimitZone, Location, Server, Settings, Site, Upstream } from './model.ts';
import { passOf, scriptOf } from './script.ts';
import { COMBINED, DEFAULTS, errorLogOf, settings } from './settings.ts';
import { streamOf } from './stream-load.ts';
import { at, type Directive, readConfig } from './syntax.ts';
import { resolvePass, upstreamOf } from './upstreams.ts';
import { flag, listenOf } from './values.ts';
import { checkVariables, VARIABLES } from './variables.ts';

/** A configuration that was read, and what its main part says about the process. */
export interface Loaded {
  readonly site: Site;
  readonly daemon: boolean;
  /** Whether there is an `events` block, without which nginx does not start. */
  readonly events: boolean;
}

/** Reads and checks the whole configuration, resolving the names of backends as nginx does when it starts. Throws ConfigError or NotSimulated. */
export function* loadConfig(
  proc: Process,
  file: string,
  extra: readonly Directive[],
  version: string,
  warn: (message: string) => Run<void>,
): Run<Loaded> {
  const main = [...extra, ...readConfig(proc.world, proc.fs, file)];
  const { peers } = yield* checkAll(proc, main, warn, proc.env.NGINX_VERSION !== undefined);
  const block = (name: string) => main.find((d) => d.name === name)?.block ?? [];
  const http = block('http');
  const top = settings(DEFAULTS, http);
  const blocks = http.filter((x) => x.name === 'server');
  const plain = blocks.map((d) => serverOf(d, top));
  const upstreams: Record<string, Upstream> = {};
  for (const d of http.filter((x) => x.name === 'upstream')) upstreams[d.args[0] ?? ''] = upstreamOf(d, peers);
  const named = new Set(Object.keys(upstreams));
  for (const s of plain) for (const h of [s, ...s.locations]) yield* resolvePass(proc, h, upstreams, named);
  yield* warnOfNames(plain, warn);
  const prefix = parentOf(file);
  const made = madeOf(http);
  checkVariables(http, made, VARIABLES);
  checkZones(main);
  const servers = plain.map((s, i) => {
    const own = blocks[i]?.block ?? [];
    const find = (name: string) => own.find((d) => d.name === name) ?? http.find((d) => d.name === name);
    const credentials = credentialsOf(proc, find, prefix);
    const http2 = find('http2')?.args[0] === 'on' || own.some((d) => d.name === 'listen' && d.args.includes('http2'));
    const versions = versionsOf(find('ssl_protocols'));
    return { ...s, http2, versions, ...(credentials ? { credentials } : {}) };
  });
  checkDefaults(
    blocks.map((directive, i) => {
      const s = servers[i];
      return { directive, listens: s?.listens ?? [], certified: Boolean(s?.rejects || s?.credentials) };
    }),
  );
  const formats = Object.fromEntries(
    http
      .filter((d) => d.name === 'log_format')
      .map((d) => [
        d.args[0] ?? '',
        d.args
          .slice(1)
          .filter((a) => !a.startsWith('escape='))
          .join(''),
      ]),
  );
  const daemon = main.find((d) => d.name === 'daemon');
  const log = [...main, ...http].filter((d) => d.name === 'error_log').at(-1);
  return {
    site: {
      servers,
      upstreams,
      formats: { combined: COMBINED, ...formats },
      made,
      zones: Object.fromEntries(http.filter((d) => d.name === 'limit_req_zone').map(zoneOf)),
      stream: yield* streamOf(proc, block('stream'), peers),
      trust: trustOf(
        proc,
        servers.flatMap((x) => [x, ...x.locations]),
        prefix,
      ),
      errorLog: errorLogOf(log),
      workerConnections: Number(block('events').find((d) => d.name === 'worker_connections')?.args[0] ?? 512),
      version,
      loaded: `${proc.now}.${proc.random(1_000_000)}`,
    },
    daemon: daemon ? flag(daemon) : true,
    events: main.some((d) => d.name === 'events'),
  };
}

/** Two servers of one name on one address: the later one is never asked. */
function* warnOfNames(servers: readonly Server[], warn: (message: string) => Run<void>): Run<void> {
  const seen = new Set<string>();
  for (const s of servers)
    for (const l of s.listens)
      for (const name of s.names.length > 0 ? s.names : ['']) {
        const where = `${l.ip.includes(':') ? `[${l.ip}]` : l.ip}:${l.port}`;
        if (seen.has(`${where} ${name}`)) yield* warn(`conflicting server name "${name}" on ${where}, ignored`);
        seen.add(`${where} ${name}`);
      }
}

/** Names that must have been declared: log formats, cache and limit zones. */
function checkZones(main: readonly Directive[]): void {
  const http = main.find((d) => d.name === 'http');
  const all = http?.block ?? [];
  const declared = (name: string, of: (d: Directive) => string | undefined) =>
    new Set(all.filter((d) => d.name === name).map(of));
  const zoneIn = (option: string) => (d: Directive) =>
    d.args
      .find((a) => a.startsWith(`${option}=`))
      ?.slice(option.length + 1)
      .split(':')[0];
  const formats = declared('log_format', (d) => d.args[0]);
  const caches = declared('proxy_cache_path', zoneIn('keys_zone'));
  const limits = declared('limit_req_zone', zoneIn('zone'));
  const visit = (block: readonly Directive[], end: number) => {
    for (const d of block) {
      const [first = '', second] = d.args;
      if (
        d.name === 'access_log' &&
        second !== undefined &&
        !/[=]/.test(second) &&
        second !== 'combined' &&
        !formats.has(second)
      )
        throw at(d, `unknown log format "${second}"`);
      if (d.name === 'proxy_cache' && first !== 'off' && !first.includes('$') && !caches.has(first))
        throw at({ file: d.file, line: end }, `"proxy_cache" zone "${first}" is unknown`);
      const zone = zoneIn('zone')(d);
      if (d.name === 'limit_req' && zone !== undefined && !limits.has(zone))
        throw at({ file: d.file, line: end }, `zero size shared memory zone "${zone}"`);
      if (d.block && d.name !== 'upstream') visit(d.block, end);
    }
  };
  visit(all, http?.end ?? 0);
}

function zoneOf(d: Directive): readonly [string, LimitZone] {
  const value = (name: string) => d.args.find((a) => a.startsWith(`${name}=`))?.slice(name.length + 1) ?? '';
  const rate = /^(\d+)r\/([sm])$/.exec(value('rate'));
  if (!rate) throw at(d, `invalid rate "rate=${value('rate')}"`);
  return [
    value('zone').split(':')[0] ?? '',
    { key: d.args[0] ?? '', rate: Number(rate[1]) / (rate[2] === 'm' ? 60 : 1) },
  ];
}

function handler(own: readonly Directive[], above: Settings, bare: boolean): Handler {
  const pass = own.find((d) => d.name === 'proxy_pass');
  const tries = own.find((d) => d.name === 'try_files');
  const set = settings(above, own);
  return {
    settings: set,
    ...(pass ? { pass: passOf(pass, bare) } : {}),
    ...(tries ? { tryFiles: tries.args } : {}),
    ...(own.some((d) => d.name === 'stub_status') ? { stubStatus: true } : {}),
    ...(own.some((d) => d.name === 'internal') ? { internal: true } : {}),
    script: scriptOf(own, (d) => handler(d.block ?? [], set, true)),
  };
}

function serverOf(d: Directive, top: Settings): Server {
  const own = d.block ?? [];
  const base = handler(own, top, false);
  const listens = own.filter((x) => x.name === 'listen').map(listenOf);
  return {
    ...base,
    listens: listens.length > 0 ? listens : [{ ip: '0.0.0.0', port: 80, default: false, ssl: false, udp: false }],
    ...(own.some((x) => x.name === 'ssl_reject_handshake' && x.args[0] === 'on') ? { rejects: true } : {}),
    versions: VERSIONS,
    names: own.filter((x) => x.name === 'server_name').flatMap((x) => x.args),
    locations: own.filter((x) => x.name === 'location').flatMap((x) => locationsOf(x, base.settings)),
  };
}

const KINDS: Readonly<Record<string, Location['kind']>> = { '=': 'exact', '^~': 'final', '~': 'regex', '~*': 'iregex' };

function locationsOf(d: Directive, above: Settings): readonly Location[] {
  const [first = '', second] = d.args;
  const kind = second === undefined ? (first.startsWith('@') ? 'named' : 'prefix') : (KINDS[first] ?? 'prefix');
  const bare = kind === 'regex' || kind === 'iregex' || kind === 'named';
  const own: Location = { ...handler(d.block ?? [], above, bare), kind, pattern: second ?? first };
  const inner = (d.block ?? []).filter((x) => x.name === 'location');
  return [own, ...inner.flatMap((x) => locationsOf(x, own.settings))];
}
