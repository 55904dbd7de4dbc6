/**
 * The docker command: cobra's grammar, docker/cli's texts, and the verbs over the engine's API. Reads like docker/cli:
 * `<noun>/<verb>.ts`. Knows nothing of how the engine does what it is asked.
 */
import { daemonOf } from '../../engine/index.ts';
import type { Program } from '../../os/index.ts';
import { everyCommand, pathOf } from './grammar/index.ts';
import { makeDocker, type Plugin } from './main.ts';
import { root } from './tree.ts';

export { contextNames } from './context/index.ts';
export { type Dissected, dissect } from './dissect.ts';
export type { Node as DockerNode } from './grammar/index.ts';
export type { Plugin } from './main.ts';
export { root as dockerCommands } from './tree.ts';

/** The docker program, with what stands beside it as plugins (`docker compose`). */
export function dockerProgram(plugins: readonly Plugin[] = []): Program {
  return makeDocker({ daemonOf, plugins });
}

/** A command of docker as the table of what is supported lists it. */
export interface Supported {
  /** `docker network create` */
  readonly command: string;
  readonly flags: readonly string[];
  /** False: its grammar and its help are there, its behaviour is not. */
  readonly simulated: boolean;
}

/** Every command of docker's tree and whether its behaviour is simulated. */
export function supportedCommands(): readonly Supported[] {
  return [...everyCommand(root)].flatMap((place) => {
    const { node } = place;
    if (node.kind !== 'command' || node.hidden) return [];
    const flags = Object.entries(node.flags).flatMap(([name, flag]) => (flag.hidden || flag.only ? [] : [`--${name}`]));
    return [{ command: pathOf(place), flags, simulated: node.run !== undefined }];
  });
}
