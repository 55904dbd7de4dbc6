import { err, out, type Run } from '../../../os/index.ts';
import { bool, command, exactly } from '../grammar/index.ts';
import { leaveBehind, waitOnService } from './progress.ts';

/** docker service rollback; cli/command/service/ of docker/cli. */
export const rollback = command({
  use: 'rollback [OPTIONS] SERVICE',
  short: "Revert changes to a service's configuration",
  args: exactly(1),
  flags: {
    detach: bool('Exit immediately instead of waiting for the service to converge', { short: 'd' }),
    quiet: bool('Suppress progress output', { short: 'q' }),
  },

  *run({ args, flags, daemon, proc }): Run<number> {
    const name = args[0] ?? '';
    const { ID, Version, Spec } = daemon.serviceInspect(name);
    const { Warnings } = yield* daemon.serviceUpdate(ID, Version.Index, Spec, { rollback: 'previous' });
    for (const warning of Warnings) yield* err(warning);
    yield* out(name);
    if (flags.detach) yield* leaveBehind();
    else yield* waitOnService(proc, daemon, name, flags.quiet);
    return 0;
  },
});
