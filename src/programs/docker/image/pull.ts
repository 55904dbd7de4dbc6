import { bool, command, exactly, string } from '../grammar/index.ts';

/** docker image pull; cli/command/image/ of docker/cli. */
export const pull = command({
  use: 'pull [OPTIONS] NAME[:TAG|@DIGEST]',
  short: 'Download an image from a registry',
  common: 5,
  spellings: 'docker image pull, docker pull',
  args: exactly(1),
  flags: {
    'all-tags': bool('Download all tagged images in the repository', { short: 'a' }),
    'disable-content-trust': bool('Skip image verification', { default: true }),
    platform: string('Set platform if server is multi-platform capable'),
    quiet: bool('Suppress verbose output', { short: 'q' }),
  },
});
