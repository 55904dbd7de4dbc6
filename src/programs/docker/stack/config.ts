import { bool, command, strings } from '../grammar/index.ts';

/** docker stack config; cli/command/stack/ of docker/cli. */
export const config = command({
  use: 'config [OPTIONS]',
  short: 'Outputs the final config file, after doing merges and interpolations',
  flags: {
    'compose-file': strings('Path to a Compose file, or "-" to read from stdin', { short: 'c' }),
    'skip-interpolation': bool('Skip interpolation and output only merged config'),
  },
});
