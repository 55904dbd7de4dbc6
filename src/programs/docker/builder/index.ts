import { noun } from '../grammar/index.ts';
import { build } from '../image/index.ts';
import { prune } from './prune.ts';

/** docker builder; `builder build` is `image build`. */
export const builder = noun('builder', 'Manage builds', [prune, build]);
