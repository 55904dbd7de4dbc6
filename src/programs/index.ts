/**
 * What one can type: every command of the machines and images, one folder a package as Debian names it.
 * Each asks the simulated kernel and daemon and prints what the real one prints. Must never know lessons or screens.
 */

export { composeCommands, servicesIn } from './compose/index.ts';
export { curl } from './curl/curl.ts';
export {
  contextNames,
  type Dissected,
  type DockerNode,
  dissect,
  dockerCommands,
  supportedCommands,
} from './docker/index.ts';
export { programs } from './registry.ts';
export { UNSIMULATED_IDS } from './unsimulated.ts';
