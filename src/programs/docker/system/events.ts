import { command, filter, string } from '../grammar/index.ts';
import { inspectFormat } from '../opts/index.ts';

/** docker system events; cli/command/system/ of docker/cli. */
export const events = command({
  use: 'events [OPTIONS]',
  short: 'Get real time events from the server',
  spellings: 'docker system events, docker events',
  flags: {
    filter: filter('Filter output based on conditions provided', { short: 'f' }),
    format: inspectFormat(),
    since: string('Show all events created since timestamp'),
    until: string('Stream events until this timestamp'),
  },
});
