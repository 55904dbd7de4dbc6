import { out, readAll, sleep } from '../../../os/index.ts';
import { readInput, UNPACKING } from '../common/index.ts';
import { notSimulated } from '../format/index.ts';
import { atLeast, CliError, command, list, string } from '../grammar/index.ts';
import { parseReference } from '../opts/index.ts';

/** docker image import; cli/command/image/ of docker/cli. */
export const importCommand = command({
  use: 'import [OPTIONS] file|URL|- [REPOSITORY[:TAG]]',
  short: 'Import the contents from a tarball to create a filesystem image',
  spellings: 'docker image import, docker import',
  args: atLeast(1),
  flags: {
    change: list('Apply Dockerfile instruction to the created image', { short: 'c' }),
    message: string('Set commit message for imported image', { short: 'm' }),
    platform: string('Set platform if server is multi-platform capable'),
  },

  *run({ args, flags, daemon, proc }) {
    const [source = '', reference] = args;
    if (/^(https?|git):\/\//.test(source)) throw notSimulated(`docker import ${source}`, 'Import a file.');
    if (flags.platform !== '') throw notSimulated('docker import --platform', 'Every image here is of linux/amd64.');
    const archive = source === '-' ? yield* readAll() : readInput(proc, source);
    const named = reference === undefined ? undefined : parseReference(reference);
    if (named?.kind === 'error') throw new CliError(named.error);
    yield* sleep(UNPACKING);
    const { change: changes, message } = flags;
    yield* out(daemon.imageImport({ archive, changes, message, ...(reference === undefined ? {} : { reference }) }));
    return 0;
  },
});
