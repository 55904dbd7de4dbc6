import { ApiError } from '../../../engine/index.ts';
import { daemonError } from '../../docker/format/index.ts';
import { CliError } from '../../docker/grammar/index.ts';
import { ComposeError } from '../model/index.ts';

export const daemonText = (error: ApiError): string => daemonError(error);

/** The text of what went wrong; other errors are thrown on. */
export function messageOf(error: unknown): string {
  if (error instanceof ApiError) return daemonText(error);
  if (error instanceof ComposeError || error instanceof CliError) return error.message;
  throw error;
}

export const isNotFound = (error: unknown): boolean => error instanceof ApiError && error.status === 404;
export const isConflict = (error: unknown): boolean => error instanceof ApiError && error.status === 409;
