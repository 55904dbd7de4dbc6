import type { ContainerCreateRequest } from '../../../engine/index.ts';
import { out } from '../../../os/index.ts';
import { atLeast, CliError, command, string } from '../grammar/index.ts';
import { containerFlags } from './flags.ts';
import { checkPull, makeContainer } from './make.ts';
import { requestOf } from './options.ts';
import { checkSimulated } from './simulated.ts';
import { withHelp } from './with-help.ts';

/** docker container create; cli/command/container/create.go of docker/cli. */
export const create = command({
  use: 'create [OPTIONS] IMAGE [COMMAND] [ARG...]',
  short: 'Create a new container',
  spellings: 'docker container create, docker create',
  args: atLeast(1),
  interspersed: false,
  flags: {
    ...containerFlags,
    pull: string('Pull image before creating ("always", "|missing", "never")', { default: 'missing' }),
  },

  *run(cli) {
    const { flags, proc, daemon } = cli;
    let request: ContainerCreateRequest;
    try {
      checkPull(flags.pull);
      request = requestOf({ ...cli, changed: (flag) => cli.changed(flag as keyof typeof containerFlags) });
    } catch (e) {
      throw e instanceof CliError ? withHelp(e.message, 'create', 125) : e;
    }
    checkSimulated(cli.path, flags);
    yield* out(yield* makeContainer(proc, daemon, request, flags));
    return 0;
  },
});
