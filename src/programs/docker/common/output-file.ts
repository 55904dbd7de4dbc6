import { FsError, joinPath, type Process, parentOf, type Run, stat, write, writeFile } from '../../../os/index.ts';
import { CliError } from '../grammar/index.ts';

/** Where an archive of `docker save` or `docker export` goes: a file, or standard output that is no terminal. */
export function* writeArchive(proc: Process, output: string, failed: string, make: () => string): Run<number> {
  if (output === '') {
    if (proc.isatty(1)) throw new CliError('cowardly refusing to save to a terminal. Use the -o flag or redirect');
    yield* write(make());
    return 0;
  }
  const path = joinPath(proc.cwd, output);
  const shown = output.includes('/') ? parentOf(joinPath('/', output)) : '.';
  const parent = stat(proc.world, proc.fs, parentOf(path));
  if (parent?.kind !== 'dir')
    throw new CliError(
      `${failed}: invalid output path: stat ${shown}: ${parent ? 'not a directory' : 'no such file or directory'}`,
    );
  if (stat(proc.world, proc.fs, path)?.kind === 'dir') throw new CliError(`${failed}: cannot write to a directory`);
  const archive = make();
  try {
    proc.transact((tx) => writeFile(tx, proc.fs, path, archive, { mode: 0o600 }));
  } catch (e) {
    throw e instanceof FsError ? new CliError(`${failed}: open ${output}: ${e.message.toLowerCase()}`) : e;
  }
  return 0;
}
