import { noun } from '../grammar/index.ts';
import { connect } from './connect.ts';
import { create } from './create.ts';
import { disconnect } from './disconnect.ts';
import { inspect } from './inspect.ts';
import { ls } from './ls.ts';
import { prune } from './prune.ts';
import { rm } from './rm.ts';

/** docker network */
export const network = noun('network', 'Manage networks', [connect, create, disconnect, inspect, ls, prune, rm]);
