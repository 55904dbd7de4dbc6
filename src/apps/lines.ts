import { type Connection, type Run, read } from '../os/index.ts';

/** Gives whole lines, without their newline; undefined at the end. */
export interface Lines {
  next(): Run<string | undefined>;
}

function linesOf(more: () => Run<string | undefined>): Lines {
  let rest = '';
  let ended = false;
  return {
    *next() {
      for (;;) {
        const at = rest.indexOf('\n');
        if (at >= 0) {
          const line = rest.slice(0, at);
          rest = rest.slice(at + 1);
          return line.replace(/\r$/, '');
        }
        if (ended) {
          const last = rest;
          rest = '';
          return last === '' ? undefined : last;
        }
        const part = yield* more();
        if (part === undefined) ended = true;
        else rest += part;
      }
    },
  };
}

/** The lines of standard input. */
export function stdinLines(): Lines {
  return linesOf(() => read());
}

/** The lines that come over a connection. */
export function connectionLines(conn: Connection, first = ''): Lines {
  let begun = first;
  return linesOf(function* () {
    if (begun !== '') {
      const text = begun;
      begun = '';
      return text;
    }
    const got = yield* conn.recv(60_000);
    return typeof got === 'string' ? undefined : got.data;
  });
}
