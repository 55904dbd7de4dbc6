import { type Process, type Program, type Run, read, write } from '../../os/index.ts';
import { guarded } from '../lib/answer.ts';
import { type Dialect, toolOptions } from '../lib/dialect.ts';
import { readText } from '../lib/paths.ts';

/** cat(1). */
export function cat(dialect: Dialect): Program {
  return (proc) => guarded(run(proc, dialect));
}

function* run(proc: Process, dialect: Dialect): Run<number> {
  const parsed = toolOptions(dialect, 'cat', proc.argv.slice(1), {
    short: 'AbeEnstTuv',
    long: {
      'show-all': 'A',
      'number-nonblank': 'b',
      'show-ends': 'E',
      number: 'n',
      'squeeze-blank': 's',
      'show-tabs': 'T',
      'show-nonprinting': 'v',
    },
  });
  const given = new Set(parsed.options.map((o) => o.name));
  const has = (...names: string[]) => names.some((n) => given.has(n));
  const style: Style = {
    number: has('b') ? 'nonblank' : has('n') ? 'all' : 'none',
    ends: has('E', 'e', 'A'),
    tabs: has('T', 't', 'A'),
    nonprinting: has('v', 'e', 't', 'A'),
    squeeze: has('s'),
  };
  const state = { line: 1, blank: false };
  let status = 0;
  for (const path of parsed.operands.length > 0 ? parsed.operands : ['-']) {
    if (path === '-') yield* copyInput(style, state);
    else {
      const file = readText(proc, path);
      if ('text' in file) yield* write(dress(file.text, style, state));
      else {
        status = 1;
        yield* write(complaint(dialect, path, file.code, file.message), 2);
      }
    }
  }
  return status;
}

function complaint(dialect: Dialect, path: string, code: string, message: string): string {
  if (dialect === 'gnu') return `cat: ${path}: ${message}\n`;
  return code === 'EISDIR' ? `cat: read error: ${message}\n` : `cat: can't open '${path}': ${message}\n`;
}

interface Style {
  readonly number: 'all' | 'nonblank' | 'none';
  readonly ends: boolean;
  readonly tabs: boolean;
  readonly nonprinting: boolean;
  readonly squeeze: boolean;
}

interface State {
  line: number;
  blank: boolean;
}

function* copyInput(style: Style, state: State): Run<void> {
  const plain = style.number === 'none' && !style.ends && !style.tabs && !style.nonprinting && !style.squeeze;
  let rest = '';
  for (;;) {
    const part = yield* read();
    if (part === undefined) break;
    if (plain) yield* write(part);
    else {
      rest += part;
      const cut = rest.lastIndexOf('\n') + 1;
      yield* write(dress(rest.slice(0, cut), style, state));
      rest = rest.slice(cut);
    }
  }
  yield* write(dress(rest, style, state));
}

function dress(text: string, style: Style, state: State): string {
  if (style.number === 'none' && !style.ends && !style.tabs && !style.nonprinting && !style.squeeze) return text;
  return [...text.matchAll(/[^\n]*\n|[^\n]+$/g)].map(([line]) => dressLine(line, style, state)).join('');
}

function dressLine(line: string, style: Style, state: State): string {
  const body = line.replace(/\n$/, '');
  const blank = body === '';
  if (blank && state.blank && style.squeeze) return '';
  state.blank = blank;
  const counted = style.number === 'all' || (style.number === 'nonblank' && !blank);
  const number = counted ? `${String(state.line++).padStart(6)}\t` : '';
  const shown = style.nonprinting ? [...body].map(visible).join('') : body;
  const tabbed = style.tabs ? shown.replaceAll('\t', '^I') : shown;
  return `${number}${tabbed}${line.endsWith('\n') ? `${style.ends ? '$' : ''}\n` : ''}`;
}

/** A control character as `^X`; tabs stay. */
function visible(c: string): string {
  const code = c.charCodeAt(0);
  if (code === 127) return '^?';
  return code < 32 && c !== '\t' ? `^${String.fromCharCode(code + 64)}` : c;
}
