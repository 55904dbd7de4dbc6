import type { PullProgress } from '../../../engine/index.ts';

/** Progress of a pull as it prints where no terminal is: one line for each change of a layer's status; jsonmessage of moby. */
export function pullText(progress: readonly PullProgress[], quiet = false): string {
  if (quiet) return '';
  return progress
    .filter((line) => line.progressDetail?.total === undefined || line.status === 'Pulling fs layer')
    .map((line) => `${line.id === undefined ? '' : `${line.id}: `}${line.status}\n`)
    .join('');
}
