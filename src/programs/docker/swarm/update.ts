import { out, write } from '../../../os/index.ts';
import { notSimulated } from '../format/index.ts';
import { bool, command, duration, int, uint } from '../grammar/index.ts';
import { rawOpt } from '../opts/index.ts';
import { merged } from './spec.ts';
import { unlockText } from './texts.ts';

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

  *run({ flags, changed, daemon, help }) {
    const given = (Object.keys(flags) as (keyof typeof flags)[]).filter(changed);
    if (given.length === 0) {
      yield* write(help());
      return 0;
    }
    if (changed('external-ca')) throw notSimulated('docker swarm update --external-ca');
    const { Spec } = daemon.swarmInspect();
    const before = Spec.EncryptionConfig.AutoLockManagers;
    const autolock = changed('autolock') ? flags.autolock : before;
    daemon.swarmUpdate({ ...merged(Spec, flags, changed), EncryptionConfig: { AutoLockManagers: autolock } });
    yield* out('Swarm updated.');
    if (autolock && !before) yield* write(unlockText(daemon.swarmUnlockKey()));
    return 0;
  },
});
