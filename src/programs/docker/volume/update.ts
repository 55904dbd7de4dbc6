import { CliError, command, exactly, string } from '../grammar/index.ts';

/** docker volume update; cli/command/volume/ of docker/cli. */
export const update = command({
  use: 'update [OPTIONS] [VOLUME]',
  short: 'Update a volume (cluster volumes only)',
  needs: 'manager',
  args: exactly(1),
  flags: {
    availability: string('Cluster Volume availability ("active", "pause", "drain")', { default: 'active' }),
  },

  run({ args, daemon }) {
    daemon.volumeInspect(args[0] ?? '');
    throw new CliError('can only update cluster volumes');
  },
});
