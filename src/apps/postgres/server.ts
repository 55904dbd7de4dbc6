import { rfc3339Nano } from '../../base/index.ts';
import { type App, type Conversation, err, type Program, park, type Run, sleep } from '../../os/index.ts';
import { hear, type Login, type Result, say } from '../databases/protocol.ts';
import { readStore, type Store, writeStore } from '../databases/store.ts';
import { connectionLines, type Lines } from '../lines.ts';
import { open } from '../server.ts';
import { dataOf } from './initialise.ts';

interface Data {
  readonly version: string;
  readonly dir: string;
}

/** postgres(1): says what it listens on. */
export const postgres: Program = function* (proc) {
  proc.trap('TERM', 'default');
  yield* sleep(50);
  const version = proc.env.PG_VERSION ?? '';
  const at = proc.argv.indexOf('-p');
  const port = Number((at < 0 ? undefined : proc.argv[at + 1]) ?? 5432);
  const log = (text: string) => err(`${stamp(proc.now)} [${proc.nspid}] ${text}`);
  const data: Data = { version: version.replace(/-.*/, ''), dir: dataOf(proc.env) };
  const failed = open(proc, [{ port, ip: '::', service: 'postgres', data }]);
  if (failed !== undefined) {
    yield* log(`LOG:  could not bind IPv4 address "0.0.0.0": ${failed}`);
    yield* log(`HINT:  Is another postmaster already running on port ${port}? If not, wait a few seconds and retry.`);
    yield* log('FATAL:  could not create any TCP/IP sockets');
    return 1;
  }
  yield* log(`LOG:  starting PostgreSQL ${data.version} (Debian ${version}) on x86_64-pc-linux-gnu`);
  yield* log(`LOG:  listening on IPv4 address "0.0.0.0", port ${port}`);
  yield* log(`LOG:  listening on IPv6 address "::", port ${port}`);
  yield* log(`LOG:  listening on Unix socket "/var/run/postgresql/.s.PGSQL.${port}"`);
  yield* log('LOG:  database system is ready to accept connections');
  return yield* park({ TERM: 0, INT: 0 });
};

function stamp(at: number): string {
  return rfc3339Nano(at)
    .replace('T', ' ')
    .replace(/\.?(\d*)Z$/, (_, d: string) => `.${d.padEnd(3, '0').slice(0, 3)} UTC`);
}

/** Lets a user in, as pg_hba.conf of the image has it, and answers the few statements that tell whom one is connected to. */
export const postgresApp: App = function* (conn) {
  const { version, dir } = conn.socket.data as Data;
  const lines = connectionLines(conn);
  const login = yield* hear<Login>(lines);
  if (login && typeof login === 'object') {
    const store = readStore(conn.world, conn.fs, dir);
    const error = refusal(conn, login, store);
    yield* say(conn, error === undefined ? { ok: true, id: 1 } : { ok: false, error });
    if (error === undefined) {
      yield* conn.send(`${version}\n`);
      yield* serve(conn, lines, login);
    } else if (login.password !== null) yield* err(`${stamp(conn.now)} [${conn.pid}] ${error}`);
  }
  conn.close();
  return 0;
};

function refusal(conn: Conversation, login: Login, store: Store | undefined): string | undefined {
  const known = store?.users[login.user];
  const loopback = login.local || /^(127\.|::1$)/.test(conn.peer.ip);
  if (!loopback && known !== null) {
    if (login.password === null) return 'password';
    if (known === undefined || known !== login.password)
      return `FATAL:  password authentication failed for user "${login.user}"`;
  }
  if (known === undefined) return `FATAL:  role "${login.user}" does not exist`;
  const wanted = login.database ?? login.user;
  return store?.databases.includes(wanted) ? undefined : `FATAL:  database "${wanted}" does not exist`;
}

function* serve(conn: Conversation, lines: Lines, login: Login): Run<void> {
  const { dir } = conn.socket.data as Data;
  for (;;) {
    const sql = yield* hear<string>(lines);
    if (sql === undefined) return;
    const store = readStore(conn.world, conn.fs, dir) ?? { users: {}, databases: [] };
    yield* say(conn, answer(conn, sql, login, store));
  }
}

function answer(conn: Conversation, sql: string, login: Login, store: Store): Result {
  const { version, dir } = conn.socket.data as Data;
  const word = sql.replace(/\s+/g, ' ').toLowerCase();
  const one = (column: string, value: string): Result => ({ kind: 'rows', columns: [column], rows: [[value]] });
  const literal = /^select (-?\d+|'[^']*')$/.exec(word)?.[1];
  if (literal !== undefined) return one('?column?', literal.replaceAll("'", ''));
  if (word === 'select version()') return one('version', `PostgreSQL ${version} on x86_64-pc-linux-gnu, 64-bit`);
  if (/^select (current_user|user|session_user)$/.test(word)) return one(word.slice(7), login.user);
  if (word === 'select current_database()') return one('current_database', login.database ?? login.user);
  if (word === '\\l' || word === '\\list') return listing(store, version);
  const made = /^create database "?(\w+)"?$/i.exec(sql.replace(/\s+/g, ' '))?.[1]?.toLowerCase();
  if (made !== undefined) {
    if (store.databases.includes(made)) return { kind: 'error', text: `ERROR:  database "${made}" already exists` };
    writeStore(conn, dir, { ...store, databases: [...store.databases, made] });
    return { kind: 'done', text: 'CREATE DATABASE' };
  }
  return { kind: 'unsimulated', text: sql };
}

/** What `\l` asks pg_database for. */
function listing(store: Store, version: string): Result {
  const owner = Object.keys(store.users)[0] ?? 'postgres';
  const old = Number(version.split('.')[0]) < 15;
  const rest = old ? ['UTF8', 'en_US.utf8', 'en_US.utf8'] : ['UTF8', 'libc', 'en_US.utf8', 'en_US.utf8', '', ''];
  return {
    kind: 'rows',
    title: 'List of databases',
    columns: old
      ? ['Name', 'Owner', 'Encoding', 'Collate', 'Ctype', 'Access privileges']
      : [
          'Name',
          'Owner',
          'Encoding',
          'Locale Provider',
          'Collate',
          'Ctype',
          'Locale',
          'ICU Rules',
          'Access privileges',
        ],
    rows: [...store.databases]
      .sort()
      .map((d) => [d, owner, ...rest, d.startsWith('template') ? `=c/${owner}\n${owner}=CTc/${owner}` : '']),
  };
}
