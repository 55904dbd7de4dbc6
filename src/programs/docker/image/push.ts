import { bool, command, exactly, string } from '../grammar/index.ts';

/** docker image push; cli/command/image/ of docker/cli. */
export const push = command({
  use: 'push [OPTIONS] NAME[:TAG]',
  short: 'Upload an image to a registry',
  common: 6,
  spellings: 'docker image push, docker push',
  args: exactly(1),
  flags: {
    'all-tags': bool('Push all tags of an image to the repository', { short: 'a' }),
    'disable-content-trust': bool('Skip image signing', { default: true }),
    platform: string(
      "Push a platform-specific manifest as a single-platform image to the registry. Image index won't be pushed, meaning that other manifests, including attestations won't be preserved. 'os[/arch[/variant]]': Explicit platform (eg. linux/amd64)",
    ),
    quiet: bool('Suppress verbose output', { short: 'q' }),
  },
});
