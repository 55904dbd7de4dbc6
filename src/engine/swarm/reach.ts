import type { Tx } from '../../base/index.ts';
import { type Ip, send, streamReset, streams, tcpConnect } from '../../net/index.ts';
import { daemons } from '../rows.ts';

/** Opens a connection from one host's daemon to an address and closes it: whether a manager can be spoken to. Real packets, both ways. */
export function canConnect(tx: Tx, host: string, dst: Ip, port: number): 'open' | 'refused' | 'timeout' {
  const pid = tx.get(daemons, host)?.pid ?? 1;
  const result = tcpConnect(tx, host, { dst, port, pid });
  if (result.kind !== 'open') return result.kind === 'refused' ? 'refused' : 'timeout';
  streamReset(tx, result.stream, 'a');
  tx.delete(streams, result.stream);
  return 'open';
}

/** The heartbeat over a connection that stands: one segment there and one back. Leaves nothing to be told of. */
export function heartbeat(
  tx: Tx,
  from: { host: string; addr: Ip },
  to: { host: string; addr: Ip; port: number },
): boolean {
  if (from.host === to.host) return true;
  const there = send(tx, from.host, {
    src: '',
    dst: to.addr,
    proto: 'tcp',
    sport: 40_000,
    dport: to.port,
    flags: 'S',
    seq: 0,
    ttl: 64,
    size: 60,
  });
  if (there.outcome !== 'delivered' || there.at !== to.host) return false;
  const back = send(tx, to.host, {
    src: to.addr,
    dst: from.addr,
    proto: 'tcp',
    sport: to.port,
    dport: 40_000,
    flags: 'SA',
    seq: 0,
    ack: 1,
    ttl: 64,
    size: 60,
  });
  // The segment belongs to no connection here, so the host that it reaches says so: it has come through.
  return back.at === from.host && back.hops.at(-1)?.what.kind === 'socket';
}
