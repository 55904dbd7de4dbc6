import { type Run, readAll, write } from '../../../os/index.ts';
import { emitYaml } from '../../compose/yaml/index.ts';
import { logLine } from '../common/index.ts';
import { bool, command, strings } from '../grammar/index.ts';
import { loadFiles } from './load.ts';

/** docker stack config; cli/command/stack/ of docker/cli. */
export const config = command({
  use: 'config [OPTIONS]',
  short: 'Outputs the final config file, after doing merges and interpolations',
  flags: {
    'compose-file': strings('Path to a Compose file, or "-" to read from stdin', { short: 'c' }),
    'skip-interpolation': bool('Skip interpolation and output only merged config'),
  },

  *run({ flags, proc }): Run<number> {
    const files = flags['compose-file'];
    const stdin = files[0] === '-' ? yield* readAll() : '';
    const { file, warnings } = loadFiles(proc, files, stdin, !flags['skip-interpolation']);
    for (const warning of warnings) yield* write(logLine(proc, 'warning', warning), 2);
    yield* write(emitYaml(file));
    return 0;
  },
});
