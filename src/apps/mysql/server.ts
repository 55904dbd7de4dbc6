import { rfc3339Nano } from '../../base/index.ts';
import { type App, type Conversation, err, type Program, park, type Run, sleep } from '../../os/index.ts';
import { hear, type Login, type Result, say } from '../databases/protocol.ts';
import { readStore, type Store, writeStore } from '../databases/store.ts';
import { connectionLines } from '../lines.ts';
import { open } from '../server.ts';
import { DATA } from './initialise.ts';

/** mysqld and mariadbd: say what they are, and listen. */
export const mysqld: Program = function* (proc) {
  proc.trap('TERM', 'default');
  yield* sleep(400);
  const version = (proc.env.MYSQL_VERSION ?? proc.env.MARIADB_VERSION ?? '').replace(/^1:/, '').replace(/[-+].*/, '');
  const options = proc.argv.slice(1).flatMap((a) => /^--port=(\d+)$/.exec(a)?.[1] ?? []);
  const port = Number(options[0] ?? 3306);
  const me = `${stamp(proc.now)} 0`;
  const data = { version };
  const failed = open(proc, [
    { port, ip: '::', service: 'mysql', data },
    ...(proc.env.MYSQL_VERSION ? [{ port: 33060, ip: '::', service: 'silent' }] : []),
  ]);
  if (failed !== undefined) {
    yield* err(`${me} [ERROR] [MY-010262] [Server] Can't start server: Bind on TCP/IP port: ${failed}`);
    return 1;
  }
  yield* err(
    proc.env.MYSQL_VERSION
      ? `${me} [System] [MY-010931] [Server] /usr/sbin/mysqld: ready for connections. Version: '${version}'  socket: '/var/run/mysqld/mysqld.sock'  port: ${port}  MySQL Community Server - GPL.`
      : `${me} [Note] mariadbd: ready for connections.\nVersion: '${version}-MariaDB'  socket: '/run/mysqld/mysqld.sock'  port: ${port}  mariadb.org binary distribution`,
  );
  return yield* park({ TERM: 0 });
};

function stamp(at: number): string {
  return rfc3339Nano(at).replace(/\.?(\d*)Z$/, (_, d: string) => `.${d.padEnd(6, '0').slice(0, 6)}Z`);
}

/** The greeting, as far as clients of other protocols see it: the protocol's number and the server's version. */
const greeting = (version: string) => `J\0\0\0\n${version}\0\n`;

/** Lets a user in and answers the few statements that tell whom one is connected to. */
export const mysql: App = function* (conn) {
  const { version } = conn.socket.data as { readonly version: string };
  yield* conn.send(greeting(version));
  const lines = connectionLines(conn);
  const login = yield* hear<Login>(lines);
  if (login && typeof login === 'object') {
    const refused = refusal(conn, login);
    yield* say(conn, refused === undefined ? { ok: true, id: 8 + conn.random(8) } : { ok: false, error: refused });
    if (refused === undefined) yield* serve(conn, lines, login);
  }
  conn.close();
  return 0;
};

const from = (conn: Conversation, login: Login) => (login.local ? 'localhost' : conn.peer.ip);

function refusal(conn: Conversation, login: Login): string | undefined {
  const store = readStore(conn.world, conn.fs, DATA);
  const known = store?.users[login.user];
  if (known === undefined || known !== (login.password ?? ''))
    return `ERROR 1045 (28000): Access denied for user '${login.user}'@'${from(conn, login)}' (using password: ${login.password ? 'YES' : 'NO'})`;
  if (login.database !== null && !store?.databases.includes(login.database))
    return `ERROR 1049 (42000): Unknown database '${login.database}'`;
  return undefined;
}

function* serve(conn: Conversation, lines: ReturnType<typeof connectionLines>, login: Login): Run<void> {
  let database = login.database;
  for (;;) {
    const sql = yield* hear<string>(lines);
    if (sql === undefined) return;
    const store = readStore(conn.world, conn.fs, DATA) ?? { users: {}, databases: [] };
    const use = /^use\s+`?([^`;\s]+)`?$/i.exec(sql)?.[1];
    if (use !== undefined && store.databases.includes(use)) database = use;
    yield* say(conn, answer(conn, sql, { store, login, database, version: versionOf(conn) }));
  }
}

const versionOf = (conn: Conversation) => (conn.socket.data as { readonly version: string }).version;

interface Context {
  readonly store: Store;
  readonly login: Login;
  readonly database: string | null;
  readonly version: string;
}

function answer(conn: Conversation, sql: string, { store, login, database, version }: Context): Result {
  const word = sql.replace(/\s+/g, ' ').toLowerCase();
  const one = (value: string): Result => ({ kind: 'rows', columns: [sql.replace(/^select\s+/i, '')], rows: [[value]] });
  if (/^select -?\d+$/.test(word) || /^select '[^']*'$/.test(word)) {
    const value = word.slice(7).replaceAll("'", '');
    return { kind: 'rows', columns: [value], rows: [[value]] };
  }
  if (/^select (version\(\)|@@version)$/.test(word)) return one(version);
  if (word === 'select user()') return one(`${login.user}@${from(conn, login)}`);
  if (word === 'select current_user()') return one(`${login.user}@%`);
  if (word === 'select database()') return one(database ?? 'NULL');
  if (word === 'show databases')
    return { kind: 'rows', columns: ['Database'], rows: [...store.databases].sort().map((d) => [d]) };
  const bare = sql.replaceAll('`', '').replace(/\s+/g, ' ');
  const use = /^use (.+)$/i.exec(bare)?.[1];
  if (use !== undefined)
    return store.databases.includes(use)
      ? { kind: 'done', text: 'Database changed' }
      : { kind: 'error', text: `ERROR 1049 (42000): Unknown database '${use}'` };
  const [, lenient, made] = /^create database (if not exists )?(\w+)$/i.exec(bare) ?? [];
  if (made !== undefined) {
    if (store.databases.includes(made) && lenient === undefined)
      return { kind: 'error', text: `ERROR 1007 (HY000): Can't create database '${made}'; database exists` };
    writeStore(conn, DATA, { ...store, databases: [...new Set([...store.databases, made])] });
    return { kind: 'done', text: 'Query OK, 1 row affected (0.01 sec)' };
  }
  if (!/^[a-z]/.test(word))
    return {
      kind: 'error',
      text: `ERROR 1064 (42000): You have an error in your SQL syntax; check the manual that corresponds to your MySQL server version for the right syntax to use near '${sql}' at line 1`,
    };
  return { kind: 'unsimulated', text: sql };
}
