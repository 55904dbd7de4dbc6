import { type Connection, type Process, type Run, read, write } from '../../os/index.ts';
import { type Admitted, hear, say } from '../databases/protocol.ts';
import { connectTo, type Unreached } from '../fetch.ts';
import { connectionLines, type Lines } from '../lines.ts';
import type { Options } from './options.ts';

const SOCKET = '/var/run/mysqld/mysqld.sock';

/** The number that stands in brackets behind an error of connecting; errno(3), and getaddrinfo(3)'s. */
const ERRNO: Readonly<Record<Unreached['kind'], number>> = {
  noname: -2,
  again: -3,
  refused: 111,
  timeout: 110,
  'no-route': 113,
  'host-unreachable': 113,
  'net-unreachable': 101,
  prohibited: 113,
  'too-long': 90,
};

export interface Session {
  readonly connection: Connection;
  readonly lines: Lines;
  readonly version: string;
  readonly id: number;
}

/** Connects and logs in; the client's error otherwise. */
export function* connectMysql(proc: Process, options: Options, password: string | null): Run<Session | string> {
  const { host, port, user, database } = options;
  const connected = yield* connectTo(proc, host ?? '127.0.0.1', port, 130_000);
  if (!connected.ok) return host === undefined ? noSocket : unreached(connected.why, host, port);
  const { connection } = connected;
  const lines = connectionLines(connection);
  yield* lines.next(); // the header of the greeting's packet
  const version = (yield* lines.next())?.split('\0')[0];
  if (version === undefined || version === '') {
    connection.close();
    return "ERROR 2013 (HY000): Lost connection to MySQL server at 'reading initial communication packet', system error: 0";
  }
  yield* say(connection, { user, password, database: database ?? null, local: host === undefined });
  const admitted = yield* hear<Admitted>(lines);
  if (admitted?.ok) return { connection, lines, version, id: admitted.id };
  connection.close();
  return admitted?.error ?? 'ERROR 2013 (HY000): Lost connection to MySQL server during query';
}

const noSocket = `ERROR 2002 (HY000): Can't connect to local MySQL server through socket '${SOCKET}' (2)`;

function unreached(why: Unreached, host: string, port: number): string {
  if (why.kind === 'noname' || why.kind === 'again')
    return `ERROR 2005 (HY000): Unknown MySQL server host '${host}' (${ERRNO[why.kind]})`;
  return `ERROR 2003 (HY000): Can't connect to MySQL server on '${host}:${port}' (${ERRNO[why.kind]})`;
}

/** The password: as given, or asked for. */
export function* passwordOf(options: Options): Run<string | null> {
  if (options.password !== undefined) return options.password;
  yield* write('Enter password: ', 2);
  const typed = ((yield* read()) ?? '').replace(/\n[\s\S]*$/, '');
  return typed === '' ? null : typed;
}
