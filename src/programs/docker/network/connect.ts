import { command, exactly, int, list, string, strings } from '../grammar/index.ts';
import { link } from '../opts/index.ts';

/** docker network connect; cli/command/network/ of docker/cli. */
export const connect = command({
  use: 'connect [OPTIONS] NETWORK CONTAINER',
  short: 'Connect a container to a network',
  args: exactly(2),
  flags: {
    alias: strings('Add network-scoped alias for the container'),
    'driver-opt': strings('driver options for the network'),
    'gw-priority': int('Highest gw-priority provides the default gateway. Accepts positive and negative values.'),
    ip: string('IPv4 address (e.g., "172.30.100.104")'),
    ip6: string('IPv6 address (e.g., "2001:db8::33")'),
    link: list('Add link to another container', { check: link }),
    'link-local-ip': strings('Add a link-local address for the container'),
  },
});
