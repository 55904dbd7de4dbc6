import { noun } from '../grammar/index.ts';
import { config } from './config.ts';
import { deploy } from './deploy.ts';
import { ls } from './ls.ts';
import { ps } from './ps.ts';
import { rm } from './rm.ts';
import { services } from './services.ts';

/** docker stack */
export const stack = noun('stack', 'Manage Swarm stacks', [config, deploy, ls, ps, rm, services], {
  swarm: true,
  needs: 'manager',
});
