import { joinPath, type Process, readFile, stat } from '../../../os/index.ts';
import { CliError } from '../grammar/index.ts';

/** What the daemon takes to unpack an archive, ms. */
export const UNPACKING = 400;

/** What is in a file that the client is to read; os.Open's words when there is none. */
export function readInput(proc: Process, file: string): string {
  const path = joinPath(proc.cwd, file);
  const row = stat(proc.world, proc.fs, path);
  if (!row) throw new CliError(`open ${file}: no such file or directory`);
  if (row.kind === 'dir') throw new CliError(`read ${file}: is a directory`);
  return readFile(proc.world, proc.fs, path);
}
