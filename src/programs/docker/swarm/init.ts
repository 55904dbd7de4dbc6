import type { Availability, SwarmInitRequest } from '../../../engine/index.ts';
import { write } from '../../../os/index.ts';
import { notSimulated } from '../format/index.ts';
import { bool, command, duration, int, string, uint, uint32 } from '../grammar/index.ts';
import { rawOpt } from '../opts/index.ts';
import { availability, specChanges } from './spec.ts';
import { joinText, unlockText } from './texts.ts';

/** docker swarm init; cli/command/swarm/ of docker/cli. */
export const init = command({
  use: 'init [OPTIONS]',
  short: 'Initialize a swarm',
  flags: {
    'advertise-addr': string('Advertised address (format: "<ip|interface>[:port]")'),
    autolock: bool('Enable manager autolocking (requiring an unlock key to start a stopped manager)'),
    availability: string('Availability of the node ("active", "pause", "drain")', { default: 'active' }),
    'cert-expiry': duration('Validity period for node certificates (ns|us|ms|s|m|h) (default 2160h0m0s)'),
    'data-path-addr': string('Address or interface to use for data path traffic (format: "<ip|interface>")'),
    'data-path-port': uint32(
      'Port number to use for data path traffic (1024 - 49151). If no value is set or is set to 0, the default port (4789) is used.',
    ),
    'default-addr-pool': rawOpt('ipNetSlice', 'default address pool in CIDR format (default [])'),
    'default-addr-pool-mask-length': uint32('default address pool subnet mask length (default 24)'),
    'dispatcher-heartbeat': duration('Dispatcher heartbeat period (ns|us|ms|s|m|h)', { default: 5e9 }),
    'external-ca': rawOpt('external-ca', 'Specifications of one or more certificate signing endpoints'),
    'force-new-cluster': bool('Force create a new cluster from current state'),
    'listen-addr': rawOpt('node-addr', 'Listen address (format: "<ip|interface>[:port]") (default 0.0.0.0:2377)'),
    'max-snapshots': uint('Number of additional Raft snapshots to retain'),
    'snapshot-interval': uint('Number of log entries between Raft snapshots', { default: 10000 }),
    'task-history-limit': int('Task history retention limit', { default: 5 }),
  },

  *run({ flags, changed, daemon }) {
    if (flags['external-ca'].length > 0) throw notSimulated('docker swarm init --external-ca');
    const request: SwarmInitRequest = {
      ListenAddr: flags['listen-addr'].at(-1) ?? '0.0.0.0:2377',
      AdvertiseAddr: flags['advertise-addr'],
      DataPathAddr: flags['data-path-addr'],
      DataPathPort: flags['data-path-port'],
      DefaultAddrPool: flags['default-addr-pool'].flatMap((text) => text.split(',')),
      SubnetSize: flags['default-addr-pool-mask-length'],
      ForceNewCluster: flags['force-new-cluster'],
      AutoLockManagers: flags.autolock,
      Availability: availability(flags.availability) as Availability,
      Spec: specChanges(flags, changed),
    };
    const id = yield* daemon.swarmInit(request);
    yield* write(`Swarm initialized: current node (${id}) is now a manager.\n\n`);
    yield* write(joinText(daemon, 'worker'));
    yield* write(
      "To add a manager to this swarm, run 'docker swarm join-token manager' and follow the instructions.\n",
    );
    if (flags.autolock) yield* write(unlockText(daemon.swarmUnlockKey()));
    return 0;
  },
});
