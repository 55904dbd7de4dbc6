import { out, type Run } from '../../../os/index.ts';
import { clusterFileCommands, contentOf, labelMap } from '../common/index.ts';
import { command, exactly, list, noun, string } from '../grammar/index.ts';
import { label } from '../opts/index.ts';

/** docker config create; cli/command/config/ of docker/cli. */
const create = command({
  use: 'create [OPTIONS] CONFIG file|-',
  short: 'Create a config from a file or STDIN',
  args: exactly(2),
  flags: {
    label: list('Config labels', { short: 'l', check: label }),
    'template-driver': string('Template driver'),
  },

  *run({ args, flags, daemon, proc }): Run<number> {
    const [Name = '', file = '-'] = args;
    const Data = yield* contentOf(proc, file, `Error reading content from ${JSON.stringify(file)}: `);
    const templating = flags['template-driver'];
    const Labels = labelMap(flags.label);
    yield* out(
      daemon.clusterFileCreate('config', {
        Name,
        Labels,
        Data,
        ...(templating === '' ? {} : { Templating: { Name: templating } }),
      }),
    );
    return 0;
  },
});

/** docker config */
export const config = noun('config', 'Manage Swarm configs', [create, ...clusterFileCommands('config')], {
  swarm: true,
  needs: 'manager',
});
