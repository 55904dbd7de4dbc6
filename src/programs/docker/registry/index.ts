import { out } from '../../../os/index.ts';
import { notSimulated } from '../format/index.ts';
import { atMost, bool, CliError, command, exactly, filter, int, string } from '../grammar/index.ts';

/** docker login */
export const login = command({
  use: 'login [OPTIONS] [SERVER]',
  short: 'Authenticate to a registry',
  common: 8,
  long: 'Authenticate to a registry.\nDefaults to Docker Hub if no server is specified.',
  args: atMost(1),
  flags: {
    password: string('Password or Personal Access Token (PAT)', { short: 'p' }),
    'password-stdin': bool('Take the Password or Personal Access Token (PAT) from stdin'),
    username: string('Username', { short: 'u' }),
  },

  run({ proc, flags }) {
    if (flags.username === '' && !flags['password-stdin'] && !proc.isatty(0))
      throw new CliError('Error: Cannot perform an interactive login from a non TTY device');
    throw notSimulated('docker login', 'There is no registry to log in to.');
  },
});

/** docker logout */
export const logout = command({
  use: 'logout [SERVER]',
  short: 'Log out from a registry',
  common: 9,
  long: 'Log out from a registry.\nIf no server is specified, the default is defined by the daemon.',
  args: atMost(1),

  *run({ args }) {
    yield* out(`Removing login credentials for ${args[0] ?? 'https://index.docker.io/v1/'}`);
    return 0;
  },
});

/** docker search */
export const search = command({
  use: 'search [OPTIONS] TERM',
  short: 'Search Docker Hub for images',
  common: 10,
  args: exactly(1),
  flags: {
    filter: filter('Filter output based on conditions provided', { short: 'f' }),
    format: string('Pretty-print search using a Go template'),
    limit: int('Max number of search results'),
    'no-trunc': bool("Don't truncate output"),
  },
});
