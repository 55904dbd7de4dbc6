import { naturalCompare } from '../../../base/index.ts';
import { write } from '../../../os/index.ts';
import { formatList, type Rows } from '../format/index.ts';
import { command } from '../grammar/index.ts';
import { listFormat } from '../opts/index.ts';
import { NAMESPACE } from './values.ts';

/** docker stack ls; cli/command/stack/ of docker/cli. */
export const ls = command({
  use: 'ls [OPTIONS]',
  short: 'List stacks',
  aliases: ['list'],
  flags: {
    format: listFormat(),
  },

  *run({ flags, daemon }) {
    const counts = new Map<string, number>();
    for (const { Spec } of daemon.serviceList({ label: [NAMESPACE] })) {
      const name = Spec.Labels[NAMESPACE] ?? '';
      counts.set(name, (counts.get(name) ?? 0) + 1);
    }
    const rows = [...counts].sort(([a], [b]) => naturalCompare(a, b));
    const format = flags.format === '' || flags.format === 'table' ? 'table {{.Name}}\\t{{.Services}}' : flags.format;
    yield* write(formatList(STACKS, rows, format));
    return 0;
  },
});

const STACKS: Rows<readonly [name: string, services: number]> = {
  type: '*formatter.stackContext',
  headers: { Name: 'NAME', Services: 'SERVICES' },
  fields: { Name: ([name]) => name, Services: ([, count]) => String(count) },
};
