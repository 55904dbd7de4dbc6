import { noun } from '../grammar/index.ts';
import { create } from './create.ts';
import { exportCommand } from './export.ts';
import { importCommand } from './import.ts';
import { inspect } from './inspect.ts';
import { ls } from './ls.ts';
import { rm } from './rm.ts';
import { show } from './show.ts';
import { update } from './update.ts';
import { use } from './use.ts';

export { contextMissing, contextNames, DEFAULT, findContext, LOCAL } from './store.ts';

/** docker context */
export const context = noun('context', 'Manage contexts', [
  create,
  exportCommand,
  importCommand,
  inspect,
  ls,
  rm,
  show,
  update,
  use,
]);
