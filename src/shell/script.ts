import type { Statement } from 'unbash';
import type { Run } from '../os/index.ts';
import { runStatements } from './execute.ts';
import { openHereDoc, parseScript } from './parse.ts';
import { Abort, emit, type Shell, update } from './shell.ts';
import { type SyntaxProblem, syntaxProblem } from './syntax-error.ts';

/** Prints a syntax error as its shell does. `within`: eval; `file`: a sourced file. */
export function* reportSyntax(
  sh: Shell,
  problem: SyntaxProblem,
  base: number,
  within?: string,
  file?: string,
): Run<void> {
  const name = file ?? sh.state.name;
  const line = base + problem.line;
  switch (sh.state.dialect) {
    case 'bash': {
      const of = within !== undefined ? `${within}: ` : sh.state.fromOption && file === undefined ? '-c: ' : '';
      const at =
        sh.state.interactive && within === undefined && file === undefined
          ? `${name}: `
          : `${name}: ${of}line ${line}: `;
      yield* emit(sh, 2, `${at}${problem.message}\n`);
      if (problem.near !== undefined) yield* emit(sh, 2, `${at}syntax error near \`${problem.near}'\n`);
      if (problem.echo !== undefined && !(sh.state.interactive && within === undefined && file === undefined)) {
        yield* emit(
          sh,
          2,
          problem.echo.startsWith('syntax error: ') ? `${at}${problem.echo}\n` : `${at}\`${problem.echo}'\n`,
        );
      }
      return;
    }
    case 'dash':
      yield* emit(sh, 2, `${name}: ${line}: ${within === undefined ? '' : `${within}: `}${problem.message}\n`);
      return;
    case 'ash': {
      const of = within === undefined ? '' : `${within}: `;
      const at = sh.state.interactive ? '' : `line ${sh.state.fromOption ? line - 1 : line}: `;
      yield* emit(sh, 2, `${name}: ${of}${at}${problem.message}\n`);
    }
  }
}

/**
 * Runs a whole script. Shells read line by line: what stands on lines before a syntax error has run when it is found,
 * an alias holds from the next line on, and an expansion error ends its line only.
 */
export function* runScript(sh: Shell, text: string, firstLine = 1): Run<number> {
  sh.source = { text, line: firstLine };
  const script = parseScript(text);
  const problem = syntaxProblem(text, sh.state.dialect);
  if (!problem) yield* warnHereDoc(sh, text, firstLine);
  const { last } = sh;
  let status = 0;
  const groups = lineGroups(problem ? before(script.commands, text, problem) : script.commands, text);
  for (const [i, group] of groups.entries()) {
    sh.last = last && !problem && i === groups.length - 1;
    if (i > 0) sh.aliases = sh.state.aliases;
    try {
      status = yield* runStatements(sh, group);
    } catch (e) {
      if (!(e instanceof Abort) || sh.state.interactive || e.interrupt) throw e;
      status = e.status;
      Object.assign(sh, { calls: [], loops: 0, asked: 0 });
      update(sh, { lastStatus: status });
    }
  }
  if (!problem) return status;
  yield* reportSyntax(sh, problem, firstLine);
  update(sh, { lastStatus: problem.status });
  return problem.status;
}

/** Statements that a shell reads together: those that share a line. */
function lineGroups(statements: readonly Statement[], text: string): Statement[][] {
  const groups: Statement[][] = [];
  let end = 0;
  for (const s of statements) {
    const group = groups.at(-1);
    if (group && !text.slice(end, s.pos).includes('\n')) group.push(s);
    else groups.push([s]);
    end = s.end;
  }
  return groups;
}

/** Statements that end on a line before the one in which the broken statement begins. */
function before(statements: readonly Statement[], text: string, problem: SyntaxProblem): Statement[] {
  const candidate = statements.findLast((s) => s.pos <= problem.pos);
  const holds =
    candidate &&
    (problem.atEnd || candidate.end >= problem.pos || !text.slice(candidate.end, problem.pos).includes('\n'));
  const start = text.lastIndexOf('\n', (holds ? candidate.pos : problem.pos) - 1) + 1;
  return statements.filter((s) => s.end < start);
}

function* warnHereDoc(sh: Shell, text: string, firstLine: number): Run<void> {
  if (sh.state.dialect !== 'bash') return;
  const open = openHereDoc(parseScript(text), text);
  if (!open) return;
  const at = text.slice(0, open.pos).split('\n').length - 1;
  const last = text.replace(/\n$/, '').split('\n').length;
  yield* emit(
    sh,
    2,
    `${sh.state.name}: line ${firstLine + last - 1}: warning: here-document at line ${firstLine + at} delimited by end-of-file (wanted \`${open.delimiter}')\n`,
  );
}
