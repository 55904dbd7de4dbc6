import { err, out, type Run } from '../../../os/index.ts';
import { command, exactly } from '../grammar/index.ts';
import { changedSpec } from './change.ts';
import { leaveBehind, waitOnService } from './progress.ts';
import { UPDATE_FLAGS } from './update-flags.ts';

/** docker service update; cli/command/service/ of docker/cli. */
export const update = command({
  use: 'update [OPTIONS] SERVICE',
  short: 'Update a service',
  args: exactly(1),
  flags: UPDATE_FLAGS,

  *run({ args, flags, changed, daemon, proc }): Run<number> {
    const name = args[0] ?? '';
    const { ID, Version, Spec } = daemon.serviceInspect(name);
    const spec = flags.rollback ? Spec : changedSpec(Spec, { flags, changed, daemon, proc });
    const { Warnings } = yield* daemon.serviceUpdate(ID, Version.Index, spec, {
      ...(flags.rollback ? { rollback: 'previous' } : {}),
      queryRegistry: changed('image') && !flags['no-resolve-image'],
    });
    for (const warning of Warnings) yield* err(warning);
    yield* out(name);
    if (flags.detach) yield* leaveBehind();
    else yield* waitOnService(proc, daemon, name, flags.quiet);
    return 0;
  },
});
