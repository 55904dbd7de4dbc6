import { showStats } from '../../docker/container/index.ts';
import { bool, string } from '../../docker/grammar/index.ts';
import { LABEL } from '../service/index.ts';
import { projectName, verb } from './verb.ts';

const STATS_FORMAT = `Format output using a custom template:
'table':            Print output in table format with column headers (default)
'table TEMPLATE':   Print output in table format using the given Go template
'json':             Print in JSON format
'TEMPLATE':         Print output using the given Go template.
Refer to https://docs.docker.com/engine/cli/formatting/ for more information about formatting output with templates`;

/** docker compose stats */
export const stats = verb({
  use: 'stats [OPTIONS] [SERVICE]',
  short: 'Display a live stream of container(s) resource usage statistics',
  args: { min: 0, max: 1 },
  flags: {
    all: bool('Show all containers (default shows just running)', { short: 'a' }),
    format: string(STATS_FORMAT),
    'no-stream': bool('Disable streaming stats and only pull the first result'),
    'no-trunc': bool('Do not truncate output'),
  },
  *run(cli) {
    const { args, flags, compose } = cli;
    const name = yield* projectName(cli);
    const label = [`${LABEL.project}=${name}`, ...args.map((service) => `${LABEL.service}=${service}`)];
    const { daemon } = compose;
    return yield* showStats(daemon, flags, () =>
      daemon.containerList({ all: flags.all, filters: { label } }).map((c) => c.Id),
    );
  },
});
