import type { Process, Run } from '../../os/index.ts';
import { madeOf } from './made.ts';
import type { Peer, Stream, StreamServer, Upstream } from './model.ts';
import { STREAM_VARIABLES } from './stream-variables.ts';
import { at, type Directive } from './syntax.ts';
import { implicit, upstreamOf } from './upstreams.ts';
import { duration, flag, listenOf } from './values.ts';
import { checkVariables } from './variables.ts';

/** Reads the block `stream`; what names no variable is resolved at once. */
export function* streamOf(
  proc: Process,
  block: readonly Directive[],
  peers: ReadonlyMap<Directive, readonly Peer[]>,
): Run<Stream> {
  const upstreams: Record<string, Upstream> = {};
  for (const d of block.filter((x) => x.name === 'upstream')) upstreams[d.args[0] ?? ''] = upstreamOf(d, peers);
  const named = new Set(Object.keys(upstreams));
  const made = madeOf(block);
  checkVariables(block, made, STREAM_VARIABLES);
  const servers: StreamServer[] = [];
  for (const d of block.filter((x) => x.name === 'server')) {
    const own = d.block ?? [];
    const pass = own.find((x) => x.name === 'proxy_pass');
    if (!pass) continue;
    const to = pass.args[0] ?? '';
    if (!to.includes('$')) {
      if (!upstreams[to] && !/:\d+$/.test(to)) throw at(pass, `no port in upstream "${to}"`);
      upstreams[to] ??= yield* implicit(proc, to, pass, named);
    }
    servers.push(serverOf(own, block, to));
  }
  return { servers, upstreams, made };
}

function serverOf(own: readonly Directive[], stream: readonly Directive[], pass: string): StreamServer {
  const find = (name: string) => own.find((x) => x.name === name) ?? stream.find((x) => x.name === name);
  const time = (name: string, standard: number) => {
    const d = find(name);
    return d ? duration(d, d.args[0] ?? '') : standard;
  };
  const preread = find('ssl_preread');
  return {
    listens: own.filter((x) => x.name === 'listen').map(listenOf),
    pass,
    resolver: (find('resolver')?.args ?? []).filter((a) => !a.includes('=')),
    preread: preread && flag(preread) ? time('preread_timeout', 30_000) : undefined,
    connectTimeout: time('proxy_connect_timeout', 60_000),
    timeout: time('proxy_timeout', 600_000),
  };
}
