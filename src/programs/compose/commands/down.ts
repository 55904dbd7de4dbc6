import { bool, int, string } from '../../docker/grammar/index.ts';
import { ComposeError, quoted } from '../model/index.ts';
import { downProject, progressOf } from '../service/index.ts';
import { projectOrName, verb } from './verb.ts';

/** docker compose down */
export const down = verb({
  use: 'down [OPTIONS] [SERVICES]',
  short: 'Stop and remove containers, networks',
  flags: {
    'remove-orphans': bool('Remove containers for services not defined in the Compose file'),
    rmi: string(
      'Remove images used by services. "local" remove only images that don\'t have a custom tag ("local"|"all")',
    ),
    timeout: int('Specify a shutdown timeout in seconds', { short: 't' }),
    volumes: bool(
      'Remove named volumes declared in the "volumes" section of the Compose file and anonymous volumes attached to containers',
      { short: 'v' },
    ),
  },
  *run(cli) {
    const { compose, flags, args, globals } = cli;
    if (!['', 'all', 'local'].includes(flags.rmi))
      throw new ComposeError(`invalid value for --rmi: ${quoted(flags.rmi)}`);
    const { project, name } = yield* projectOrName(cli, args);
    const progress = progressOf(compose);
    yield* downProject(
      compose,
      name,
      project,
      {
        services: args,
        removeOrphans: flags['remove-orphans'] || /^(1|t|true)$/i.test(globals.env.COMPOSE_REMOVE_ORPHANS ?? ''),
        timeout: cli.changed('timeout') ? flags.timeout : undefined,
        volumes: flags.volumes,
        images: flags.rmi === 'all' || flags.rmi === 'local' ? flags.rmi : '',
      },
      progress,
    );
    yield* progress.stop();
    return 0;
  },
});
