import { noun } from '../grammar/index.ts';
import { create } from './create.ts';
import { inspect } from './inspect.ts';
import { logs } from './logs.ts';
import { ls } from './ls.ts';
import { ps } from './ps.ts';
import { rm } from './rm.ts';
import { rollback } from './rollback.ts';
import { scale } from './scale.ts';
import { update } from './update.ts';

/** docker service */
export const service = noun(
  'service',
  'Manage Swarm services',
  [create, inspect, logs, ls, ps, rm, rollback, scale, update],
  { swarm: true, needs: 'manager' },
);
