import { sortedBy } from '../../../base/index.ts';
import type { Volume } from '../../../engine/index.ts';
import { write } from '../../../os/index.ts';
import { formatList, humanSize, joinLabels, layoutOf, notSimulated, type Rows } from '../format/index.ts';
import { bool, command, filter } from '../grammar/index.ts';
import { listFormat } from '../opts/index.ts';

/** docker volume ls; cli/command/volume/ of docker/cli. */
export const ls = command({
  use: 'ls [OPTIONS]',
  short: 'List volumes',
  aliases: ['list'],
  flags: {
    cluster: bool('Display only cluster volumes, and use cluster volume list formatting', { manager: true }),
    filter: filter('Provide filter values (e.g. "dangling=true")', { short: 'f' }),
    format: listFormat(),
    quiet: bool('Only display volume names', { short: 'q' }),
  },

  *run({ flags, daemon }) {
    if (flags.cluster) throw notSimulated('docker volume ls --cluster');
    const volumes = sortedBy(daemon.volumeList(flags.filter), (v) => v.Name);
    yield* write(formatList(VOLUMES, volumes, layoutOf(flags.format, flags.quiet, LAYOUTS)));
    return 0;
  },
});

/** formatter.NewVolumeFormat */
export const LAYOUTS = {
  table: 'table {{.Driver}}\\t{{.Name}}',
  quietTable: '{{.Name}}',
  raw: 'name: {{.Name}}\\ndriver: {{.Driver}}\\n',
  quietRaw: 'name: {{.Name}}',
};

/** The rows of docker volume ls; formatter/volume.go of docker/cli. */
export const VOLUMES: Rows<Volume> = {
  type: '*formatter.volumeContext',
  headers: {
    ID: 'ID',
    Name: 'VOLUME NAME',
    Group: 'GROUP',
    Driver: 'DRIVER',
    Scope: 'SCOPE',
    Availability: 'AVAILABILITY',
    Mountpoint: 'MOUNTPOINT',
    Labels: 'LABELS',
    Links: 'LINKS',
    Size: 'SIZE',
    Status: 'STATUS',
  },
  fields: {
    Name: (v) => v.Name,
    Driver: (v) => v.Driver,
    Scope: (v) => v.Scope,
    Mountpoint: (v) => v.Mountpoint,
    Labels: (v) => joinLabels(v.Labels),
    Links: (v) => (v.UsageData ? String(v.UsageData.RefCount) : 'N/A'),
    Size: (v) => (v.UsageData ? humanSize(v.UsageData.Size) : 'N/A'),
    Group: () => 'N/A',
    Availability: () => 'N/A',
    Status: () => 'N/A',
  },
  labels: (v) => v.Labels,
};
