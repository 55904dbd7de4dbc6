import { type Run, until } from '../../../os/index.ts';
import { CliError } from '../../docker/grammar/index.ts';
import { background, type Compose } from './context.ts';

/** Does work that a signal ends, with nothing said but a new line. Throws CliError. */
export function* untilSignal(compose: Compose, body: () => Run<number>): Run<number> {
  const { proc } = compose;
  const outcomes: { readonly error?: unknown }[] = [];
  let status = 0;
  let interrupted = false;
  const child = background(
    compose,
    function* task() {
      status = yield* body();
    },
    outcomes,
  );
  for (const signal of ['INT', 'TERM'] as const)
    proc.trap(signal, () => {
      interrupted = true;
    });
  yield* until(() => interrupted || child.status() !== undefined);
  for (const signal of ['INT', 'TERM'] as const) proc.trap(signal, 'default');
  if (child.status() === undefined) {
    proc.kill(child.pid, 'KILL');
    throw new CliError('\n', 130);
  }
  const failed = outcomes.find((outcome) => outcome.error !== undefined);
  if (failed) throw failed.error;
  return status;
}
