import { StreamError } from '../../../engine/index.ts';
import { out, readAll, sleep } from '../../../os/index.ts';
import { readInput, UNPACKING } from '../common/index.ts';
import { humanSize, notSimulated } from '../format/index.ts';
import { bool, CliError, command, string } from '../grammar/index.ts';

/** docker image load; cli/command/image/ of docker/cli. */
export const load = command({
  use: 'load [OPTIONS]',
  short: 'Load an image from a tar archive or STDIN',
  spellings: 'docker image load, docker load',
  flags: {
    input: string('Read from tar archive file, instead of STDIN', { short: 'i' }),
    platform: string('Load only the given platform variant. Formatted as "os[/arch[/variant]]" (e.g., "linux/amd64")'),
    quiet: bool('Suppress the load output', { short: 'q' }),
  },

  *run({ flags, daemon, proc }) {
    if (flags.platform !== '') throw notSimulated('docker load --platform', 'Every image here is of linux/amd64.');
    if (flags.input === '' && proc.isatty(0)) throw new CliError('requested load from stdin, but stdin is empty');
    const archive = flags.input === '' ? yield* readAll() : readInput(proc, flags.input);
    yield* sleep(UNPACKING);
    try {
      const { layers, lines } = daemon.imageLoad(archive);
      if (proc.isatty(1) && !flags.quiet) for (const layer of layers) yield* out(progress(layer));
      for (const line of lines) yield* out(line);
    } catch (e) {
      throw e instanceof StreamError ? new CliError(e.message) : e;
    }
    return 0;
  },
});

/** The last state of a layer's line; jsonmessage's progress bar, full. */
function progress({ id, size }: { readonly id: string; readonly size: number }): string {
  const bytes = humanSize(size, 4);
  return `${id.slice(7, 19)}: Loading layer [${'='.repeat(50)}>]  ${bytes}/${bytes}`;
}
