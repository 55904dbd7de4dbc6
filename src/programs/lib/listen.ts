import {
  type Datagram,
  datagrams,
  datagramsOf,
  datagramTake,
  listen,
  NetError,
  type Socket,
  sockets,
  streamAccept,
  streams,
  strerror,
  unlisten,
} from '../../net/index.ts';
import { type Connection, connection, type Process, type Run, until } from '../../os/index.ts';

/** Binds a socket of this process; the text of errno when the kernel refuses. */
export function bindSocket(
  proc: Process,
  proto: 'tcp' | 'udp',
  ip: string,
  port: number,
  comm: string,
  options: { readonly reuseport?: boolean } = {},
): Socket | { readonly error: string } {
  try {
    return proc.transact((tx) => listen(tx, { netns: proc.netns, proto, ip, port, pid: proc.pid, comm, ...options }));
  } catch (e) {
    if (e instanceof NetError) return { error: strerror(e.code) };
    throw e;
  }
}

/** accept(2): waits for a connection to a listening socket; undefined after `timeout` virtual ms. */
export function* accept(proc: Process, socket: Socket, timeout?: number): Run<Connection | undefined> {
  const waiting = () => proc.world.by(streams, 'waiting', socket.id).sort((a, b) => (a.id < b.id ? -1 : 1))[0];
  if (!(yield* until(() => waiting() !== undefined, timeout))) return undefined;
  const stream = waiting();
  if (!stream) return undefined;
  proc.transact((tx) => {
    streamAccept(tx, stream.id);
    tx.patch(streams, stream.id, { b: { ...stream.b, pid: proc.pid } });
  });
  return connection(proc, stream.id, 'b');
}

/** recvfrom(2): waits for a datagram; undefined after `timeout` virtual ms. */
export function* receiveFrom(proc: Process, socket: Socket, timeout?: number): Run<Datagram | undefined> {
  if (!(yield* until(() => proc.world.by(datagrams, 'waiting', socket.id).length > 0, timeout))) return undefined;
  return datagramsOf(proc.world, socket.id).length > 0 ? proc.transact((tx) => datagramTake(tx, socket.id)) : undefined;
}

/** close(2) of a bound socket. */
export function closeSocket(proc: Process, socket: Socket): void {
  if (proc.world.get(sockets, socket.id)) proc.transact((tx) => unlisten(tx, socket.id));
}
