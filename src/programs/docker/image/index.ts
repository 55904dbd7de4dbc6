import { noun } from '../grammar/index.ts';
import { build } from './build.ts';
import { history } from './history.ts';
import { images, ls } from './images.ts';
import { importCommand } from './import.ts';
import { inspect } from './inspect.ts';
import { load } from './load.ts';
import { prune } from './prune.ts';
import { pull } from './pull.ts';
import { push } from './push.ts';
import { rm, rmi } from './rm.ts';
import { save } from './save.ts';
import { tag } from './tag.ts';

/** docker image */
export const image = noun('image', 'Manage images', [
  build,
  history,
  ls,
  importCommand,
  inspect,
  load,
  prune,
  pull,
  push,
  rm,
  save,
  tag,
]);

export { IMAGE_ROWS, rowsOf } from './rows.ts';
export { build, history, images, importCommand, load, pull, push, rmi, save, tag };
