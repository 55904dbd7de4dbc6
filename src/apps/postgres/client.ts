import { err, out, type Process, type Program, type Run, readAll, write } from '../../os/index.ts';
import { hear, type Result, say } from '../databases/protocol.ts';
import { cutStatements } from '../databases/statements.ts';
import { stdinLines } from '../lines.ts';
import { connectPostgres, type Session } from './connect.ts';
import { type Options, readOptions } from './options.ts';
import { type Format, psqlTable } from './table.ts';

/** psql(1): connects, greets, and shows what statements come to. */
export const psql: Program = function* (proc) {
  const options = readOptions(proc.argv.slice(1), proc.env);
  if (typeof options === 'string') {
    yield* err(`psql: ${options}\npsql: hint: Try "psql --help" for more information.`);
    return 1;
  }
  if (options.help === 'version') {
    yield* out(`psql (PostgreSQL) ${own(proc)}`);
    return 0;
  }
  const session = yield* connectPostgres(proc, options);
  if (typeof session === 'string') {
    yield* err(`psql: error: ${session}`);
    return 2;
  }
  const given = [...options.commands, ...(options.list ? ['\\l'] : [])];
  const status =
    given.length === 0 && proc.isatty(0) && proc.isatty(1)
      ? yield* prompt(proc, session, options)
      : yield* batch(session, given.length > 0 ? given : [yield* readAll()], options);
  session.connection.close();
  return status;
};

/** The version of this client: that of its image, or of Debian's package. */
function own(proc: Process): string {
  const version = proc.env.PG_VERSION;
  return version === undefined ? '17.6' : `${version.replace(/-.*/, '')} (Debian ${version})`;
}

function* batch(session: Session, texts: readonly string[], format: Format): Run<number> {
  let status = 0;
  for (const text of texts)
    for (const sql of pieces(text)) {
      if (/^\\q/.test(sql)) return status;
      status = yield* perform(session, sql, format, status);
    }
  return status;
}

/** Backslash commands end with their line, statements with `;`. */
function pieces(text: string): string[] {
  return text.split('\n').some((l) => l.trimStart().startsWith('\\'))
    ? text.split('\n').flatMap((l) => (l.trimStart().startsWith('\\') ? [l.trim()] : cut(l)))
    : cut(text);
}

function cut(text: string): string[] {
  const { statements, rest } = cutStatements(text);
  return [...statements, ...(rest === '' ? [] : [rest])];
}

function* perform(session: Session, sql: string, format: Format, before: number): Run<number> {
  if (/^\\conninfo\b/.test(sql)) {
    const { ip, port } = session.connection.peer;
    yield* out(`You are connected to the server at address "${ip}" at port "${port}".`);
    return before;
  }
  yield* say(session.connection, sql);
  const result = yield* hear<Result>(session.lines);
  if (!result) {
    yield* err('server closed the connection unexpectedly');
    return 2;
  }
  if (result.kind === 'rows') yield* write(psqlTable(result, format));
  else if (result.kind === 'done') yield* out(result.text);
  else if (result.kind === 'error') yield* err(result.text);
  else
    yield* err(
      `dockernet-course: not simulated: SQL "${result.text}"\ndockernet-course: the nearest thing that is: SELECT 1, SELECT version(), CREATE DATABASE, \\l, \\conninfo`,
    );
  return result.kind === 'unsimulated' ? 99 : result.kind === 'error' ? 1 : before;
}

function* prompt(proc: Process, session: Session, options: Options): Run<number> {
  const version = own(proc);
  const differs = version.split(' ')[0] !== session.version;
  yield* write(`psql (${differs ? `${version}, server ${session.version}` : version})\nType "help" for help.\n\n`);
  const database = options.database ?? options.user;
  const input = stdinLines();
  let begun = '';
  for (;;) {
    yield* write(`${database}${begun === '' ? '=' : '-'}# `);
    const line = yield* input.next();
    if (line === undefined) {
      yield* out('\\q');
      return 0;
    }
    if (begun === '' && /^\s*(\\q|quit|exit)\s*;?\s*$/.test(line)) return 0;
    if (begun === '' && line.trimStart().startsWith('\\')) {
      yield* perform(session, line.trim(), options, 0);
      continue;
    }
    const { statements, rest } = cutStatements(`${begun}${begun === '' ? '' : '\n'}${line}`);
    begun = rest;
    for (const sql of statements) yield* perform(session, sql, options, 0);
  }
}
