import {
  type Datagram,
  type Ip,
  type Socket,
  streamClose,
  streamPeek,
  streamRead,
  streams,
  streamWrite,
  tcpConnect,
  udpSend,
} from '../net/index.ts';
import { type Process, type Run, sleep, until } from './program.ts';

/** What answers a connection or a datagram of a listening socket; started anew for each, as inetd does. */
export type App = (conn: Conversation) => Run<number>;

/** Apps by the `service` of their sockets. */
export type Apps = Readonly<Record<string, App>>;

export interface Peer {
  readonly ip: Ip;
  readonly port: number;
}

/** One end of a TCP connection. */
export interface Connection {
  readonly local: Peer;
  readonly peer: Peer;
  /** Waits for data; undefined at the end of the stream, 'reset' when the peer reset it, 'timeout' after `timeout` virtual ms. */
  recv(timeout?: number): Run<{ readonly data: string } | 'eof' | 'reset' | 'timeout'>;
  send(data: string): Run<'ok' | 'reset' | 'lost'>;
  /** Closes this side, after some last words. */
  close(last?: string): void;
}

/** The server's side of a conversation: a process of its own with the connection (or the datagram) that it answers. */
export interface Conversation extends Process, Connection {
  readonly socket: Socket;
  /** UDP: what came; `reply` answers it. */
  readonly datagram: Datagram | undefined;
  reply(data: string): void;
}

export type Dial =
  | { readonly kind: 'open'; readonly connection: Connection }
  | {
      readonly kind:
        | 'refused'
        | 'timeout'
        | 'no-route'
        | 'host-unreachable'
        | 'net-unreachable'
        | 'prohibited'
        | 'too-long';
    };

/** How long Linux waits for a SYN to be answered: tcp_syn_retries=6 (tcp(7)). */
const SYN_TIMEOUT = 134_000;

/** connect(2): opens a TCP connection, taking the virtual time that it takes, or at most `timeout`. */
export function* dial(
  proc: Process,
  dst: Ip,
  port: number,
  options: { readonly timeout?: number; readonly src?: Ip; readonly netns?: string } = {},
): Run<Dial> {
  const result = proc.transact((tx) =>
    tcpConnect(tx, options.netns ?? proc.netns, {
      dst,
      port,
      pid: proc.pid,
      ...(options.src === undefined ? {} : { src: options.src }),
    }),
  );
  if (result.kind === 'open') {
    yield* sleep(result.rttMs);
    return { kind: 'open', connection: connection(proc, result.stream, 'a') };
  }
  if (result.kind === 'timeout') {
    yield* sleep(Math.min(options.timeout ?? SYN_TIMEOUT, SYN_TIMEOUT));
    return { kind: 'timeout' };
  }
  yield* sleep(Math.min(options.timeout ?? Number.POSITIVE_INFINITY, result.rttMs));
  if (result.rttMs > (options.timeout ?? Number.POSITIVE_INFINITY)) return { kind: 'timeout' };
  return { kind: result.kind === 'admin-prohibited' ? 'prohibited' : result.kind };
}

/** The connection of one side of a stream. */
export function connection(proc: Process, stream: string, side: 'a' | 'b'): Connection {
  const row = proc.world.get(streams, stream);
  const end = row?.[side];
  const nowhere: Peer = { ip: '0.0.0.0', port: 0 };
  return {
    local: end?.local ?? nowhere,
    peer: end?.remote ?? nowhere,
    *recv(timeout) {
      const arrived = () => {
        const seen = streamPeek(proc.world, stream)?.[side];
        return seen === undefined || seen.inbox !== '' || seen.eof || seen.reset;
      };
      if (!(yield* until(arrived, timeout))) return 'timeout';
      const got = proc.transact((tx) => streamRead(tx, stream, side));
      if (got.data !== '') return { data: got.data };
      return got.reset ? 'reset' : 'eof';
    },
    *send(data) {
      yield* sleep(0);
      return proc.transact((tx) => streamWrite(tx, stream, side, data));
    },
    close(last) {
      proc.transact((tx) => {
        if (last !== undefined) streamWrite(tx, stream, side, last);
        streamClose(tx, stream, side);
      });
    },
  };
}

/** What an app gets for a connection or datagram that came in on `socket`. */
export function conversation(
  proc: Process,
  socket: Socket,
  what: { readonly kind: 'stream'; readonly id: string } | { readonly kind: 'datagram'; readonly datagram: Datagram },
): Conversation {
  const conn =
    what.kind === 'stream'
      ? connection(proc, what.id, 'b')
      : { ...deaf, local: what.datagram.to, peer: what.datagram.from };
  const datagram = what.kind === 'datagram' ? what.datagram : undefined;
  const reply = (data: string) => {
    if (!datagram) return;
    proc.transact((tx) =>
      udpSend(tx, proc.netns, {
        dst: datagram.from.ip,
        dport: datagram.from.port,
        src: datagram.to.ip,
        sport: datagram.to.port,
        data,
        pid: socket.pid,
      }),
    );
  };
  return Object.assign(Object.create(proc) as Process, conn, { socket, datagram, reply });
}

/** A datagram has no stream: nothing comes, nothing goes. */
const deaf: Omit<Connection, 'local' | 'peer'> = {
  *recv() {
    yield* sleep(0);
    return 'eof';
  },
  *send() {
    yield* sleep(0);
    return 'lost';
  },
  close: () => undefined,
};
