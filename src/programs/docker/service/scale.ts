import { anyNumber, bool, command } from '../grammar/index.ts';

/** docker service scale; cli/command/service/ of docker/cli. */
export const scale = command({
  use: 'scale SERVICE=REPLICAS [SERVICE=REPLICAS...]',
  short: 'Scale one or multiple replicated services',
  args: anyNumber,
  flags: {
    detach: bool('Exit immediately instead of waiting for the service to converge', { short: 'd' }),
  },
});
