import { noun } from '../grammar/index.ts';
import { ca } from './ca.ts';
import { init } from './init.ts';
import { join } from './join.ts';
import { joinToken } from './join-token.ts';
import { leave } from './leave.ts';
import { unlock } from './unlock.ts';
import { unlockKey } from './unlock-key.ts';
import { update } from './update.ts';

/** docker swarm */
export const swarm = noun('swarm', 'Manage Swarm', [ca, init, joinToken, join, leave, unlockKey, unlock, update], {
  swarm: true,
});
