import { atLeast, bool, command, strings } from '../grammar/index.ts';

/** docker rmi; cli/command/image/ of docker/cli. */
export const rmi = command({
  use: 'rmi [OPTIONS] IMAGE [IMAGE...]',
  short: 'Remove one or more images',
  spellings: 'docker image rm, docker image remove, docker rmi',
  args: atLeast(1),
  flags: {
    force: bool('Force removal of the image', { short: 'f' }),
    'no-prune': bool('Do not delete untagged parents'),
    platform: strings(
      'Remove only the given platform variant. Formatted as "os[/arch[/variant]]" (e.g., "linux/amd64")',
    ),
  },
});

/** docker image rm: the same command in its place under `image`. */
export const rm = { ...rmi, use: 'rm [OPTIONS] IMAGE [IMAGE...]', aliases: ['remove'] };
