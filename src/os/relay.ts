import { datagrams, datagramTake, type Ip, listen, type Socket, udpSend, unlisten } from '../net/index.ts';
import { type Run, until } from './program.ts';
import type { Connection, Conversation } from './socket.ts';

/** Copies both directions between two connections until both have ended, as a proxy that does not look inside does. */
export function* relay(conn: Conversation, server: Connection, comm: string): Run<number> {
  const child = conn.spawn({ argv: [comm], hidden: true, program: () => copy(server, conn) });
  yield* copy(conn, server);
  yield* until(() => child.status() !== undefined);
  return 0;
}

/** Copies one direction until it ends. */
function* copy(from: Connection, to: Connection): Run<number> {
  for (;;) {
    const got = yield* from.recv();
    if (got === 'timeout') continue;
    if (got === 'eof' || got === 'reset') break;
    if ((yield* to.send(got.data)) !== 'ok') break;
  }
  to.close();
  return 0;
}

/** Sends a datagram on from a port of its own and gives back what is answered, until nothing has come for `idle` ms. */
export function* relayDatagram(
  conn: Conversation,
  target: { readonly ip: Ip; readonly port: number },
  comm: string,
  idle: number,
): Run<number> {
  const wildcard = target.ip.includes(':') ? '::' : '0.0.0.0';
  const socket: Socket = conn.transact((tx) => {
    const own = listen(tx, { netns: conn.netns, proto: 'udp', ip: wildcard, port: 0, pid: conn.pid, comm });
    udpSend(tx, conn.netns, {
      dst: target.ip,
      dport: target.port,
      sport: own.port,
      data: conn.datagram?.data ?? '',
      pid: conn.pid,
    });
    return own;
  });
  const waiting = (): boolean => conn.world.by(datagrams, 'waiting', socket.id).length > 0;
  while (yield* until(waiting, idle)) {
    const answer = conn.transact((tx) => datagramTake(tx, socket.id));
    if (answer) conn.reply(answer.data);
  }
  conn.transact((tx) => unlisten(tx, socket.id));
  return 0;
}
