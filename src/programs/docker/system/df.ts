import { write } from '../../../os/index.ts';
import { formatList } from '../format/index.ts';
import { bool, command } from '../grammar/index.ts';
import { listFormat } from '../opts/index.ts';
import { SUMMARY, summaryOf } from './df-summary.ts';
import { verbose } from './df-verbose.ts';

const TABLE = 'table {{.Type}}\\t{{.TotalCount}}\\t{{.Active}}\\t{{.Size}}\\t{{.Reclaimable}}';

/** docker system df; cli/command/system/df.go of docker/cli. */
export const df = command({
  use: 'df [OPTIONS]',
  short: 'Show docker disk usage',
  flags: {
    format: listFormat(),
    verbose: bool('Show detailed information on space usage', { short: 'v' }),
  },

  *run({ flags, daemon, proc }) {
    const usage = daemon.diskUsage();
    const format = flags.format === '' ? 'table' : flags.format;
    yield* write(
      flags.verbose
        ? verbose(usage, format, proc.now)
        : formatList(SUMMARY, summaryOf(usage), format === 'table' ? TABLE : format),
    );
    return 0;
  },
});
