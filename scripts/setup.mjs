// What the two commands of the README need before they can run: dependencies as locked, and an up-to-date build.
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('..', import.meta.url));

/** Runs a command in the project's folder; ends the process with its status when it fails. */
export function run(command, args, options = {}) {
  const { status, error } = spawnSync(command, args, {
    cwd: root,
    stdio: 'inherit',
    shell: process.platform === 'win32',
    ...options,
  });
  if (error) process.stderr.write(`${command}: ${error.message}\n`);
  if (status !== 0) process.exit(status ?? 1);
}

/** The newest change below some paths, ms since the epoch; 0 when there is nothing. */
function newest(...paths) {
  let latest = 0;
  for (const path of paths) {
    if (!existsSync(join(root, path))) continue;
    const found = statSync(join(root, path));
    latest = Math.max(latest, found.mtimeMs);
    if (found.isDirectory())
      for (const name of readdirSync(join(root, path))) latest = Math.max(latest, newest(join(path, name)));
  }
  return latest;
}

/** Installs the locked dependencies when they are missing or the lock file is newer. */
export function install() {
  const marker = join('node_modules', '.package-lock.json');
  if (newest(marker) >= newest('package-lock.json') && newest(marker) > 0) return;
  process.stderr.write('Installing what the project needs (once) …\n');
  run('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], { stdio: ['ignore', 'ignore', 'inherit'] });
}

/** Builds the bundle when a source is newer than it. */
export function build() {
  const built = newest(join('dist', 'main.js'));
  if (built > 0 && built >= newest('src', 'lessons', 'scripts', 'package.json')) return;
  run(process.execPath, [join('scripts', 'build.mjs')]);
}
