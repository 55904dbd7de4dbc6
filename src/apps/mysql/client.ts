import { err, out, type Process, type Program, type Run, readAll, write } from '../../os/index.ts';
import { hear, type Result, say } from '../databases/protocol.ts';
import { cutStatements } from '../databases/statements.ts';
import { stdinLines } from '../lines.ts';
import { connectMysql, passwordOf, type Session } from './connect.ts';
import { readOptions } from './options.ts';
import { boxed } from './table.ts';

/** mysql(1): connects, greets, and shows what statements come to. */
export const mysqlClient: Program = function* (proc) {
  const options = readOptions(proc.argv.slice(1), proc.env);
  if (typeof options === 'string') {
    yield* err(`mysql: ${options}`);
    return 2;
  }
  if (options.help === 'version') {
    yield* out('mysql  Ver 8.0.44 for Linux on x86_64 (MySQL Community Server - GPL)');
    return 0;
  }
  if (typeof options.password === 'string' && proc.argv.some((a) => /^(-p.|--password=)/.test(a)))
    yield* err('mysql: [Warning] Using a password on the command line interface can be insecure.');
  const session = yield* connectMysql(proc, options, yield* passwordOf(options));
  if (typeof session === 'string') {
    yield* err(session);
    return 1;
  }
  const interactive = options.execute === undefined && proc.isatty(0) && proc.isatty(1);
  const status = interactive
    ? yield* monitor(session, options.database)
    : yield* batch(session, options.execute ?? (yield* readAll()), proc, options.silent);
  session.connection.close();
  return status;
};

function* ask(session: Session, sql: string): Run<Result> {
  yield* say(session.connection, sql);
  return (
    (yield* hear<Result>(session.lines)) ?? {
      kind: 'error',
      text: 'ERROR 2013 (HY000): Lost connection to MySQL server during query',
    }
  );
}

/** Statements from -e or a pipe: rows apart by tabs, the first error ends it. */
function* batch(session: Session, text: string, proc: Process, silent: boolean): Run<number> {
  const { statements, rest } = cutStatements(text);
  for (const sql of [...statements, ...(rest === '' ? [] : [rest])]) {
    const result = yield* ask(session, sql);
    if (result.kind === 'error') {
      yield* err(result.text.replace(/^(ERROR \d+ \(\w+\))/, '$1 at line 1'));
      return 1;
    }
    if (result.kind === 'unsimulated') return yield* unsimulated(result.text);
    if (result.kind !== 'rows') continue;
    if (proc.isatty(1)) yield* write(boxed(result.columns, result.rows));
    else yield* write([...(silent ? [] : [result.columns]), ...result.rows].map((r) => `${r.join('\t')}\n`).join(''));
  }
  return 0;
}

function* unsimulated(sql: string): Run<number> {
  yield* err(
    `dockernet-course: not simulated: SQL "${sql}"\ndockernet-course: the nearest thing that is: SELECT 1, SELECT VERSION(), SHOW DATABASES, CREATE DATABASE, USE`,
  );
  return 99;
}

function* monitor(session: Session, database: string | undefined): Run<number> {
  const maria = session.version.startsWith('1');
  const product = maria ? 'MariaDB' : 'MySQL';
  const prompt = () => (maria ? `MariaDB [${current ?? '(none)'}]> ` : 'mysql> ');
  let current = database;
  yield* write(
    `Welcome to the ${product} monitor.  Commands end with ; or \\g.\nYour ${product} connection id is ${session.id}\nServer version: ${session.version} ${maria ? 'mariadb.org binary distribution' : 'MySQL Community Server - GPL'}\n\nCopyright (c) 2000, 2025, Oracle and/or its affiliates.\n\nOracle is a registered trademark of Oracle Corporation and/or its\naffiliates. Other names may be trademarks of their respective\nowners.\n\nType 'help;' or '\\h' for help. Type '\\c' to clear the current input statement.\n\n`,
  );
  const input = stdinLines();
  let begun = '';
  for (;;) {
    yield* write(begun === '' ? prompt() : '    -> ');
    const line = yield* input.next();
    if (line === undefined || (begun === '' && /^\s*(exit|quit|\\q)\s*;?\s*$/i.test(line))) break;
    if (/\\c\s*$/.test(line)) {
      begun = '';
      continue;
    }
    const bare = begun === '' && /^\s*use\s+\S+\s*;?\s*$/i.test(line) ? `${line};` : line.replace(/\\[gG]\s*$/, ';');
    const { statements, rest } = cutStatements(`${begun}${begun === '' ? '' : '\n'}${bare}`);
    begun = rest;
    for (const sql of statements) {
      const result = yield* ask(session, sql);
      if (result.kind === 'done' && result.text === 'Database changed') current = sql.split(/\s+/)[1] ?? current;
      yield* show(result);
    }
  }
  yield* out('Bye');
  return 0;
}

function* show(result: Result): Run<void> {
  if (result.kind === 'unsimulated') yield* unsimulated(result.text);
  else if (result.kind === 'error') yield* out(result.text);
  else if (result.kind === 'done') yield* out(result.text === 'Database changed' ? result.text : `${result.text}\n`);
  else {
    const n = result.rows.length;
    const count = n === 0 ? 'Empty set' : `${n} row${n === 1 ? '' : 's'} in set`;
    yield* write(`${n === 0 ? '' : boxed(result.columns, result.rows)}${count} (0.00 sec)\n\n`);
  }
}
