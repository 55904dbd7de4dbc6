import { writeArchive } from '../common/index.ts';
import { command, exactly, string } from '../grammar/index.ts';

/** docker container export; cli/command/container/ of docker/cli. */
export const exportCommand = command({
  use: 'export [OPTIONS] CONTAINER',
  short: "Export a container's filesystem as a tar archive",
  spellings: 'docker container export, docker export',
  args: exactly(1),
  flags: {
    output: string('Write to a file, instead of STDOUT', { short: 'o' }),
  },

  *run({ args, flags, daemon, proc }) {
    const [ref = ''] = args;
    return yield* writeArchive(proc, flags.output, 'failed to export container', () => daemon.containerExport(ref));
  },
});
