import type { Process } from '../../../os/index.ts';
import { readConfig } from '../common/index.ts';
import { contextMissing, DEFAULT, findContext, LOCAL } from '../context/index.ts';
import { CliError } from '../grammar/index.ts';

/** What was given before the command. */
export interface GlobalChoice {
  readonly host: string;
  readonly context: string;
}

/** The name of the context that is current; resolveContextName in cli/command/cli.go of docker/cli. */
export function currentContext(proc: Process, dir: string, given: GlobalChoice): string {
  if (given.context !== '') return given.context;
  if (given.host !== '' || (proc.env.DOCKER_HOST ?? '') !== '') return DEFAULT;
  if ((proc.env.DOCKER_CONTEXT ?? '') !== '') return proc.env.DOCKER_CONTEXT ?? '';
  const { currentContext: configured } = readConfig(proc, dir);
  return typeof configured === 'string' && configured !== '' ? configured : DEFAULT;
}

/** Where the daemon of a context is. Throws what docker says of a context that is not there. */
export function hostOf(proc: Process, dir: string, context: string, given: GlobalChoice): string {
  if (given.host !== '') return given.host;
  if (context === DEFAULT) return proc.env.DOCKER_HOST || LOCAL;
  const found = findContext(proc, dir, context);
  if (!found)
    throw new CliError(`Failed to initialize: unable to resolve docker endpoint: ${contextMissing(dir, context)}`);
  return found.Endpoints.docker.Host || LOCAL;
}
