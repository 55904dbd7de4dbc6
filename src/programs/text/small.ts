import { type Process, type Program, type Run, write } from '../../os/index.ts';
import { guarded, quit } from '../lib/answer.ts';
import { type Dialect, missing, misused, toolOptions } from '../lib/dialect.ts';
import { has, optionOf } from '../lib/getopt.ts';
import { readText } from '../lib/paths.ts';
import { collect, gather, isLines, type Line, open } from './lines.ts';

/** A tool that turns the lines of its inputs into text. */
function lineTool(name: string, dialect: Dialect, work: (lines: readonly Line[]) => string): Program {
  return (proc) =>
    guarded(
      (function* (): Run<number> {
        const parsed = toolOptions(dialect, name, proc.argv.slice(1), { short: 's:b' });
        const { lines, failed } = yield* gather(proc, parsed.operands, (path, message) =>
          said(name, dialect, path, message),
        );
        yield* write(work(lines));
        return failed ? 1 : 0;
      })(),
    );
}

function said(name: string, dialect: Dialect, path: string, message: string): string {
  if (name === 'tac' && dialect === 'gnu') return `tac: failed to open '${path}' for reading: ${message}`;
  if (name === 'rev' && dialect === 'gnu') return `rev: cannot open ${path}: ${message}`;
  return `${name}: ${path}: ${message}`;
}

/** rev(1). */
export function rev(dialect: Dialect): Program {
  return lineTool('rev', dialect, (lines) =>
    lines.map((l) => [...l.text].reverse().join('') + (l.whole ? '\n' : '')).join(''),
  );
}

/** tac(1): a last line without a newline runs into the next. */
export function tac(dialect: Dialect): Program {
  return lineTool('tac', dialect, (lines) =>
    [...lines]
      .reverse()
      .map((l) => l.text + (l.whole ? '\n' : ''))
      .join(''),
  );
}

/** nl(1) with one kind of page: body lines. */
export function nl(dialect: Dialect): Program {
  return (proc) => guarded(nlRun(proc, dialect));
}

function* nlRun(proc: Process, dialect: Dialect): Run<number> {
  const parsed = toolOptions(dialect, 'nl', proc.argv.slice(1), {
    short: 'b:d:f:h:i:l:n:ps:v:w:',
    long: {
      'body-numbering': 'b=',
      'number-separator': 's=',
      'number-width': 'w=',
      'number-format': 'n=',
      'starting-line-number': 'v=',
      'line-increment': 'i=',
    },
  });
  const style = optionOf(parsed, 'b') ?? 't';
  const width = Number(optionOf(parsed, 'w') ?? 6);
  const separator = optionOf(parsed, 's') ?? '\t';
  const format = optionOf(parsed, 'n') ?? 'rn';
  const step = Number(optionOf(parsed, 'i') ?? 1);
  let n = Number(optionOf(parsed, 'v') ?? 1);
  const { lines, failed } = yield* gather(proc, parsed.operands, (path, message) => `nl: ${path}: ${message}`);
  for (const line of lines) {
    const numbered = style === 'a' || (style === 't' && line.text !== '');
    const text = format === 'ln' ? String(n).padEnd(width) : String(n).padStart(width, format === 'rz' ? '0' : ' ');
    yield* write(
      numbered ? `${text}${separator}${line.text}\n` : `${' '.repeat(width + separator.length)}${line.text}\n`,
    );
    if (numbered) n += step;
  }
  return failed ? 1 : 0;
}

/** paste(1). */
export function paste(dialect: Dialect): Program {
  return (proc) => guarded(pasteRun(proc, dialect));
}

function* pasteRun(proc: Process, dialect: Dialect): Run<number> {
  const parsed = toolOptions(dialect, 'paste', proc.argv.slice(1), {
    short: 'd:sz',
    long: { delimiters: 'd=', serial: 's', 'zero-terminated': 'z' },
  });
  const delimiters = [
    ...(optionOf(parsed, 'd') ?? '\t').replace(/\\n/g, '\n').replace(/\\t/g, '\t').replace(/\\0/g, '\x01'),
  ].map((d) => (d === '\x01' ? '' : d));
  const between = (i: number) => (delimiters.length === 0 ? '' : (delimiters[i % delimiters.length] ?? ''));
  const columns: string[][] = [];
  for (const path of parsed.operands.length > 0 ? parsed.operands : ['-']) {
    const shared = path === '-' && columns.length > 0 && parsed.operands.filter((o) => o === '-').length > 1;
    if (shared) continue;
    const opened = open(proc, path);
    if (!isLines(opened)) return quit(`paste: ${path}: ${opened.message}`);
    columns.push((yield* collect(opened)).map((l) => l.text));
  }
  const dashes = parsed.operands.filter((o) => o === '-').length;
  if (has(parsed, 's')) {
    yield* write(columns.map((c) => `${c.map((t, i) => (i > 0 ? between(i - 1) : '') + t).join('')}\n`).join(''));
    return 0;
  }
  // several `-` take lines of the one standard input in turn
  const laid =
    dashes > 1 && columns.length === 1
      ? Array.from({ length: dashes }, (_, k) => (columns[0] ?? []).filter((_t, i) => i % dashes === k))
      : columns;
  const height = Math.max(0, ...laid.map((c) => c.length));
  for (let i = 0; i < height; i++)
    yield* write(`${laid.map((c, k) => (k > 0 ? between(k - 1) : '') + (c[i] ?? '')).join('')}\n`);
  return 0;
}

