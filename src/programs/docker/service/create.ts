import { err, out, type Run } from '../../../os/index.ts';
import { atLeast, command } from '../grammar/index.ts';
import { CREATE_FLAGS } from './create-flags.ts';
import { leaveBehind, waitOnService } from './progress.ts';
import { serviceSpec } from './spec.ts';

/** docker service create; cli/command/service/ of docker/cli. */
export const create = command({
  use: 'create [OPTIONS] IMAGE [COMMAND] [ARG...]',
  short: 'Create a new service',
  args: atLeast(1),
  interspersed: false,
  flags: CREATE_FLAGS,

  *run({ args, flags, changed, daemon, proc }): Run<number> {
    const spec = serviceSpec({ args, flags, changed, proc, daemon });
    const { ID, Warnings } = yield* daemon.serviceCreate(spec, { queryRegistry: !flags['no-resolve-image'] });
    for (const warning of Warnings) yield* err(warning);
    yield* out(ID);
    if (flags.detach) yield* leaveBehind();
    else yield* waitOnService(proc, daemon, ID, flags.quiet);
    return 0;
  },
});
