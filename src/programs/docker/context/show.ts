import { out } from '../../../os/index.ts';
import { command } from '../grammar/index.ts';

/** docker context show; cli/command/context/ of docker/cli. */
export const show = command({
  use: 'show',
  short: 'Print the name of the current context',

  *run({ client }) {
    yield* out(client.context);
    return 0;
  },
});
