import { joinPath, type Process, readFile, stat, writeFile } from '../../../os/index.ts';

/** The directory of the client's own files: `--config`, DOCKER_CONFIG or ~/.docker. */
export function configDir(proc: Process, given = ''): string {
  return joinPath(proc.cwd, given || proc.env.DOCKER_CONFIG || joinPath(proc.env.HOME ?? '/root', '.docker'));
}

/** What config.json of that directory holds; cli/config/configfile of docker/cli. */
export function readConfig(proc: Process, dir: string): Readonly<Record<string, unknown>> {
  const path = joinPath(dir, 'config.json');
  if (!stat(proc.world, proc.fs, path)) return {};
  try {
    return JSON.parse(readFile(proc.world, proc.fs, path)) as Record<string, unknown>;
  } catch {
    return {};
  }
}

/** Writes config.json; a key without a value is left out. */
export function writeConfig(proc: Process, dir: string, change: Readonly<Record<string, unknown>>): void {
  const text = JSON.stringify({ auths: {}, ...readConfig(proc, dir), ...change }, undefined, '\t');
  proc.transact((tx) => writeFile(tx, proc.fs, joinPath(dir, 'config.json'), text, { mode: 0o600, parents: true }));
}
