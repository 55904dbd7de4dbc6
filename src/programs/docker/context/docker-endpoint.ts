import { joinPath, type Process, stat } from '../../../os/index.ts';
import { notSimulated } from '../format/index.ts';
import { CliError } from '../grammar/index.ts';
import { type Context, getContext } from './store.ts';

const KEYS = ['ca', 'cert', 'from', 'host', 'key', 'skip-tls-verify'];

/** What `--docker key=value,…` describes; getDockerEndpoint in cli/command/context/options.go of docker/cli. */
export function endpointOf(
  proc: Process,
  dir: string,
  given: Readonly<Record<string, string>>,
  failed: string,
): Context['Endpoints'] {
  const unknown = Object.keys(given).find((key) => !KEYS.includes(key));
  if (unknown !== undefined) throw new CliError(`${failed}: unrecognized config key: ${unknown}`);
  if (given.from !== undefined) return getContext(proc, dir, given.from).Endpoints;
  for (const key of ['ca', 'cert', 'key']) {
    const file = given[key];
    if (file === undefined) continue;
    if (!stat(proc.world, proc.fs, joinPath(proc.cwd, file)))
      throw new CliError(`${failed}: open ${file}: no such file or directory`);
    throw notSimulated(`a context with ${key}=`, 'The daemons of the simulation speak no TLS.');
  }
  return { docker: { Host: given.host ?? '', SkipTLSVerify: given['skip-tls-verify'] === 'true' } };
}
