import { bool, command, exactly } from '../grammar/index.ts';

/** docker network disconnect; cli/command/network/ of docker/cli. */
export const disconnect = command({
  use: 'disconnect [OPTIONS] NETWORK CONTAINER',
  short: 'Disconnect a container from a network',
  args: exactly(2),
  flags: {
    force: bool('Force the container to disconnect from a network', { short: 'f' }),
  },

  run({ args, flags, daemon }) {
    const [network = '', container = ''] = args;
    daemon.networkDisconnect(network, { Container: container, Force: flags.force });
    return 0;
  },
});
