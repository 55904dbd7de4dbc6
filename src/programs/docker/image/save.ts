import { writeArchive } from '../common/index.ts';
import { notSimulated } from '../format/index.ts';
import { atLeast, command, string } from '../grammar/index.ts';

/** docker image save; cli/command/image/ of docker/cli. */
export const save = command({
  use: 'save [OPTIONS] IMAGE [IMAGE...]',
  short: 'Save one or more images to a tar archive (streamed to STDOUT by default)',
  spellings: 'docker image save, docker save',
  args: atLeast(1),
  flags: {
    output: string('Write to a file, instead of STDOUT', { short: 'o' }),
    platform: string('Save only the given platform variant. Formatted as "os[/arch[/variant]]" (e.g., "linux/amd64")'),
  },

  *run({ args, flags, daemon, proc }) {
    if (flags.platform !== '') throw notSimulated('docker save --platform', 'Every image here is of linux/amd64.');
    return yield* writeArchive(proc, flags.output, 'failed to save image', () => daemon.imageSave(args));
  },
});
