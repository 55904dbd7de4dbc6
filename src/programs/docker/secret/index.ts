import { out, type Run } from '../../../os/index.ts';
import { clusterFileCommands, contentOf, labelMap } from '../common/index.ts';
import { between, CliError, command, list, noun, string } from '../grammar/index.ts';
import { label } from '../opts/index.ts';

/** docker secret create; cli/command/secret/ of docker/cli. */
const create = command({
  use: 'create [OPTIONS] SECRET [file|-]',
  short: 'Create a secret from a file or STDIN as content',
  args: between(1, 2),
  flags: {
    driver: string('Secret driver', { short: 'd' }),
    label: list('Secret labels', { short: 'l', check: label }),
    'template-driver': string('Template driver'),
  },

  *run({ args, flags, daemon, proc }): Run<number> {
    const [Name = '', file] = args;
    const { driver, 'template-driver': templating } = flags;
    if (driver !== '' && file !== undefined) throw new CliError('when using secret driver secret data must be empty');
    if (driver === '' && file === undefined) throw new CliError('secret file is required');
    const Data = driver === '' ? yield* contentOf(proc, file ?? '-') : '';
    yield* out(
      daemon.clusterFileCreate('secret', {
        Name,
        Labels: labelMap(flags.label),
        Data,
        ...(driver === '' ? {} : { Driver: { Name: driver } }),
        ...(templating === '' ? {} : { Templating: { Name: templating } }),
      }),
    );
    return 0;
  },
});

/** docker secret */
export const secret = noun('secret', 'Manage Swarm secrets', [create, ...clusterFileCommands('secret')], {
  swarm: true,
  needs: 'manager',
});
