import { byteLength } from '../../base/index.ts';
import { type Process, type Run, write } from '../../os/index.ts';

/** st_blksize of a pipe, which stdio takes for its buffer; setbuf(3). */
export const BUFFER = 4096;

/** Standard output through stdio: where it is no terminal, what is printed waits until a block is full or the program exits. */
export function* buffered<T>(proc: Process, run: Run<T>): Run<T> {
  if (proc.isatty(1)) return yield* run;
  let held = '';
  try {
    for (let answer: unknown; ; ) {
      const next = run.next(answer);
      if (next.done) {
        yield* write(held);
        return next.value;
      }
      answer = undefined;
      const step = next.value;
      if (step.kind !== 'write' || step.fd !== 1) answer = yield step;
      else {
        held += step.data;
        if (byteLength(held) < BUFFER) continue;
        const full = held;
        held = '';
        answer = yield { ...step, data: full };
      }
    }
  } catch (e) {
    // exit(3) writes what is left, a signal does not
    yield* write(held);
    throw e;
  }
}
