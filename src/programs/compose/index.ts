/**
 * Docker Compose 2.40.3: docker's plugin, and the program `docker-compose`. `yaml/` reads and writes as yaml.v3 does,
 * `model/` is compose-go, `service/` works on the daemon's API as pkg/compose does, `commands/` are the verbs.
 * Knows of the engine only what its API tells.
 */

import { daemonOf } from '../../engine/index.ts';
import type { Program } from '../../os/index.ts';
import type { Plugin } from '../docker/index.ts';
import { composeMain } from './main.ts';
import { decode, documents, isDict } from './yaml/index.ts';

export { root as composeCommands } from './root.ts';

/** The services that a compose file names; none where it is no YAML. */
export function servicesIn(text: string): readonly string[] {
  try {
    const [first] = documents(text);
    const value = first === undefined ? null : decode(first).value;
    const services = isDict(value) ? value.get('services') : undefined;
    return isDict(services) ? [...services.keys()] : [];
  } catch (e) {
    if (e instanceof Error) return [];
    throw e;
  }
}

/** `docker compose` */
export const composePlugin: Plugin = { name: 'compose', short: 'Docker Compose', run: composeMain };

/** `docker-compose`: the same under its old name. */
export const dockerCompose: Program = (proc) =>
  composeMain(proc, ['compose', ...proc.argv.slice(1)], daemonOf(proc, proc.host));
