import type { Process, Run } from '../../os/index.ts';
import { type Context, checkDirective } from './directives.ts';
import type { Peer } from './model.ts';
import { passOf, returnOf } from './script.ts';
import { at, type Directive } from './syntax.ts';
import { peersOf } from './upstreams.ts';
import { listenAddress, matcher } from './values.ts';

/** What the reading of a configuration comes to besides its directives. */
export interface Checked {
  /** Addresses of the `server` lines of upstreams, as they resolved. */
  readonly peers: ReadonlyMap<Directive, readonly Peer[]>;
}

type Warn = (message: string) => Run<void>;

const INNER: Readonly<Record<string, Context>> = {
  events: 'events',
  http: 'http',
  server: 'server',
  location: 'location',
  upstream: 'upstream',
  stream: 'stream',
  types: 'raw',
  map: 'raw',
  geo: 'raw',
  split_clients: 'raw',
};

function innerOf(d: Directive, context: Context): Context {
  if (d.name === 'if') return context === 'server' ? 'sif' : 'lif';
  if (context === 'stream')
    return d.name === 'server' ? 'stream-server' : d.name === 'upstream' ? 'stream-upstream' : 'raw';
  return INNER[d.name] ?? context;
}

/** Checks all in the order in which nginx reads: a directive, what is in its block, what is then missing. */
export function* checkAll(proc: Process, main: readonly Directive[], warn: Warn, streamBuiltIn: boolean): Run<Checked> {
  const peers = new Map<Directive, readonly Peer[]>();
  const seen = new Set<string>();
  const defaults = new Set<string>();
  let stream = streamBuiltIn;
  function* walk(block: readonly Directive[], context: Context, parent: Directive | undefined): Run<void> {
    for (const [i, d] of block.entries()) {
      if (d.wrong) throw d.wrong;
      const before = block.slice(0, i);
      checkDirective(d, context, before, stream);
      if (d.name === 'load_module') stream = stream || (d.args[0] ?? '').includes('stream');
      if (d.name === 'upstream') {
        const key = `${context} ${d.args[0] ?? ''}`;
        if (seen.has(key)) throw at(d, `duplicate upstream "${d.args[0] ?? ''}"`);
        seen.add(key);
      }
      if (context === 'upstream' || context === 'stream-upstream') {
        if (d.name === 'server') peers.set(d, yield* peersOf(proc, d, context === 'stream-upstream', before));
        if (METHODS.has(d.name) && before.some((b) => METHODS.has(b.name)))
          yield* warn(`load balancing method redefined in ${d.file}:${d.line}`);
      }
      checkValue(d, context, parent, before);
      if (d.name === 'listen') {
        checkListen(d, before, defaults);
        if (d.args.includes('http2'))
          yield* warn(
            `the "listen ... http2" directive is deprecated, use the "http2" directive instead in ${d.file}:${d.line}`,
          );
      }
      if (d.block) yield* walk(d.block, innerOf(d, context), d);
      if (d.name === 'upstream' && !d.block?.some((s) => s.name === 'server'))
        throw at({ ...d, line: d.end ?? d.line }, 'no servers are inside upstream');
    }
  }
  yield* walk(main, 'main', undefined);
  return { peers };
}

const METHODS = new Set(['least_conn', 'ip_hash', 'hash', 'random']);

function checkValue(d: Directive, context: Context, parent: Directive | undefined, before: readonly Directive[]): void {
  const [first = '', second = ''] = d.args;
  switch (d.name) {
    case 'location':
      checkLocation(d, parent, before);
      break;
    case 'proxy_pass':
      if (context !== 'stream-server') passOf(d, context === 'lif' || (parent !== undefined && isRegex(parent)));
      break;
    case 'return':
      returnOf(d);
      break;
    case 'rewrite':
      matcher(d, first, false);
      if (d.args[2] !== undefined && !['last', 'break', 'redirect', 'permanent'].includes(d.args[2]))
        throw at(d, `invalid parameter "${d.args[2]}"`);
      break;
    case 'ssl_protocols':
    case 'proxy_ssl_protocols': {
      const odd = d.args.find((a) => !/^(SSLv[23]|TLSv1(\.[123])?)$/.test(a));
      if (odd !== undefined) throw at(d, `invalid value "${odd}"`);
      break;
    }
    case 'set':
      if (!first.startsWith('$')) throw at(d, `invalid variable name "${first}"`);
      break;
    case 'map':
    case 'split_clients':
      if (!second.startsWith('$')) throw at(d, `invalid variable name "${second}"`);
      break;
    case 'alias':
      if (before.some((b) => b.name === 'root'))
        throw at(d, '"alias" directive is duplicate, "root" directive was specified earlier');
      break;
    case 'root':
      if (before.some((b) => b.name === 'alias'))
        throw at(d, '"root" directive is duplicate, "alias" directive was specified earlier');
      break;
  }
}

const isRegex = (d: Directive) =>
  d.name === 'location' && (['~', '~*'].includes(d.args[0] ?? '') || (d.args[0] ?? '').startsWith('@'));

function checkLocation(d: Directive, parent: Directive | undefined, before: readonly Directive[]): void {
  const [first = '', second] = d.args;
  if (second !== undefined && !['=', '^~', '~', '~*'].includes(first))
    throw at(d, `invalid location modifier "${first}"`);
  const pattern = second ?? first;
  if (first === '~' || first === '~*') matcher(d, pattern, first === '~*');
  else if (parent?.name === 'location' && !isRegex(parent) && !pattern.startsWith(parent.args.at(-1) ?? ''))
    throw at(d, `location "${pattern}" is outside location "${parent.args.at(-1) ?? ''}"`);
  const plain = (x: Directive) => (x.args[0] === '^~' ? x.args.slice(1) : x.args).join(' ');
  if (first !== '~' && first !== '~*' && before.some((b) => b.name === 'location' && plain(b) === plain(d)))
    throw at(d, `duplicate location "${pattern}"`);
}

const LISTEN =
  /^(ssl|http2|quic|proxy_protocol|default_server|default|reuseport|deferred|bind|udp|multipath|ipv6only=(on|off)|(backlog|rcvbuf|sndbuf|fastopen|setfib|so_keepalive|accept_filter)=.*)$/;

function checkListen(d: Directive, before: readonly Directive[], defaults: Set<string>): void {
  const keyOf = (l: Directive) => {
    const { ip, port } = listenAddress(l);
    return `${ip.includes(':') ? `[${ip}]` : ip}:${port}${l.args.includes('udp') ? ' udp' : ''}`;
  };
  const key = keyOf(d);
  const bad = d.args.slice(1).find((a) => !LISTEN.test(a));
  if (bad !== undefined) throw at(d, `invalid parameter "${bad}"`);
  if (before.some((b) => b.name === 'listen' && keyOf(b) === key)) throw at(d, `a duplicate listen ${key}`);
  if (!d.args.includes('default_server')) return;
  if (defaults.has(key)) throw at(d, `a duplicate default server for ${key}`);
  defaults.add(key);
}
