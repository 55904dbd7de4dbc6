import { humanDuration, rfc3339Nano } from '../../../base/index.ts';
import type { ImageHistory } from '../../../engine/index.ts';
import { write } from '../../../os/index.ts';
import { ellipsis, formatList, humanSize, type Rows, shortId } from '../format/index.ts';
import { bool, command, exactly, string } from '../grammar/index.ts';
import { listFormat } from '../opts/index.ts';

/** docker image history; cli/command/image/ of docker/cli. */
export const history = command({
  use: 'history [OPTIONS] IMAGE',
  short: 'Show the history of an image',
  spellings: 'docker image history, docker history',
  args: exactly(1),
  flags: {
    format: listFormat(),
    human: bool('Print sizes and dates in human readable format', { short: 'H', default: true }),
    'no-trunc': bool("Don't truncate output"),
    platform: string('Show history for the given platform. Formatted as "os[/arch[/variant]]" (e.g., "linux/amd64")'),
    quiet: bool('Only show image IDs', { short: 'q' }),
  },

  *run({ args, flags, daemon, proc }) {
    const layers = daemon.imageHistory(args[0] ?? '').map((layer) => ({ layer, now: proc.now, human: flags.human }));
    const source = flags.format === '' ? 'table' : flags.format;
    const format = source !== 'table' ? source : flags.quiet ? '{{.ID}}' : tableOf(flags.human);
    yield* write(formatList(HISTORY, layers, format, !flags['no-trunc']));
    return 0;
  },
});

const tableOf = (human: boolean) =>
  `table {{.ID}}\\t{{.${human ? 'CreatedSince' : 'CreatedAt'}}}\\t{{.CreatedBy}}\\t{{.Size}}\\t{{.Comment}}`;

interface Layer {
  readonly layer: ImageHistory;
  readonly now: number;
  readonly human: boolean;
}

const HISTORY: Rows<Layer> = {
  type: '*image.historyContext',
  headers: {
    ID: 'IMAGE',
    CreatedSince: 'CREATED',
    CreatedAt: 'CREATED AT',
    CreatedBy: 'CREATED BY',
    Size: 'SIZE',
    Comment: 'COMMENT',
  },
  fields: {
    ID: ({ layer }, trunc) => (trunc ? shortId(layer.Id) : layer.Id),
    CreatedAt: ({ layer }) => rfc3339Nano(layer.Created * 1000),
    CreatedSince: ({ layer, now }) => (layer.Created <= 0 ? 'N/A' : `${humanDuration(now - layer.Created * 1000)} ago`),
    CreatedBy: ({ layer }, trunc) => {
      const by = layer.CreatedBy.replaceAll('\t', ' ');
      return trunc ? ellipsis(by, 45) : by;
    },
    Size: ({ layer, human }) => (human ? humanSize(layer.Size, 3) : String(layer.Size)),
    Comment: ({ layer }) => layer.Comment,
  },
};
