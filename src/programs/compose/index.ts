/**
 * Docker Compose 2.40.3: docker's plugin, and the program `docker-compose`. `yaml/` reads and writes as yaml.v3 does,
 * `model/` is compose-go, `service/` works on the daemon's API as pkg/compose does, `commands/` are the verbs.
 * Knows of the engine only what its API tells.
 */
import type { Program } from '../../os/index.ts';
import type { Plugin } from '../docker/index.ts';
import { daemonOf } from '../../engine/index.ts';
import { composeMain } from './main.ts';

export { root as composeCommands } from './root.ts';

/** `docker compose` */
export const composePlugin: Plugin = { name: 'compose', short: 'Docker Compose', run: composeMain };

/** `docker-compose`: the same under its old name. */
export const dockerCompose: Program = (proc) => composeMain(proc, ['compose', ...proc.argv.slice(1)], daemonOf(proc, proc.host));
