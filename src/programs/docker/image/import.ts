import { atLeast, command, list, string } from '../grammar/index.ts';

/** docker image import; cli/command/image/ of docker/cli. */
export const importCommand = command({
  use: 'import [OPTIONS] file|URL|- [REPOSITORY[:TAG]]',
  short: 'Import the contents from a tarball to create a filesystem image',
  spellings: 'docker image import, docker import',
  args: atLeast(1),
  flags: {
    change: list('Apply Dockerfile instruction to the created image', { short: 'c' }),
    message: string('Set commit message for imported image', { short: 'm' }),
    platform: string('Set platform if server is multi-platform capable'),
  },
});
