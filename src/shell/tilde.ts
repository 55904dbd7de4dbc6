import { FsError, readFile } from '../os/index.ts';
import type { Shell } from './shell.ts';
import { getValue } from './variables.ts';

/** What `~name` stands for; undefined when there is no such user. bash(1), "Tilde Expansion". */
export function homeOf(sh: Shell, name: string): string | undefined {
  if (name === '') return getValue(sh, 'HOME') ?? passwdHome(sh, sh.proc.user) ?? '/root';
  if (name === '+') return sh.state.cwd;
  if (name === '-') return getValue(sh, 'OLDPWD');
  return passwdHome(sh, name);
}

/** The home folder that /etc/passwd has for a user. */
function passwdHome(sh: Shell, user: string): string | undefined {
  try {
    const line = readFile(sh.proc.world, sh.proc.fs, '/etc/passwd')
      .split('\n')
      .find((l) => l.startsWith(`${user}:`));
    return line?.split(':')[5];
  } catch (e) {
    if (e instanceof FsError) return user === 'root' ? '/root' : undefined;
    throw e;
  }
}
