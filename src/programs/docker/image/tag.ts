import { command, exactly } from '../grammar/index.ts';

/** docker image tag; cli/command/image/ of docker/cli. */
export const tag = command({
  use: 'tag SOURCE_IMAGE[:TAG] TARGET_IMAGE[:TAG]',
  short: 'Create a tag TARGET_IMAGE that refers to SOURCE_IMAGE',
  spellings: 'docker image tag, docker tag',
  args: exactly(2),
  interspersed: false,

  run({ args, daemon }) {
    const [source = '', target = ''] = args;
    daemon.imageTag(source, target);
    return 0;
  },
});
