import { bool, command, exactly } from '../grammar/index.ts';

/** docker swarm join-token; cli/command/swarm/ of docker/cli. */
export const joinToken = command({
  use: 'join-token [OPTIONS] (worker|manager)',
  short: 'Manage join tokens',
  needs: 'manager',
  args: exactly(1),
  flags: {
    quiet: bool('Only display token', { short: 'q' }),
    rotate: bool('Rotate join token'),
  },
});
