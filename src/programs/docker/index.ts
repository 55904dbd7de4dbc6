/**
 * The docker command: cobra's grammar, docker/cli's texts, and the verbs over the engine's API. Reads like docker/cli:
 * `<noun>/<verb>.ts`. Knows nothing of how the engine does what it is asked.
 */
import { daemonOf } from '../../engine/index.ts';
import type { Program } from '../../os/index.ts';
import { makeDocker, type Plugin } from './main.ts';

export { everyCommand, isShown, nameOf, type Place, pathOf } from './grammar/index.ts';
export type { Node as DockerNode } from './grammar/index.ts';
export { makeDocker, type Plugin } from './main.ts';
export { root as dockerCommands } from './tree.ts';

/** The docker program, with what stands beside it as plugins (`docker compose`). */
export function dockerProgram(plugins: readonly Plugin[] = []): Program {
  return makeDocker({ daemonOf, plugins });
}
