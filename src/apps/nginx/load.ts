import type { Process, Run } from '../../os/index.ts';
import { type Context, checkDirective, NotSimulated } from './directives.ts';
import type { Handler, Listen, Location, Pass, Server, Settings, Site, Upstream } from './model.ts';
import { COMBINED, DEFAULTS, settings } from './settings.ts';
import { at, type Directive, readConfig } from './syntax.ts';
import { resolvePass, upstream } from './upstreams.ts';
import { flag, listenAddress } from './values.ts';

/** A configuration that was read, and what its main part says about the process. */
export interface Loaded {
  readonly site: Site;
  readonly daemon: boolean;
}

/** Reads and checks the whole configuration, resolving the names of backends as nginx does when it starts. Throws ConfigError or NotSimulated. */
export function* loadConfig(proc: Process, file: string, extra: readonly Directive[], version: string): Run<Loaded> {
  const main = [...extra, ...readConfig(proc.world, proc.fs, file)];
  checkAll(main, 'main');
  const http = main.find((d) => d.name === 'http')?.block ?? [];
  const upstreams: Record<string, Upstream> = {};
  for (const d of http.filter((x) => x.name === 'upstream')) upstreams[d.args[0] ?? ''] = yield* upstream(proc, d);
  const top = settings(DEFAULTS, http);
  const servers: Server[] = [];
  for (const d of http.filter((x) => x.name === 'server')) servers.push(serverOf(d, top));
  for (const s of servers) for (const h of [s, ...s.locations]) yield* resolvePass(proc, h, upstreams, http);
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
  const log = [...main, ...http].filter((d) => d.name === 'error_log').at(-1)?.args[0] ?? 'stderr';
  return {
    site: {
      servers,
      upstreams,
      formats: { combined: COMBINED, ...formats },
      errorLog: log,
      version,
      loaded: `${proc.now}.${proc.random(1_000_000)}`,
    },
    daemon: daemon ? flag(daemon) : true,
  };
}

/** Whether the parts that nginx cannot do without are there; it says so after the syntax was found good. */
export function missingSections(proc: Process, file: string): string | undefined {
  return readConfig(proc.world, proc.fs, file).some((d) => d.name === 'events')
    ? undefined
    : 'no "events" section in configuration';
}

const INNER: Readonly<Record<string, Context>> = {
  events: 'events',
  http: 'http',
  server: 'server',
  location: 'location',
  upstream: 'upstream',
  types: 'types',
};

/** Checks in the order in which nginx reads: a directive, then what is in its block. */
function checkAll(directives: readonly Directive[], context: Context): void {
  for (const d of directives) {
    checkDirective(d, context);
    if (d.block) checkAll(d.block, INNER[d.name] ?? context);
    if (d.name === 'upstream' && !d.block?.some((s) => s.name === 'server'))
      throw at(d, 'no servers are inside upstream');
    if (d.name === 'listen') listenAddress(d);
    if (d.name === 'proxy_pass') passOf(d);
    if (d.name === 'server' && context === 'http') checkServer(d);
  }
}

function checkServer(d: Directive): void {
  const seen = new Set<string>();
  for (const l of (d.block ?? []).filter((x) => x.name === 'listen')) {
    const { ip, port } = listenAddress(l);
    const key = `${ip.includes(':') ? `[${ip}]` : ip}:${port}`;
    if (seen.has(key)) throw at(l, `a duplicate listen ${key}`);
    seen.add(key);
  }
  const places = new Set<string>();
  for (const l of (d.block ?? []).filter((x) => x.name === 'location')) {
    const key = l.args.join(' ');
    if (places.has(key) && !key.startsWith('~')) throw at(l, `duplicate location "${l.args.at(-1) ?? ''}"`);
    places.add(key);
  }
}

function handler(own: readonly Directive[], above: Settings): Handler {
  const back = own.find((d) => d.name === 'return');
  const pass = own.find((d) => d.name === 'proxy_pass');
  const tries = own.find((d) => d.name === 'try_files');
  return {
    settings: settings(above, own),
    ...(back ? { return: returnOf(back) } : {}),
    ...(pass ? { pass: passOf(pass) } : {}),
    ...(tries ? { tryFiles: tries.args } : {}),
    sets: own
      .filter((d) => d.name === 'set')
      .map((d) => ({ name: (d.args[0] ?? '').replace(/^\$/, ''), value: d.args[1] ?? '' })),
    rewrites: own
      .filter((d) => d.name === 'rewrite')
      .map((d) => ({ pattern: d.args[0] ?? '', to: d.args[1] ?? '', flag: d.args[2] ?? '' })),
  };
}

function returnOf(d: Directive): { readonly code: number; readonly text: string } {
  const [first = '', second] = d.args;
  if (second === undefined && /^https?:|^\$/.test(first)) return { code: 302, text: first };
  if (!/^\d{3}$/.test(first)) throw at(d, `invalid return code "${first}"`);
  return { code: Number(first), text: second ?? '' };
}

/** `http://name[:port][/uri]` */
function passOf(d: Directive): Pass {
  const url = d.args[0] ?? '';
  const variable = url.includes('$');
  const found = /^(https?):\/\/([^/]*)(\/.*)?$/.exec(url);
  if (variable && !found) return { scheme: 'http', to: url, uri: undefined, variable };
  if (!found) throw at(d, 'invalid URL prefix');
  if (found[1] === 'https') throw new NotSimulated(`nginx proxy_pass to https (${d.file}:${d.line})`);
  return { scheme: found[1] ?? 'http', to: found[2] ?? '', uri: found[3], variable: (found[2] ?? '').includes('$') };
}

function serverOf(d: Directive, top: Settings): Server {
  const own = d.block ?? [];
  const base = handler(own, top);
  const listens = own
    .filter((x) => x.name === 'listen')
    .map((x): Listen => ({ ...listenAddress(x), default: x.args.includes('default_server') }));
  for (const x of own.filter((y) => y.name === 'listen'))
    if (x.args.includes('ssl') || x.args.includes('quic'))
      throw new NotSimulated(`nginx listen … ssl (${x.file}:${x.line})`);
  return {
    ...base,
    listens: listens.length > 0 ? listens : [{ ip: '0.0.0.0', port: 80, default: false }],
    names: own.filter((x) => x.name === 'server_name').flatMap((x) => x.args),
    locations: own.filter((x) => x.name === 'location').flatMap((x) => locationsOf(x, base.settings)),
  };
}

const KINDS: Readonly<Record<string, Location['kind']>> = { '=': 'exact', '^~': 'final', '~': 'regex', '~*': 'iregex' };

function locationsOf(d: Directive, above: Settings): readonly Location[] {
  const [first = '', second] = d.args;
  const kind = second === undefined ? (first.startsWith('@') ? 'named' : 'prefix') : KINDS[first];
  if (!kind) throw at(d, `invalid location modifier "${first}"`);
  const pattern = second ?? first;
  const inner = (d.block ?? []).filter((x) => x.name === 'location');
  const own: Location = { ...handler(d.block ?? [], above), kind, pattern };
  return [own, ...inner.flatMap((x) => locationsOf(x, own.settings))];
}
