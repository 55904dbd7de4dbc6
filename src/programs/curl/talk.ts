import { type Run, write } from '../../os/index.ts';

/** What curl says on standard error with -v. */
export interface Talk {
  readonly verbose: boolean;
  /** `* text` */
  note(text: string): Run<void>;
  /** Header lines with `>` or `<` before each. */
  lines(mark: '>' | '<', raw: string): Run<void>;
  /** `{ [56 bytes data]`: how much came or went; told once until something else is said. */
  data(way: 'in' | 'out', bytes: number): Run<void>;
}

/** A Talk that speaks, or one that is silent. */
export function talkFor(verbose: boolean): Talk {
  let counted = false;
  return {
    verbose,
    *data(way, bytes) {
      if (verbose && !counted) yield* write(`${way === 'in' ? '{' : '}'} [${bytes} bytes data]\n`, 2);
      counted = true;
    },
    *note(text) {
      counted = false;
      if (verbose) yield* write(`* ${text}\n`, 2);
    },
    *lines(mark, raw) {
      counted = false;
      if (!verbose) return;
      const lines = raw.split('\r\n').slice(0, -1);
      yield* write(lines.map((line) => `${mark} ${line}\r\n`).join(''), 2);
    },
  };
}
