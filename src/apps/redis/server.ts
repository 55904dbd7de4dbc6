import { httpDate, table } from '../../base/index.ts';
import { type App, type Conversation, err, out, type Program, park, sleep } from '../../os/index.ts';
import { connectionLines, type Lines } from '../lines.ts';
import { open } from '../server.ts';
import { type Reply, wire } from './resp.ts';

interface Data {
  readonly password: string | undefined;
}

/** What a server keeps, by its pid: it is gone with the process, as without a saved dump. */
const kept = table<Readonly<Record<string, string>>>('apps.redis');

/** redis-server: `--port N`, `--requirepass WORD`. */
export const redisServer: Program = function* (proc) {
  proc.trap('TERM', 'default');
  yield* sleep(40);
  const option = (name: string) => {
    const at = proc.argv.indexOf(`--${name}`);
    return at < 0 ? undefined : proc.argv[at + 1];
  };
  const port = Number(option('port') ?? 6379);
  const log = (mark: string, text: string) => `${proc.nspid}:M ${stamp(proc.now)} ${mark} ${text}`;
  const data: Data = { password: option('requirepass') };
  const failed = open(proc, [{ port, ip: '::', service: 'redis', data }]);
  if (failed !== undefined) {
    yield* err(log('#', `Warning: Could not create server TCP listening socket *:${port}: bind: ${failed}`));
    yield* err(log('#', `Failed listening on port ${port} (tcp), aborting.`));
    return 1;
  }
  yield* out(log('*', `Running mode=standalone, port=${port}.`));
  yield* out(log('*', 'Server initialized'));
  yield* out(log('*', 'Ready to accept connections tcp'));
  return yield* park({ TERM: 0, INT: 0 });
};

/** `05 Jan 2026 09:00:00.123` */
function stamp(at: number): string {
  const [, weekday = '', time = ''] = /^\w+, (\d+ \w+ \d+) (\S+)/.exec(httpDate(at)) ?? [];
  return `${weekday} ${time}.${String(at % 1000).padStart(3, '0')}`;
}

/** Speaks RESP: requests as arrays, or in one line (so that nc and telnet can ask). */
export const redis: App = function* (conn) {
  const { password } = conn.socket.data as Data;
  const lines = connectionLines(conn);
  let admitted = password === undefined;
  for (;;) {
    const words = yield* request(lines);
    if (words === undefined) break;
    if (words.length === 0) continue;
    const name = words[0]?.toUpperCase() ?? '';
    if (name === 'AUTH') {
      const ok = password !== undefined && words.at(-1) === password;
      admitted ||= ok;
      yield* conn.send(wire(auth(password, ok)));
    } else if (name === 'QUIT') {
      yield* conn.send(wire({ kind: 'status', text: 'OK' }));
      break;
    } else if (!admitted) yield* conn.send(wire({ kind: 'error', text: 'NOAUTH Authentication required.' }));
    else yield* conn.send(wire(run(conn, name, words.slice(1))));
  }
  conn.close();
  return 0;
};

function auth(password: string | undefined, ok: boolean): Reply {
  if (password === undefined)
    return {
      kind: 'error',
      text: 'ERR AUTH <password> called without any password configured for the default user. Are you sure your configuration is correct?',
    };
  return ok
    ? { kind: 'status', text: 'OK' }
    : { kind: 'error', text: 'WRONGPASS invalid username-password pair or user is disabled.' };
}

function* request(lines: Lines) {
  const first = yield* lines.next();
  if (first === undefined) return undefined;
  const count = /^\*(\d+)$/.exec(first)?.[1];
  if (count === undefined) return first.trim() === '' ? [] : first.trim().split(/\s+/);
  const words: string[] = [];
  for (let i = 0; i < Number(count); i++) {
    yield* lines.next();
    words.push((yield* lines.next()) ?? '');
  }
  return words;
}

/** How many arguments a command takes, its own name left out; undefined: any number from one. */
const ARITY: Readonly<Record<string, number | undefined>> = {
  GET: 1,
  INCR: 1,
  KEYS: 1,
  ECHO: 1,
  DBSIZE: 0,
  FLUSHALL: 0,
  DEL: undefined,
  EXISTS: undefined,
};

function run(conn: Conversation, name: string, args: readonly string[]): Reply {
  const row = () => conn.world.get(kept, String(conn.socket.pid)) ?? {};
  const put = (next: Readonly<Record<string, string>>) =>
    conn.transact((tx) => tx.put(kept, String(conn.socket.pid), next));
  if (name in ARITY && (ARITY[name] === undefined ? args.length === 0 : args.length !== ARITY[name]))
    return { kind: 'error', text: `ERR wrong number of arguments for '${name.toLowerCase()}' command` };
  const [key = '', value = ''] = args;
  switch (name) {
    case 'PING':
      return args.length === 0 ? { kind: 'status', text: 'PONG' } : { kind: 'bulk', text: key };
    case 'ECHO':
      return { kind: 'bulk', text: key };
    case 'GET':
      return { kind: 'bulk', text: row()[key] ?? null };
    case 'SET':
      if (args.length !== 2)
        return {
          kind: 'error',
          text: args.length < 2 ? "ERR wrong number of arguments for 'set' command" : 'ERR syntax error',
        };
      put({ ...row(), [key]: value });
      return { kind: 'status', text: 'OK' };
    case 'INCR': {
      const next = Number(row()[key] ?? 0) + 1;
      if (!Number.isInteger(next)) return { kind: 'error', text: 'ERR value is not an integer or out of range' };
      put({ ...row(), [key]: String(next) });
      return { kind: 'integer', value: next };
    }
    case 'DEL': {
      const gone = args.filter((k) => row()[k] !== undefined);
      put(Object.fromEntries(Object.entries(row()).filter(([k]) => !gone.includes(k))));
      return { kind: 'integer', value: gone.length };
    }
    case 'EXISTS':
      return { kind: 'integer', value: args.filter((k) => row()[k] !== undefined).length };
    case 'KEYS': {
      const pattern = new RegExp(
        `^${key
          .replace(/[.+^${}()|[\]\\]/g, '\\$&')
          .replaceAll('*', '.*')
          .replaceAll('?', '.')}$`,
      );
      return {
        kind: 'array',
        items: Object.keys(row())
          .filter((k) => pattern.test(k))
          .sort(),
      };
    }
    case 'DBSIZE':
      return { kind: 'integer', value: Object.keys(row()).length };
    case 'FLUSHALL':
      put({});
      return { kind: 'status', text: 'OK' };
    case 'COMMAND':
    case 'CLIENT':
    case 'HELLO':
      return { kind: 'error', text: `ERR unknown command '${name}'` };
    default:
      return { kind: 'error', text: `ERR dockernet-course: not simulated: ${name}` };
  }
}
