import { atLeast, command, string } from '../grammar/index.ts';
import { containerFlags } from './flags.ts';

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
});
