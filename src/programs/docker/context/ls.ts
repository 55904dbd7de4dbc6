import { write } from '../../../os/index.ts';
import { formatList, type Rows } from '../format/index.ts';
import { bool, command } from '../grammar/index.ts';
import { listFormat } from '../opts/index.ts';

/** docker context ls; cli/command/context/ of docker/cli. */
export const ls = command({
  use: 'ls [OPTIONS]',
  short: 'List contexts',
  aliases: ['list'],
  flags: {
    format: listFormat(),
    quiet: bool('Only show context names', { short: 'q' }),
  },

  *run({ flags }) {
    const format = flags.format === '' || flags.format === 'table' ? (flags.quiet ? '{{.Name}}' : TABLE) : flags.format;
    yield* write(formatList(CONTEXTS, ['default'], format));
    return 0;
  },
});

const TABLE = 'table {{.Name}}{{if .Current}} *{{end}}\\t{{.Description}}\\t{{.DockerEndpoint}}\\t{{.Error}}';

/** The one context of the simulation, as docker describes its default. */
const CONTEXTS: Rows<string> = {
  type: '*formatter.clientContextContext',
  headers: { Name: 'NAME', Description: 'DESCRIPTION', DockerEndpoint: 'DOCKER ENDPOINT', Error: 'ERROR' },
  fields: {
    Current: () => 'true',
    Name: (name) => name,
    Description: () => 'Current DOCKER_HOST based configuration',
    DockerEndpoint: () => 'unix:///var/run/docker.sock',
    Error: () => '',
  },
};
