import { type Run, write } from '../../os/index.ts';

/** What curl says on standard error with -v. */
export interface Talk {
  readonly verbose: boolean;
  /** `* text` */
  note(text: string): Run<void>;
  /** Header lines with `>` or `<` before each. */
  lines(mark: '>' | '<', raw: string): Run<void>;
}

/** A Talk that speaks, or one that is silent. */
export function talkFor(verbose: boolean): Talk {
  return {
    verbose,
    *note(text) {
      if (verbose) yield* write(`* ${text}\n`, 2);
    },
    *lines(mark, raw) {
      if (!verbose) return;
      const lines = raw.split('\r\n').slice(0, -1);
      yield* write(lines.map((line) => `${mark} ${line}\r\n`).join(''), 2);
    },
  };
}
