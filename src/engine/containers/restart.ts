import { type Kernel, type ProcessRow, sleep } from '../../os/index.ts';
import { ApiError } from '../errors.ts';
import { containers } from '../rows.ts';
import { launch } from './start.ts';

/** After the transaction in which a container ended: its restart policy may bring it back. */
export function processReaped(kernel: Kernel, process: ProcessRow): void {
  if (!process.init || process.container === undefined) return;
  const c = kernel.world.get(containers, process.container);
  if (!c?.state.restarting) return;
  const run = c.runs;
  kernel.spawn({
    argv: ['dockerd'],
    place: { host: c.host, netns: c.host, fs: `h:${c.host}` },
    hidden: true,
    pgid: 'new',
    program: function* (proc) {
      yield* sleep(c.backoff);
      const now = kernel.world.get(containers, c.id);
      if (!now?.state.restarting || now.runs !== run || now.stoppedByHand) return 0;
      try {
        launch(proc, c.id);
      } catch (e) {
        if (!(e instanceof ApiError)) throw e;
      }
      return 0;
    },
  });
}
