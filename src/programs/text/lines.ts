import { type Process, type Run, read, sleep, write } from '../../os/index.ts';
import { readText } from '../lib/paths.ts';

/** A line of input without its newline, and whether it had one. */
export interface Line {
  readonly text: string;
  readonly whole: boolean;
}

/** Gives the lines of an input one after the other, as soon as they are there. */
export interface Lines {
  next(): Run<Line | undefined>;
}

/** Lines of text that is all there. */
export function linesOfText(text: string, end = '\n'): Lines {
  let at = 0;
  let count = 0;
  return {
    *next() {
      if (at >= text.length) return undefined;
      const cut = text.indexOf(end, at);
      const line = { text: text.slice(at, cut < 0 ? undefined : cut), whole: cut >= 0 };
      at = cut < 0 ? text.length : cut + 1;
      // a long file is work of several turns
      if (++count % 1000 === 0) yield* sleep(0);
      return line;
    },
  };
}

/** Lines of standard input. */
export function linesOfInput(end = '\n'): Lines {
  let buffer = '';
  let over = false;
  return {
    *next() {
      for (;;) {
        const cut = buffer.indexOf(end);
        if (cut >= 0) {
          const line = { text: buffer.slice(0, cut), whole: true };
          buffer = buffer.slice(cut + 1);
          return line;
        }
        const more: string | undefined = over ? undefined : yield* read();
        if (more === undefined) {
          over = true;
          const text = buffer;
          buffer = '';
          return text === '' ? undefined : { text, whole: false };
        }
        buffer += more;
      }
    },
  };
}

/** A file, or `-` for standard input; or why it cannot be read. */
export function open(
  proc: Process,
  path: string,
  end = '\n',
): Lines | { readonly code: string; readonly message: string } {
  if (path === '-') return linesOfInput(end);
  if (path === '/dev/null') return linesOfText('');
  const file = readText(proc, path);
  return 'text' in file ? linesOfText(file.text, end) : { code: file.code, message: file.message };
}

/** Whether `open` gave lines. */
export function isLines(opened: ReturnType<typeof open>): opened is Lines {
  return 'next' in opened;
}

/** All lines that are left. */
export function* collect(lines: Lines): Run<Line[]> {
  const all: Line[] = [];
  for (let line = yield* lines.next(); line; line = yield* lines.next()) all.push(line);
  return all;
}

/** Reads operands one after the other (none: standard input), complaining about those that cannot be read. */
export function* gather(
  proc: Process,
  operands: readonly string[],
  complain: (path: string, message: string, code: string) => string,
  end = '\n',
): Run<{ readonly lines: Line[]; readonly failed: boolean }> {
  const lines: Line[] = [];
  let failed = false;
  for (const path of operands.length > 0 ? operands : ['-']) {
    const opened = open(proc, path, end);
    if (isLines(opened)) lines.push(...(yield* collect(opened)));
    else {
      failed = true;
      yield* write(`${complain(path, opened.message, opened.code)}\n`, 2);
    }
  }
  return { lines, failed };
}
