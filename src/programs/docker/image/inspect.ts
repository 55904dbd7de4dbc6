import { goType } from '../api/index.ts';
import { showInspected } from '../common/index.ts';
import { atLeast, command, string } from '../grammar/index.ts';
import { inspectFormat } from '../opts/index.ts';

/** docker image inspect; cli/command/image/ of docker/cli. */
export const inspect = command({
  use: 'inspect [OPTIONS] IMAGE [IMAGE...]',
  short: 'Display detailed information on one or more images',
  args: atLeast(1),
  flags: {
    format: inspectFormat({ short: 'f' }),
    platform: string(
      "Inspect a specific platform of the multi-platform image.\nIf the image or the server is not multi-platform capable, the command will error out if the platform does not match.\n'os[/arch[/variant]]': Explicit platform (eg. linux/amd64)",
    ),
  },

  *run({ args, flags, daemon }) {
    const get = (ref: string) => ({ type: goType('image.InspectResponse'), data: daemon.imageInspect(ref) });
    return yield* showInspected(args, flags.format, get);
  },
});
