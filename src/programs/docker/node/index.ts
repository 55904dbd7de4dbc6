import { noun } from '../grammar/index.ts';
import { demote } from './demote.ts';
import { inspect } from './inspect.ts';
import { ls } from './ls.ts';
import { promote } from './promote.ts';
import { ps } from './ps.ts';
import { rm } from './rm.ts';
import { update } from './update.ts';

/** docker node */
export const node = noun('node', 'Manage Swarm nodes', [demote, inspect, ls, promote, ps, rm, update], {
  swarm: true,
  needs: 'manager',
});
