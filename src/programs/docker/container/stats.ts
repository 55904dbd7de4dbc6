import type { Daemon, StatsResponse } from '../../../engine/index.ts';
import { type Run, sleep, write } from '../../../os/index.ts';
import { bytesSize, formatList, humanSize, type Rows, shortId } from '../format/index.ts';
import { anyNumber, bool, command } from '../grammar/index.ts';
import { listFormat } from '../opts/index.ts';

/** docker container stats; cli/command/container/ of docker/cli. */
export const stats = command({
  use: 'stats [OPTIONS] [CONTAINER...]',
  short: 'Display a live stream of container(s) resource usage statistics',
  spellings: 'docker container stats, docker stats',
  args: anyNumber,
  flags: {
    all: bool('Show all containers (default shows just running)', { short: 'a' }),
    format: listFormat(),
    'no-stream': bool('Disable streaming stats and only pull the first result'),
    'no-trunc': bool('Do not truncate output'),
  },

  *run({ args, flags, daemon }) {
    const listed = () => daemon.containerList({ all: flags.all }).map((c) => c.Id);
    return yield* showStats(daemon, flags, args.length > 0 ? () => args : listed);
  },
});

/** How the table of `stats` is shown. */
export interface StatsShown {
  readonly format: string;
  readonly 'no-stream': boolean;
  readonly 'no-trunc': boolean;
}

/** Prints what the containers use, once or for ever; compose's `stats` is the same on other containers. */
export function* showStats(daemon: Daemon, shown: StatsShown, containers: () => readonly string[]): Run<number> {
  const format = shown.format === '' || shown.format === 'table' ? TABLE : shown.format;
  const entries = () => containers().map((container) => ({ container, stats: daemon.containerStats(container) }));
  const table = () => formatList(STATS, entries(), format, !shown['no-trunc']);
  if (shown['no-stream']) {
    yield* write(table());
    return 0;
  }
  return yield* stream(table);
}

/** Redraws the table for ever: to the top left, each line erased to its end, then what is below. */
function* stream(table: () => string): Run<number> {
  for (;;) {
    const text = table();
    const lines = text.split('\n').map((line) => `${line} \x1b[K\n`);
    yield* write(`\x1b[H${text}${lines.join('')}\x1b[J`);
    yield* sleep(500);
  }
}

const TABLE =
  'table {{.ID}}\\t{{.Name}}\\t{{.CPUPerc}}\\t{{.MemUsage}}\\t{{.MemPerc}}\\t{{.NetIO}}\\t{{.BlockIO}}\\t{{.PIDs}}';

interface Entry {
  /** As it was asked for. */
  readonly container: string;
  readonly stats: StatsResponse;
}

const percent = (value: number) => `${value.toFixed(2)}%`;

const STATS: Rows<Entry> = {
  type: '*container.statsContext',
  headers: {
    Container: 'CONTAINER',
    Name: 'NAME',
    ID: 'CONTAINER ID',
    CPUPerc: 'CPU %',
    MemUsage: 'MEM USAGE / LIMIT',
    MemPerc: 'MEM %',
    NetIO: 'NET I/O',
    BlockIO: 'BLOCK I/O',
    PIDs: 'PIDS',
  },
  fields: {
    Container: ({ container }) => container,
    Name: ({ stats }) => (stats.name.length > 1 ? stats.name.replace(/^\//, '') : '--'),
    ID: ({ stats }, trunc) => (trunc ? shortId(stats.id) : stats.id),
    CPUPerc: ({ stats }) => percent(stats.cpu),
    MemUsage: ({ stats }) => `${bytesSize(stats.memory.usage)} / ${bytesSize(stats.memory.limit)}`,
    MemPerc: ({ stats }) => percent(stats.memory.limit === 0 ? 0 : (100 * stats.memory.usage) / stats.memory.limit),
    NetIO: ({ stats }) => `${humanSize(stats.networks.rx_bytes, 3)} / ${humanSize(stats.networks.tx_bytes, 3)}`,
    BlockIO: ({ stats }) => `${humanSize(stats.blkio.read, 3)} / ${humanSize(stats.blkio.write, 3)}`,
    PIDs: ({ stats }) => String(stats.pids),
  },
};
