import type { FsError } from '../os/index.ts';
import type { Shell } from './shell.ts';

/** What a shell says when it cannot open a file. */
export function redirectionMessage(sh: Shell, path: string, error: FsError, writing: boolean): string {
  const { dialect } = sh.state;
  if (dialect === 'bash')
    return `${path}: ${error.code === 'EEXIST' ? 'cannot overwrite existing file' : error.message}`;
  const dash = dialect === 'dash';
  const missing = writing
    ? dash
      ? 'Directory nonexistent'
      : 'nonexistent directory'
    : dash
      ? 'No such file'
      : 'no such file';
  const what = error.code === 'ENOENT' ? missing : error.message;
  return `${dash ? 'cannot' : "can't"} ${writing ? 'create' : 'open'} ${path}: ${what}`;
}
