import type { Availability } from '../../../engine/index.ts';
import { out } from '../../../os/index.ts';
import { command, exactly, string } from '../grammar/index.ts';
import { rawOpt } from '../opts/index.ts';
import { availability } from './spec.ts';

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

  *run({ args, flags, daemon }) {
    yield* daemon.swarmJoin({
      ListenAddr: flags['listen-addr'].at(-1) ?? '0.0.0.0:2377',
      AdvertiseAddr: flags['advertise-addr'],
      DataPathAddr: flags['data-path-addr'],
      RemoteAddrs: [args[0] ?? ''],
      JoinToken: flags.token,
      Availability: availability(flags.availability) as Availability,
    });
    yield* out(`This node joined a swarm as a ${daemon.info().Swarm.ControlAvailable ? 'manager' : 'worker'}.`);
    return 0;
  },
});
