import { atLeast, bool, command, string } from '../grammar/index.ts';

/** docker container start; cli/command/container/ of docker/cli. */
export const start = command({
  use: 'start [OPTIONS] CONTAINER [CONTAINER...]',
  short: 'Start one or more stopped containers',
  spellings: 'docker container start, docker start',
  args: atLeast(1),
  flags: {
    attach: bool('Attach STDOUT/STDERR and forward signals', { short: 'a' }),
    'detach-keys': string('Override the key sequence for detaching a container'),
    interactive: bool("Attach container's STDIN", { short: 'i' }),
    checkpoint: string('Restore from this checkpoint', { only: 'experimental' }),
    'checkpoint-dir': string('Use a custom checkpoint storage directory', { only: 'experimental' }),
  },
});
