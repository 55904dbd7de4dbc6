import { noun } from '../grammar/index.ts';
import { create } from './create.ts';
import { inspect } from './inspect.ts';
import { ls, VOLUMES, volumeFormat } from './ls.ts';
import { prune } from './prune.ts';
import { rm } from './rm.ts';
import { update } from './update.ts';

/** docker volume */
export const volume = noun('volume', 'Manage volumes', [create, inspect, ls, prune, rm, update]);

export { VOLUMES as VOLUME_ROWS, volumeFormat };
