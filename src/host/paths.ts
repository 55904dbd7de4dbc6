import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Where programs keep what they remember between runs: XDG's state folder, Application Support, LOCALAPPDATA. */
export function stateDir(
  env: NodeJS.ProcessEnv = process.env,
  platform: string = process.platform,
  home = homedir(),
): string {
  if (platform === 'win32') return join(env.LOCALAPPDATA ?? join(home, 'AppData', 'Local'), 'dockernet-course');
  if (platform === 'darwin') return join(home, 'Library', 'Application Support', 'dockernet-course');
  const xdg = env.XDG_STATE_HOME;
  // The XDG base directory specification: relative paths are to be ignored.
  return join(xdg?.startsWith('/') ? xdg : join(home, '.local', 'state'), 'dockernet-course');
}

/** The package's folder: the nearest one above this file that has a package.json. */
export function packageDir(from: string = dirname(fileURLToPath(import.meta.url))): string {
  for (let dir = from; ; dir = dirname(dir)) {
    if (existsSync(join(dir, 'package.json'))) return dir;
    if (dir === dirname(dir)) return from;
  }
}
