import { bool, command } from '../grammar/index.ts';

/** docker swarm unlock-key; cli/command/swarm/ of docker/cli. */
export const unlockKey = command({
  use: 'unlock-key [OPTIONS]',
  short: 'Manage the unlock key',
  needs: 'manager',
  flags: {
    quiet: bool('Only display token', { short: 'q' }),
    rotate: bool('Rotate unlock key'),
  },
});
