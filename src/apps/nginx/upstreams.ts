import { getaddrinfo, type Process, type Run } from '../../os/index.ts';
import type { Handler, Pass, Peer, Upstream } from './model.ts';
import { at, type Directive } from './syntax.ts';
import { duration, hostPort } from './values.ts';

/** An `upstream` block, the names of its servers resolved. */
export function* upstream(proc: Process, d: Directive): Run<Upstream> {
  const peers: Peer[] = [];
  for (const s of (d.block ?? []).filter((x) => x.name === 'server')) peers.push(...(yield* peersOf(proc, s)));
  const hash = d.block?.find((x) => x.name === 'hash');
  const method = d.block?.find((x) => ['least_conn', 'ip_hash', 'random'].includes(x.name))?.name as
    | Upstream['method']
    | undefined;
  return { name: d.args[0] ?? '', method: hash ? 'hash' : (method ?? 'round-robin'), key: hash?.args[0] ?? '', peers };
}

function* peersOf(proc: Process, d: Directive): Run<readonly Peer[]> {
  const text = d.args[0] ?? '';
  const target = hostPort(text, 80);
  if (!target) throw at(d, `invalid host in upstream "${text}"`);
  const option = (name: string) => d.args.find((a) => a.startsWith(`${name}=`))?.slice(name.length + 1);
  const failTimeout = option('fail_timeout');
  for (const a of d.args.slice(1))
    if (!/^(weight=\d+|max_fails=\d+|fail_timeout=\d+\w*|max_conns=\d+|backup|down|resolve)$/.test(a))
      throw at(d, `invalid parameter "${a}"`);
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

function* lookup(
  proc: Process,
  d: Pick<Directive, 'file' | 'line'>,
  text: string,
  host: string,
): Run<readonly string[]> {
  const found = yield* getaddrinfo(proc, host, { family: 4 });
  if (found.kind !== 'ok') throw at(d, `host not found in upstream "${text}"`);
  return found.addresses;
}

/** A proxy_pass that names no upstream stands for one made of the addresses of its host. */
export function* resolvePass(
  proc: Process,
  h: Handler,
  upstreams: Record<string, Upstream>,
  http: readonly Directive[],
): Run<void> {
  const { pass } = h;
  if (!pass || pass.variable || upstreams[pass.to]) return;
  const target = hostPort(pass.to, 80);
  const place = findPass(http, pass) ?? { file: '', line: 0 };
  if (!target) throw at(place, `invalid host in upstream "${pass.to}"`);
  const addresses = yield* lookup(proc, place, target.host, target.host);
  upstreams[pass.to] = {
    name: pass.to,
    method: 'round-robin',
    key: '',
    peers: addresses.map((ip) => ({
      ip,
      port: target.port,
      name: pass.to,
      weight: 1,
      backup: false,
      down: false,
      maxFails: 1,
      failTimeout: 10_000,
    })),
  };
}

function findPass(directives: readonly Directive[], pass: Pass): Directive | undefined {
  for (const d of directives) {
    if (d.name === 'proxy_pass' && d.args[0]?.startsWith(`${pass.scheme}://${pass.to}`)) return d;
    const inner = d.block ? findPass(d.block, pass) : undefined;
    if (inner) return inner;
  }
  return undefined;
}
