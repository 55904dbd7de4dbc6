import { out, write } from '../../../os/index.ts';
import { bool, CliError, command } from '../grammar/index.ts';
import { unlockText } from './texts.ts';

/** docker swarm unlock-key; cli/command/swarm/ of docker/cli. */
export const unlockKey = command({
  use: 'unlock-key [OPTIONS]',
  short: 'Manage the unlock key',
  needs: 'manager',
  flags: {
    quiet: bool('Only display token', { short: 'q' }),
    rotate: bool('Rotate unlock key'),
  },

  *run({ flags, daemon }) {
    if (flags.rotate) {
      const { Spec } = daemon.swarmInspect();
      if (!Spec.EncryptionConfig.AutoLockManagers)
        throw new CliError('cannot rotate because autolock is not turned on');
      daemon.swarmUpdate(Spec, { rotateManagerUnlockKey: true });
      if (!flags.quiet) yield* write('Successfully rotated manager unlock key.\n');
    }
    const key = daemon.swarmUnlockKey();
    if (key === '') throw new CliError('no unlock key is set');
    if (flags.quiet) yield* out(key);
    else yield* write(unlockText(key));
    return 0;
  },
});
