import { ApiError } from '../../../engine/index.ts';
import { daemonError } from '../format/index.ts';
import { CliError } from '../grammar/index.ts';

/** An error of run or create with the hint that they add. */
export function withHelp(message: string, command: 'run' | 'create', status: number): CliError {
  return new CliError(`docker: ${message}\n\nRun 'docker ${command} --help' for more information`, status);
}

/** What of a failed run is told, and its status: 127 and 126 when the command could not be run; toStatusError of docker/cli. */
export function runFailure(error: unknown): CliError {
  const message =
    error instanceof ApiError ? daemonError(error) : error instanceof CliError ? error.message : undefined;
  if (message === undefined || (error instanceof CliError && error.status === 99)) throw error;
  const missing = /executable file not found|no such file or directory|system cannot find the file specified/.test(
    message,
  );
  const denied = /permission denied|is a directory/.test(message);
  return withHelp(message, 'run', missing ? 127 : denied ? 126 : 125);
}
