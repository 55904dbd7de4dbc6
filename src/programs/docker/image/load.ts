import { bool, command, string } from '../grammar/index.ts';

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
});
