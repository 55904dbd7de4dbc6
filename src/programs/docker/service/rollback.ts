import { bool, command, exactly } from '../grammar/index.ts';

/** docker service rollback; cli/command/service/ of docker/cli. */
export const rollback = command({
  use: 'rollback [OPTIONS] SERVICE',
  short: "Revert changes to a service's configuration",
  args: exactly(1),
  flags: {
    detach: bool('Exit immediately instead of waiting for the service to converge', { short: 'd' }),
    quiet: bool('Suppress progress output', { short: 'q' }),
  },
});
