import { noun } from '../grammar/index.ts';
import { create } from './create.ts';
import { inspect } from './inspect.ts';
import { LAYOUTS, ls, VOLUMES } from './ls.ts';
import { prune } from './prune.ts';
import { rm } from './rm.ts';
import { update } from './update.ts';

/** docker volume */
export const volume = noun('volume', 'Manage volumes', [create, inspect, ls, prune, rm, update]);

export { LAYOUTS as VOLUME_LAYOUTS, VOLUMES as VOLUME_ROWS };
