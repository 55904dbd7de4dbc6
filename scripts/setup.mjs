// What the two commands of the README need before they can run: dependencies as locked, and an up-to-date build.
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('..', import.meta.url));

/** Runs a command in the project's folder; its status. */
function tryRun(command, args, options = {}) {
  const { status, error } = spawnSync(command, args, {
    cwd: root,
    stdio: 'inherit',
    shell: process.platform === 'win32',
    ...options,
  });
  if (error) process.stderr.write(`${command}: ${error.message}\n`);
  return status ?? 1;
}

/** The same; ends the process with the status when it fails. */
export function run(command, args, options = {}) {
  const status = tryRun(command, args, options);
  if (status !== 0) process.exit(status);
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
  const quiet = ['--no-audit', '--no-fund', '--loglevel=error'];
  if (tryRun('npm', ['ci', ...quiet], { stdio: 'ignore' }) === 0) return;
  // a registry without all of the locked files, or an older npm: what package.json allows will do; if not, npm says why
  process.stderr.write('The locked versions cannot be had here; taking what package.json allows …\n');
  run('npm', ['install', '--no-package-lock', ...quiet], { stdio: ['ignore', 'ignore', 'inherit'] });
}

/** Builds the bundle when a source is newer than it. */
export function build() {
  const built = newest(join('dist', 'main.js'));
  if (built > 0 && built >= newest('src', 'incidents', 'lessons', 'scripts', 'package.json')) return;
  run(process.execPath, [join('scripts', 'build.mjs')]);
}
