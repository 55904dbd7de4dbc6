import { noun } from '../grammar/index.ts';
import { attach } from './attach.ts';
import { commit } from './commit.ts';
import { cp } from './cp.ts';
import { create } from './create.ts';
import { diff } from './diff.ts';
import { exec } from './exec.ts';
import { exportCommand } from './export.ts';
import { inspect } from './inspect.ts';
import { kill } from './kill.ts';
import { logs } from './logs.ts';
import { pause } from './pause.ts';
import { port } from './port.ts';
import { prune } from './prune.ts';
import { ls, ps } from './ps.ts';
import { rename } from './rename.ts';
import { restart } from './restart.ts';
import { rm } from './rm.ts';
import { run } from './run.ts';
import { start } from './start.ts';
import { stats } from './stats.ts';
import { stop } from './stop.ts';
import { top } from './top.ts';
import { unpause } from './unpause.ts';
import { update } from './update.ts';
import { wait } from './wait.ts';

export { checkTty, ioOf, proxySignals, untilRemoved } from './attachment.ts';
export { copyBetween, type Place, splitArgument } from './cp.ts';
export { displayPorts } from './display-ports.ts';
export { CONTAINER_ROWS } from './rows.ts';
export { type StatsShown, showStats } from './stats.ts';

/** docker container */
export const container = noun('container', 'Manage containers', [
  attach,
  commit,
  cp,
  create,
  diff,
  exec,
  exportCommand,
  inspect,
  kill,
  logs,
  pause,
  port,
  prune,
  ls,
  rename,
  restart,
  rm,
  run,
  start,
  stats,
  stop,
  top,
  unpause,
  update,
  wait,
]);

export {
  attach,
  commit,
  cp,
  create,
  diff,
  exec,
  exportCommand,
  kill,
  logs,
  pause,
  port,
  ps,
  rename,
  restart,
  rm,
  run,
  start,
  stats,
  stop,
  top,
  unpause,
  update,
  wait,
};
