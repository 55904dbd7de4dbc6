import { command } from '../grammar/index.ts';
import { listFormat } from '../opts/index.ts';

/** docker stack ls; cli/command/stack/ of docker/cli. */
export const ls = command({
  use: 'ls [OPTIONS]',
  short: 'List stacks',
  aliases: ['list'],
  flags: {
    format: listFormat(),
  },
});
