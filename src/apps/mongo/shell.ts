import { type Connection, err, out, type Process, type Program, type Run, sleep, write } from '../../os/index.ts';
import { hear, type Result, say } from '../databases/protocol.ts';
import { nodeError } from '../failures.ts';
import { connectTo } from '../fetch.ts';
import { connectionLines, type Lines, stdinLines } from '../lines.ts';
import { mongoUri } from './connect.ts';

interface Session {
  readonly connection: Connection;
  readonly lines: Lines;
}

const VERSION = '2.5.8';

/** mongosh(1): connects or says why not; a few expressions that tell whether the server is there. */
export const mongosh: Program = function* (proc) {
  const words = proc.argv.slice(1);
  if (words.includes('--version')) {
    yield* out(VERSION);
    return 0;
  }
  const value = (...names: readonly string[]) => {
    const at = words.findIndex((w) => names.includes(w.replace(/=.*/s, '')));
    return at < 0 ? undefined : (/=(.*)/s.exec(words[at] ?? '')?.[1] ?? words[at + 1]);
  };
  const quiet = words.includes('--quiet');
  const evaluated = value('--eval', '-e');
  const uri = uriOf(words, value('--host'), value('--port'));
  const to = mongoUri(uri);
  if (!to) {
    yield* err(`MongoServerError: Invalid URI: ${uri}`);
    return 1;
  }
  const interactive = evaluated === undefined && proc.isatty(0);
  if (!quiet && interactive)
    yield* write(
      `Current Mongosh Log ID:\t${logId(proc)}\nConnecting to:\t\tmongodb://${to.host}:${to.port}/${to.db === 'test' ? '' : to.db}?directConnection=true&appName=mongosh+${VERSION}\n`,
    );
  const connected = yield* connectTo(proc, to.host, to.port, 2000);
  if (!connected.ok) {
    yield* sleep(2000);
    yield* err(`MongoNetworkError: ${nodeError(connected.why)}`);
    return 1;
  }
  const session: Session = { connection: connected.connection, lines: connectionLines(connected.connection) };
  const version = yield* ask(session, 'db.version()');
  if (version.kind !== 'done') {
    yield* err('MongoServerSelectionError: Server selection timed out after 2000 ms');
    return 1;
  }
  if (!quiet && interactive)
    yield* write(
      `Using MongoDB:\t\t${version.text}\nUsing Mongosh:\t\t${VERSION}\n\nFor mongosh info see: https://www.mongodb.com/docs/mongodb-shell/\n\n`,
    );
  const status =
    evaluated === undefined ? yield* prompt(session, to.db, interactive) : yield* show(yield* ask(session, evaluated));
  session.connection.close();
  return status;
};

function uriOf(words: readonly string[], host: string | undefined, port: string | undefined): string {
  const given = words.find((w) => w.includes('://'));
  if (given !== undefined) return given;
  const flags = ['--host', '--port', '--eval', '-e', '-u', '-p', '--username', '--password'];
  const bare = words.find((w, i) => !w.startsWith('-') && !flags.includes(words[i - 1] ?? ''));
  return `mongodb://${host ?? '127.0.0.1'}:${port ?? 27017}/${bare ?? ''}`;
}

/** An ObjectId, as the log is named by. */
function logId(proc: Process): string {
  return Array.from({ length: 24 }, () => proc.random(16).toString(16)).join('');
}

function* ask(session: Session, text: string): Run<Result> {
  yield* say(session.connection, text);
  return (yield* hear<Result>(session.lines)) ?? { kind: 'error', text: 'MongoNetworkError: connection closed' };
}

function* show(result: Result): Run<number> {
  if (result.kind === 'rows') return 0;
  if (result.kind === 'done') yield* out(result.text);
  else if (result.kind === 'error') yield* err(result.text);
  else
    yield* err(
      `dockernet-course: not simulated: mongosh "${result.text}"\ndockernet-course: the nearest thing that is: db.adminCommand('ping'), db.version(), show dbs`,
    );
  return result.kind === 'unsimulated' ? 99 : result.kind === 'error' ? 1 : 0;
}

function* prompt(session: Session, db: string, interactive: boolean): Run<number> {
  let current = db;
  const input = stdinLines();
  let status = 0;
  for (;;) {
    if (interactive) yield* write(`${current}> `);
    const line = yield* input.next();
    if (line === undefined || /^\s*(exit|quit)(\(\))?;?\s*$/.test(line)) return interactive ? 0 : status;
    const use = /^\s*use\s+(\w+)\s*$/.exec(line)?.[1];
    if (use !== undefined) {
      current = use;
      yield* out(`switched to db ${use}`);
    } else if (line.trim() === 'db') yield* out(current);
    else if (line.trim() !== '') status = yield* show(yield* ask(session, line.trim()));
  }
}
