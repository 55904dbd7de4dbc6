import { naturalCompare } from '../../../base/index.ts';
import type { SwarmNode } from '../../../engine/index.ts';
import { write } from '../../../os/index.ts';
import { BOOL } from '../../gotemplate/index.ts';
import { formatList, layoutOf, type Rows } from '../format/index.ts';
import { bool, command, filter } from '../grammar/index.ts';
import { listFormat } from '../opts/index.ts';
import { title } from './names.ts';

/** docker node ls; cli/command/node/ of docker/cli. */
export const ls = command({
  use: 'ls [OPTIONS]',
  short: 'List nodes in the swarm',
  aliases: ['list'],
  flags: {
    filter: filter('Filter output based on conditions provided', { short: 'f' }),
    format: listFormat(),
    quiet: bool('Only display IDs', { short: 'q' }),
  },

  *run({ flags, daemon }) {
    const nodes = [...daemon.nodeList(flags.filter)].sort((a, b) =>
      naturalCompare(a.Description.Hostname, b.Description.Hostname),
    );
    const self = nodes.length > 0 ? daemon.info().Swarm.NodeID : '';
    const rows = nodes.map((node) => ({ node, self: node.ID === self }));
    const text = layoutOf(flags.format, flags.quiet, LAYOUTS);
    yield* write(formatList(ROWS, rows, text));
    return 0;
  },
});

const LAYOUTS = {
  quietTable: '{{.ID}}',
  quietRaw: 'node_id: {{.ID}}',
  table:
    'table {{.ID}} {{if .Self}}*{{else}} {{ end }}\\t{{.Hostname}}\\t{{.Status}}\\t{{.Availability}}\\t{{.ManagerStatus}}\\t{{.EngineVersion}}',
  raw: 'node_id: {{.ID}}\\nhostname: {{.Hostname}}\\nstatus: {{.Status}}\\navailability: {{.Availability}}\\nmanager_status: {{.ManagerStatus}}\\n',
};

const ROWS: Rows<{ readonly node: SwarmNode; readonly self: boolean }> = {
  type: '*node.nodeContext',
  headers: {
    ID: 'ID',
    Self: '',
    Hostname: 'HOSTNAME',
    Status: 'STATUS',
    Availability: 'AVAILABILITY',
    ManagerStatus: 'MANAGER STATUS',
    EngineVersion: 'ENGINE VERSION',
    TLSStatus: 'TLS STATUS',
  },
  fields: {
    ID: ({ node }) => node.ID,
    Self: ({ self }) => self,
    Hostname: ({ node }) => node.Description.Hostname,
    Status: ({ node }) => title(node.Status.State),
    Availability: ({ node }) => title(node.Spec.Availability),
    ManagerStatus: ({ node: { ManagerStatus: m } }) => (m ? (m.Leader ? 'Leader' : title(m.Reachability)) : ''),
    TLSStatus: () => 'Ready',
    EngineVersion: ({ node }) => node.Description.Engine.EngineVersion,
  },
  types: { Self: BOOL },
};
