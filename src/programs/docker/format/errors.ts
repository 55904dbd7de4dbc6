import type { ApiError } from '../../../engine/index.ts';
import { CliError } from '../grammar/index.ts';

/** What the client makes of a refusal of the daemon. */
export function daemonError(error: ApiError): string {
  return `Error response from daemon: ${error.message.trim()}`;
}

/** The answer to what is not part of the simulation. */
export function notSimulated(what: string, instead?: string): CliError {
  return new CliError(`dockernet-course: not simulated: ${what}${instead === undefined ? '' : `\n${instead}`}`, 99);
}
