import { type Connection, type Process, type Run, read, write } from '../../os/index.ts';
import { type Admitted, hear, say } from '../databases/protocol.ts';
import { connectTo, DIAL_ERRORS } from '../fetch.ts';
import { connectionLines, type Lines } from '../lines.ts';
import type { Options } from './options.ts';

export interface Session {
  readonly connection: Connection;
  readonly lines: Lines;
  readonly version: string;
}

/** Connects and logs in, asking for the password when the server wants one; libpq's error otherwise. */
export function* connectPostgres(proc: Process, options: Options): Run<Session | string> {
  let password = options.password;
  const question = `Password for user ${options.user}: `;
  if (options.ask) password = yield* typed(question);
  for (;;) {
    const tried = yield* attempt(proc, options, password);
    if (tried !== 'password') return tried;
    if (password !== null || options.never || !proc.isatty(0))
      return `${at(options, yield* addressOf(proc, options))} failed: fe_sendauth: no password supplied`;
    password = yield* typed(question);
  }
}

function* typed(question: string): Run<string> {
  yield* write(question, 2);
  return ((yield* read()) ?? '').replace(/\n[\s\S]*$/, '');
}

function* addressOf(proc: Process, options: Options): Run<string> {
  const connected = yield* connectTo(proc, options.host ?? '127.0.0.1', options.port);
  if (!connected.ok) return '';
  connected.connection.close();
  return connected.connection.peer.ip;
}

function at(options: Options, ip: string): string {
  const { host, port } = options;
  if (host === undefined) return `connection to server on socket "/var/run/postgresql/.s.PGSQL.${port}"`;
  return `connection to server at "${host}"${ip === host || ip === '' ? '' : ` (${ip})`}, port ${port}`;
}

function* attempt(proc: Process, options: Options, password: string | null): Run<Session | string> {
  const { host, port, user, database } = options;
  const connected = yield* connectTo(proc, host ?? '127.0.0.1', port, 130_000);
  if (!connected.ok) {
    const { why } = connected;
    if (why.kind === 'noname' || why.kind === 'again')
      return `could not translate host name "${host}" to address: ${why.kind === 'again' ? 'Temporary failure in name resolution' : 'Name or service not known'}`;
    return host === undefined
      ? `${at(options, '')} failed: No such file or directory\n\tIs the server running locally and accepting connections on that socket?`
      : `${at(options, why.ip)} failed: ${DIAL_ERRORS[why.kind]}\n\tIs the server running on that host and accepting TCP/IP connections?`;
  }
  const { connection } = connected;
  const lines = connectionLines(connection);
  yield* say(connection, { user, password, database: database ?? null, local: host === undefined });
  const admitted = yield* hear<Admitted>(lines);
  if (admitted?.ok) return { connection, lines, version: (yield* lines.next()) ?? '' };
  const { ip } = connection.peer;
  connection.close();
  if (admitted?.error === 'password') return 'password';
  return `${at(options, ip)} failed: ${admitted?.error ?? 'server closed the connection unexpectedly\n\tThis probably means the server terminated abnormally\n\tbefore or while processing the request.'}`;
}