/** fold(1). */
export function fold(dialect: Dialect): Program {
  return (proc) => guarded(foldRun(proc, dialect));
}

function* foldRun(proc: Process, dialect: Dialect): Run<number> {
  const args = proc.argv.slice(1).flatMap((a) => (/^-\d+$/.test(a) ? ['-w', a.slice(1)] : [a]));
  const parsed = toolOptions(dialect, 'fold', args, { short: 'bsw:', long: { bytes: 'b', spaces: 's', width: 'w=' } });
  const width = Number(optionOf(parsed, 'w') ?? 80);
  const { lines, failed } = yield* gather(proc, parsed.operands, (path, message) => `fold: ${path}: ${message}`);
  for (const line of lines) {
    let rest = [...line.text];
    let text = '';
    while (rest.length > width) {
      const space = has(parsed, 's') ? rest.slice(0, width).findLastIndex((c) => c === ' ' || c === '\t') : -1;
      const take = space >= 0 ? space + 1 : width;
      text += `${rest.slice(0, take).join('')}\n`;
      rest = rest.slice(take);
    }
    yield* write(text + rest.join('') + (line.whole ? '\n' : ''));
  }
  return failed ? 1 : 0;
}

/** comm(1). */
export function comm(dialect: Dialect): Program {
  return (proc) => guarded(commRun(proc, dialect));
}

function* commRun(proc: Process, dialect: Dialect): Run<number> {
  const parsed = toolOptions(dialect, 'comm', proc.argv.slice(1), {
    short: '123z',
    long: { 'output-delimiter': 'D=' },
  });
  const [one, two] = parsed.operands;
  if (one === undefined) return missing(dialect, 'comm', 'missing operand');
  if (two === undefined) return missing(dialect, 'comm', `missing operand after ‘${one}’`);
  const texts: string[][] = [];
  for (const path of [one, two]) {
    const opened = open(proc, path);
    if (!isLines(opened)) return quit(`comm: ${path}: ${opened.message}`);
    texts.push((yield* collect(opened)).map((l) => l.text));
  }
  const [a = [], b = []] = texts;
  const tab = optionOf(parsed, 'D') ?? '\t';
  const indent = (column: 1 | 2 | 3) => tab.repeat([1, 2].filter((c) => c < column && !has(parsed, String(c))).length);
  let [i, k] = [0, 0];
  while (i < a.length || k < b.length) {
    const [x, y] = [a[i], b[k]];
    const column = x === undefined ? 2 : y === undefined ? 1 : x === y ? 3 : x < y ? 1 : 2;
    if (column !== 2) i++;
    if (column !== 1) k++;
    if (!has(parsed, String(column))) yield* write(`${indent(column)}${column === 2 ? y : x}\n`);
  }
  return 0;
}

/** cmp(1). */
export function cmp(dialect: Dialect): Program {
  return (proc) => guarded(cmpRun(proc, dialect));
}

function* cmpRun(proc: Process, dialect: Dialect): Run<number> {
  const parsed = toolOptions(
    dialect,
    'cmp',
    proc.argv.slice(1),
    { short: 'lsb', long: { silent: 's', quiet: 's', verbose: 'l' } },
    2,
  );
  const [one, two] = parsed.operands;
  if (one === undefined)
    return misused(dialect, 'cmp', dialect === 'gnu' ? `missing operand after ‘cmp’` : undefined, 2);
  const texts: string[] = [];
  for (const path of [one, two ?? '-']) {
    const got =
      path === '-'
        ? { text: (yield* gather(proc, ['-'], () => '')).lines.map((l) => l.text + (l.whole ? '\n' : '')).join('') }
        : readText(proc, path);
    if (!('text' in got)) return quit(`cmp: ${path}: ${got.message}`, 2);
    texts.push(got.text);
  }
  const [a = '', b = ''] = texts;
  if (a === b) return 0;
  let at = 0;
  while (at < a.length && at < b.length && a[at] === b[at]) at++;
  const line = a.slice(0, at).split('\n').length;
  if (has(parsed, 's')) return 1;
  if (at === a.length || at === b.length) {
    const short = at === a.length ? one : (two ?? '-');
    const where =
      at === 0 ? ' which is empty' : ` after byte ${at}, in line ${a.slice(0, at).endsWith('\n') ? line - 1 : line}`;
    yield* write(dialect === 'gnu' ? `cmp: EOF on ${short}${where}\n` : `cmp: EOF on ${short}\n`, 2);
  } else
    yield* write(
      `${one} ${two ?? '-'} differ: ${dialect === 'gnu' && !(proc.env.LANG ?? '').includes('UTF-8') ? 'char' : 'byte'} ${at + 1}, line ${line}\n`,
    );
  return 1;
}
