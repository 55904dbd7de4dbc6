import { FsError, joinPath, type Process, readFile, strerror } from '../../../os/index.ts';
import { CliError } from '../grammar/index.ts';

/** Lines of files (`--env-file`, `--label-file`) and then what was given itself; pkg/kvfile of docker/cli. */
export function readKeyValues(
  proc: Process,
  files: readonly string[],
  given: readonly string[],
  environment: boolean,
): string[] {
  return [...files.flatMap((file) => linesOf(proc, file, environment)), ...given];
}

function linesOf(proc: Process, file: string, environment: boolean): string[] {
  let text: string;
  try {
    text = readFile(proc.world, proc.fs, joinPath(proc.cwd, file));
  } catch (e) {
    throw e instanceof FsError ? new CliError(`open ${file}: ${strerror(e.code).toLowerCase()}`) : e;
  }
  return text.split('\n').flatMap((raw) => {
    const line = raw.replace(/^\s+/, '').replace(/\r$/, '');
    if (line === '' || line.startsWith('#')) return [];
    const eq = line.indexOf('=');
    const name = eq < 0 ? line : line.slice(0, eq);
    if (name === '') throw new CliError(`invalid env file (${file}): no variable name on line '${line}'`);
    if (/\s/.test(name)) throw new CliError(`invalid env file (${file}): variable '${name}' contains whitespaces`);
    if (eq >= 0) return [line];
    const value = environment ? proc.env[name] : undefined;
    return value === undefined ? (environment ? [] : [name]) : [`${name}=${value}`];
  });
}

/** `-e NAME` takes the value from the client's environment, if it has one. */
export function fromEnvironment(proc: Process, text: string): string {
  const value = text.includes('=') ? undefined : proc.env[text];
  return value === undefined ? text : `${text}=${value}`;
}
