import { write } from '../../../os/index.ts';
import { layOut } from '../format/index.ts';
import { atLeast, command } from '../grammar/index.ts';

/** docker container top; cli/command/container/ of docker/cli. */
export const top = command({
  use: 'top CONTAINER [ps OPTIONS]',
  short: 'Display the running processes of a container',
  spellings: 'docker container top, docker top',
  args: atLeast(1),
  interspersed: false,

  *run({ args, daemon }) {
    const [container = '', ...psArgs] = args;
    const { Titles, Processes } = daemon.containerTop(container, psArgs.length === 0 ? undefined : psArgs.join(' '));
    yield* write(layOut([Titles, ...Processes].map((cells) => cells.join('\t')).join('\n'), { minwidth: 20 }));
    return 0;
  },
});
