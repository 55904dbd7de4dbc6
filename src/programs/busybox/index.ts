import type { Installed } from '../../os/index.ts';
import { sharedTools, which } from '../coreutils/index.ts';
import { ping } from './ping.ts';

/** BusyBox's applets, by name. */
export const busyboxTools: Readonly<Record<string, Installed>> = {
  ...sharedTools('busybox'),
  which: { run: which },
  ping: { run: ping('ping') },
  ping6: { run: ping('ping6') },
};
