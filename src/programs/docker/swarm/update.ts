import { bool, command, duration, int, uint } from '../grammar/index.ts';
import { rawOpt } from '../opts/index.ts';

/** docker swarm update; cli/command/swarm/ of docker/cli. */
export const update = command({
  use: 'update [OPTIONS]',
  short: 'Update the swarm',
  needs: 'manager',
  flags: {
    autolock: bool('Change manager autolocking setting (true|false)'),
    'cert-expiry': duration('Validity period for node certificates (ns|us|ms|s|m|h) (default 2160h0m0s)'),
    'dispatcher-heartbeat': duration('Dispatcher heartbeat period (ns|us|ms|s|m|h)', { default: 5e9 }),
    'external-ca': rawOpt('external-ca', 'Specifications of one or more certificate signing endpoints'),
    'max-snapshots': uint('Number of additional Raft snapshots to retain'),
    'snapshot-interval': uint('Number of log entries between Raft snapshots', { default: 10000 }),
    'task-history-limit': int('Task history retention limit', { default: 5 }),
  },
});
