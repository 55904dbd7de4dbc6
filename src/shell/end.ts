import type { Run } from '../os/index.ts';
import { runText } from './execute.ts';
import { Abort, Exit, LoopJump, Return, report, type Shell, ShellError, update } from './shell.ts';

/** Runs a piece of shell to its end, whatever ends it, then the EXIT trap; returns the status of the process. */
export function* finish(sh: Shell, run: (sh: Shell) => Run<number>): Run<number> {
  let status = yield* contained(sh, run);
  const trap = sh.state.traps.EXIT;
  if (trap !== undefined && trap !== '') {
    const { EXIT: _done, ...rest } = sh.state.traps;
    update(sh, { traps: rest, lastStatus: status });
    sh.last = false;
    try {
      yield* runText(sh, trap);
    } catch (e) {
      if (e instanceof Exit) status = e.status;
      else if (!(e instanceof Return || e instanceof Abort || e instanceof LoopJump)) throw e;
    }
  }
  return status & 0xff;
}

function* contained(sh: Shell, run: (sh: Shell) => Run<number>): Run<number> {
  try {
    return yield* run(sh);
  } catch (e) {
    if (e instanceof Exit || e instanceof Return || e instanceof Abort) return e.status;
    if (e instanceof LoopJump) return 0;
    if (e instanceof ShellError) {
      yield* report(sh, e);
      return e.status;
    }
    throw e;
  }
}
