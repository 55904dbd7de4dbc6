import { CliError, command, cut, exactly, int, list, string, strings } from '../grammar/index.ts';
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

  run({ args, flags, daemon }) {
    const [network = '', container = ''] = args;
    const driverOpts = Object.fromEntries(flags['driver-opt'].map(driverOption));
    daemon.networkConnect(network, {
      Container: container,
      EndpointConfig: {
        IPAMConfig: {
          ...(flags.ip === '' ? {} : { IPv4Address: flags.ip }),
          ...(flags.ip6 === '' ? {} : { IPv6Address: flags.ip6 }),
          ...(flags['link-local-ip'].length === 0 ? {} : { LinkLocalIPs: flags['link-local-ip'] }),
        },
        Links: flags.link.length === 0 ? null : flags.link,
        Aliases: flags.alias,
        DriverOpts: driverOpts,
        GwPriority: flags['gw-priority'],
      },
    });
    return 0;
  },
});

function driverOption(text: string): [key: string, value: string] {
  const [key, value] = cut(text);
  if (!text.includes('=') || key.trim() === '') throw new CliError('invalid key/value pair format in driver options');
  return [key.trim(), value.trim()];
}
