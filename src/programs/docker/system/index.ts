import { read } from '../../../os/index.ts';
import { command, noun } from '../grammar/index.ts';
import { df } from './df.ts';
import { events } from './events.ts';
import { info } from './info.ts';
import { inspect } from './inspect.ts';
import { prune } from './prune.ts';
import { version } from './version.ts';

const dialStdio = command({
  use: 'dial-stdio',
  short: 'Proxy the stdio stream to the daemon connection. Should not be invoked manually.',
  hidden: true,

  *run({ daemon }) {
    daemon.version();
    while ((yield* read()) !== undefined);
    return 0;
  },
});

/** docker system */
export const system = noun('system', 'Manage Docker', [df, dialStdio, events, info, prune]);

export { events, info, inspect, version };
