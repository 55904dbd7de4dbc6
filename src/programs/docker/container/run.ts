import { atLeast, bool, command, string } from '../grammar/index.ts';
import { containerFlags } from './flags.ts';

/** docker container run; cli/command/container/run.go of docker/cli. */
export const run = command({
  use: 'run [OPTIONS] IMAGE [COMMAND] [ARG...]',
  short: 'Create and run a new container from an image',
  spellings: 'docker container run, docker run',
  common: 1,
  args: atLeast(1),
  interspersed: false,
  flags: {
    ...containerFlags,
    detach: bool('Run container in background and print container ID', { short: 'd' }),
    'detach-keys': string('Override the key sequence for detaching a container'),
    pull: string('Pull image before running ("always", "missing", "never")', { default: 'missing' }),
    'sig-proxy': bool('Proxy received signals to the process', { default: true }),
  },
});
