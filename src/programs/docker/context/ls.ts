import { naturalCompare } from '../../../base/index.ts';
import { err, write } from '../../../os/index.ts';
import { BOOL } from '../../gotemplate/index.ts';
import { ellipsis, formatList, type Rows } from '../format/index.ts';
import { bool, command } from '../grammar/index.ts';
import { listFormat } from '../opts/index.ts';
import { type Context, contextMissing, DEFAULT, defaultContext, storedContexts } from './store.ts';

/** What the list says of the default context. */
export const DEFAULT_DESCRIPTION = 'Current DOCKER_HOST based configuration';

/** docker context ls; cli/command/context/ of docker/cli. */
export const ls = command({
  use: 'ls [OPTIONS]',
  short: 'List contexts',
  aliases: ['list'],
  flags: {
    format: listFormat(),
    quiet: bool('Only show context names', { short: 'q' }),
  },

  *run({ flags, client: { dir, context: current }, proc }) {
    const format = flags.format === '' || flags.format === 'table' ? (flags.quiet ? '{{.Name}}' : TABLE) : flags.format;
    const known = [
      { ...defaultContext(proc), Metadata: { Description: DEFAULT_DESCRIPTION } },
      ...storedContexts(proc, dir),
    ];
    const shown = known.map((c) => listed(c, current));
    // the current one is told even when it is not there
    if (!known.some((c) => c.Name === current))
      shown.push({ name: current, current: true, description: '', host: '', error: contextMissing(dir, current) });
    shown.sort((a, b) => naturalCompare(a.name, b.name));
    yield* write(formatList(CONTEXTS, shown, format));
    if ((proc.env.DOCKER_HOST ?? '') !== '') yield* err(overridden('a context'));
    return 0;
  },
});

/** What is told where DOCKER_HOST decides, and not the context. */
export const overridden = (what: string): string =>
  `Warning: DOCKER_HOST environment variable overrides the active context. To use ${what}, either set the global --context flag, or unset DOCKER_HOST environment variable.`;

const TABLE = 'table {{.Name}}{{if .Current}} *{{end}}\\t{{.Description}}\\t{{.DockerEndpoint}}\\t{{.Error}}';
const ERROR_WIDTH = 45;

interface Listed {
  readonly name: string;
  readonly current: boolean;
  readonly description: string;
  readonly host: string;
  readonly error: string;
}

const listed = (c: Context, current: string): Listed => ({
  name: c.Name,
  current: c.Name === current,
  description: c.Name === DEFAULT ? DEFAULT_DESCRIPTION : (c.Metadata.Description ?? ''),
  host: c.Endpoints.docker.Host,
  error: '',
});

/** The rows of docker context ls; formatter/context.go of docker/cli. */
const CONTEXTS: Rows<Listed> = {
  type: '*formatter.clientContextContext',
  headers: { Name: 'NAME', Description: 'DESCRIPTION', DockerEndpoint: 'DOCKER ENDPOINT', Error: 'ERROR' },
  fields: {
    Current: ({ current }) => current,
    Name: ({ name }) => name,
    Description: ({ description }) => description,
    DockerEndpoint: ({ host }) => host,
    Error: ({ error }) => ellipsis(error.replaceAll('\n', ' '), ERROR_WIDTH),
  },
  types: { Current: BOOL },
};
