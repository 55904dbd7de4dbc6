import { goTime, sortedBy } from '../../../base/index.ts';
import type { NetworkInspect } from '../../../engine/index.ts';
import { write } from '../../../os/index.ts';
import { parseTime } from '../api/index.ts';
import { formatList, joinLabels, layoutOf, type Rows, shortId } from '../format/index.ts';
import { bool, command, filter } from '../grammar/index.ts';
import { listFormat } from '../opts/index.ts';

/** docker network ls; cli/command/network/ of docker/cli. */
export const ls = command({
  use: 'ls [OPTIONS]',
  short: 'List networks',
  aliases: ['list'],
  flags: {
    filter: filter('Provide filter values (e.g. "driver=bridge")', { short: 'f' }),
    format: listFormat(),
    'no-trunc': bool('Do not truncate the output'),
    quiet: bool('Only display network IDs', { short: 'q' }),
  },

  *run({ flags, daemon }) {
    const networks = sortedBy(daemon.networkList(flags.filter), (n) => n.Name);
    const text = layoutOf(flags.format, flags.quiet, LAYOUTS);
    yield* write(formatList(ROWS, networks, text, !flags['no-trunc']));
    return 0;
  },
});

const LAYOUTS = {
  quietTable: '{{.ID}}',
  quietRaw: 'network_id: {{.ID}}',
  table: 'table {{.ID}}\\t{{.Name}}\\t{{.Driver}}\\t{{.Scope}}',
  raw: 'network_id: {{.ID}}\\nname: {{.Name}}\\ndriver: {{.Driver}}\\nscope: {{.Scope}}\\n',
};

const ROWS: Rows<NetworkInspect> = {
  type: '*network.networkContext',
  headers: {
    ID: 'NETWORK ID',
    Name: 'NAME',
    Driver: 'DRIVER',
    Scope: 'SCOPE',
    IPv4: 'IPV4',
    IPv6: 'IPV6',
    Internal: 'INTERNAL',
    Labels: 'LABELS',
    CreatedAt: 'CREATED AT',
  },
  fields: {
    ID: (n, trunc) => (trunc ? shortId(n.Id) : n.Id),
    Name: (n) => n.Name,
    Driver: (n) => n.Driver,
    Scope: (n) => n.Scope,
    IPv4: (n) => String(n.EnableIPv4),
    IPv6: (n) => String(n.EnableIPv6),
    Internal: (n) => String(n.Internal),
    Labels: (n) => joinLabels(n.Labels),
    CreatedAt: (n) => {
      const at = parseTime(n.Created);
      return at ? goTime(at.ms, at.nanos) : n.Created;
    },
  },
  labels: (n) => n.Labels,
};
