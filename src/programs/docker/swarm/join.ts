import { command, exactly, string } from '../grammar/index.ts';
import { rawOpt } from '../opts/index.ts';

/** docker swarm join; cli/command/swarm/ of docker/cli. */
export const join = command({
  use: 'join [OPTIONS] HOST:PORT',
  short: 'Join a swarm as a node and/or manager',
  args: exactly(1),
  flags: {
    'advertise-addr': string('Advertised address (format: "<ip|interface>[:port]")'),
    availability: string('Availability of the node ("active", "pause", "drain")', { default: 'active' }),
    'data-path-addr': string('Address or interface to use for data path traffic (format: "<ip|interface>")'),
    'listen-addr': rawOpt('node-addr', 'Listen address (format: "<ip|interface>[:port]") (default 0.0.0.0:2377)'),
    token: string('Token for entry into the swarm'),
  },
});
