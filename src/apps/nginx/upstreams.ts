import { getaddrinfo, type Process, type Run, resQuery } from '../../os/index.ts';
import type { Handler, Pass, Peer, Upstream } from './model.ts';
import { at, type Directive, NotSimulated } from './syntax.ts';
import { duration, hostPort } from './values.ts';

/** An `upstream` block, the names of its servers resolved before. */
export function upstreamOf(d: Directive, peers: ReadonlyMap<Directive, readonly Peer[]>): Upstream {
  const own = d.block ?? [];
  const method = own.filter((x) => x.name in METHODS).at(-1);
  return {
    name: d.args[0] ?? '',
    method: method?.args[1] === 'consistent' ? 'consistent' : (METHODS[method?.name ?? ''] ?? 'round-robin'),
    key: method?.name === 'hash' ? (method.args[0] ?? '') : '',
    peers: own.flatMap((x) => peers.get(x) ?? []),
  };
}

const METHODS: Readonly<Record<string, Upstream['method']>> = {
  least_conn: 'least_conn',
  ip_hash: 'ip_hash',
  hash: 'hash',
  random: 'random',
};

const OPTION = /^(weight=[1-9]\d*|max_fails=\d+|fail_timeout=\d\w*|max_conns=\d+|backup|down|resolve)$/;

/** The addresses behind a `server` of an upstream; `before` are the directives of its block that stand before it. */
export function* peersOf(
  proc: Process,
  d: Directive,
  portNeeded: boolean,
  before: readonly Directive[],
): Run<readonly Peer[]> {
  const text = d.args[0] ?? '';
  const option = (name: string) => d.args.find((a) => a.startsWith(`${name}=`))?.slice(name.length + 1);
  const failTimeout = option('fail_timeout');
  for (const a of d.args.slice(1)) {
    if (!OPTION.test(a)) throw at(d, `invalid parameter "${a}"`);
    if (/^(max_conns=[1-9]|resolve$)/.test(a)) throw new NotSimulated(`nginx server … ${a} (${d.file}:${d.line})`);
    if (a === 'backup' && before.some((b) => ['ip_hash', 'hash', 'random'].includes(b.name)))
      throw at(d, 'balancing method does not support parameter "backup"');
  }
  const target = targetOf(d, text);
  if (portNeeded && !/:\d+$/.test(text)) throw at(d, `no port in upstream "${text}"`);
  const found = yield* lookup(proc, d, text, target.host);
  return found.map((ip) => ({
    ip,
    port: target.port,
    name: text,
    weight: Number(option('weight') ?? 1),
    backup: d.args.includes('backup'),
    down: d.args.includes('down'),
    maxFails: Number(option('max_fails') ?? 1),
    failTimeout: failTimeout === undefined ? 10_000 : duration(d, failTimeout),
  }));
}

type Place = Pick<Directive, 'file' | 'line'>;

function targetOf(d: Place, text: string, standard = 80): { readonly host: string; readonly port: number } {
  const target = hostPort(text, standard);
  if (!target) {
    if (/:[^:]*$/.test(text)) throw at(d, `invalid port in upstream "${text}"`);
    throw at(d, `invalid host in upstream "${text}"`);
  }
  if (target.port < 1 || target.port > 65535) throw at(d, `invalid port in upstream "${text}"`);
  return target;
}

function* lookup(proc: Process, d: Place, text: string, host: string): Run<readonly string[]> {
  const found = yield* getaddrinfo(proc, host, { family: 4 });
  if (found.kind !== 'ok') throw at(d, `host not found in upstream "${text}"`);
  return found.addresses;
}

/** Upstreams that proxy_pass makes of the addresses of a host, where it names no `upstream`. */
export function* resolvePass(
  proc: Process,
  h: Handler,
  upstreams: Record<string, Upstream>,
  named: ReadonlySet<string>,
): Run<void> {
  for (const step of h.script) if (step.kind === 'if') yield* resolvePass(proc, step.body, upstreams, named);
  const { pass } = h;
  if (!pass || pass.variable || upstreams[passKey(pass, named)]) return;
  upstreams[passKey(pass, named)] = yield* implicit(
    proc,
    pass.to,
    pass.place,
    named,
    pass.scheme === 'https' ? 443 : 80,
  );
}

/** What an upstream is found under: https has another port where none is told. */
const passKey = (pass: Pass, named: ReadonlySet<string>): string =>
  pass.scheme === 'https' && !named.has(pass.to) ? `https://${pass.to}` : pass.to;

/** An upstream of one name and its addresses; ngx_http_upstream_init_round_robin without an upstream block. */
export function* implicit(
  proc: Process,
  to: string,
  place: Place,
  named: ReadonlySet<string>,
  standard = 80,
): Run<Upstream> {
  const target = targetOf(place, to, standard);
  if (named.has(target.host) && to.includes(':'))
    throw at(place, `upstream "${target.host}" may not have port ${target.port}`);
  return plain(to, target.port, yield* lookup(proc, place, target.host, target.host));
}

/** An upstream of addresses that no `upstream` block lists. */
const plain = (name: string, port: number, addresses: readonly string[]): Upstream => ({
  name,
  method: 'round-robin',
  key: '',
  peers: addresses.map((ip) => ({
    ip,
    port,
    name,
    weight: 1,
    backup: false,
    down: false,
    maxFails: 1,
    failTimeout: 10_000,
  })),
});

/** `proxy_pass` with a variable: the name is looked up each time, by the `resolver`; or what the error log says. */
export function* resolveNow(
  proc: Process,
  resolver: readonly string[],
  target: string,
  standard: number,
): Run<Upstream | string | undefined> {
  const bare = target.split('/')[0] ?? '';
  const place = hostPort(bare, standard);
  if (!place) return undefined;
  if (/^[\d.]+$/.test(place.host)) return plain(bare, place.port, [place.host]);
  if (resolver.length === 0) return `no resolver defined to resolve ${place.host}`;
  const servers = resolver.map((s) => s.replace(/:53$/, ''));
  const conf = { servers, search: [], ndots: 1, timeout: 5000, attempts: 2 };
  const [reply] = (yield* resQuery(proc, conf, `${place.host}.`, ['A'])) ?? [];
  const addresses = (reply?.answers ?? []).filter((a) => a.type === 'A').map((a) => a.data);
  if (addresses.length === 0) return `${place.host} could not be resolved (3: Host not found)`;
  return plain(bare, place.port, addresses);
}
