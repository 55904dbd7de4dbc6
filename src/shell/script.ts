import type { Statement } from 'unbash';
import type { Run } from '../os/index.ts';
import { runStatements } from './execute.ts';
import { openHereDoc, parseScript } from './parse.ts';
import { emit, type Shell, update } from './shell.ts';
import { type SyntaxProblem, syntaxProblem } from './syntax-error.ts';

/** Prints a syntax error as its shell does. `within`: eval; `file`: a sourced file. */
export function* reportSyntax(
  sh: Shell,
  text: string,
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
      yield* emit(sh, 2, `${name}: ${line}: ${problem.message}\n`);
      return;
    case 'ash':
      yield* emit(
        sh,
        2,
        sh.state.interactive
          ? `${name}: ${problem.message}\n`
          : `${name}: line ${sh.state.fromOption ? line - 1 : line}: ${problem.message}\n`,
      );
  }
  void text;
}

/**
 * Runs a whole script. Shells read line by line: what stands on lines before a syntax error has run when it is found.
 */
export function* runScript(sh: Shell, text: string, firstLine = 1): Run<number> {
  sh.source = { text, line: firstLine };
  const script = parseScript(text);
  const problem = syntaxProblem(text, sh.state.dialect);
  if (!problem) {
    yield* warnHereDoc(sh, text, firstLine);
    return yield* runStatements(sh, script.commands);
  }
  const good = before(script.commands, text, problem);
  sh.last = false;
  yield* runStatements(sh, good);
  yield* reportSyntax(sh, text, problem, firstLine);
  update(sh, { lastStatus: 2 });
  return 2;
}

/** Statements that end on a line before the statement with the error begins. */
function before(statements: readonly Statement[], text: string, problem: SyntaxProblem): Statement[] {
  const broken = statements.find((s) => s.end >= problem.pos) ?? { pos: problem.pos };
  const start = text.lastIndexOf('\n', Math.min(broken.pos, problem.pos)) + 1;
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
