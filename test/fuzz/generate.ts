import type { Action } from './action.ts';
import { chance } from './chance.ts';
import * as containers from './container-steps.ts';
import { grammar, options, optionsShown } from './flag-steps.ts';
import * as looks from './look-steps.ts';
import { macvlan, macvlanProbe } from './macvlan-steps.ts';
import { emptyMemory } from './memory.ts';
import * as networks from './network-steps.ts';
import * as reach from './reach-steps.ts';
import * as six from './six-steps.ts';
import * as swarm from './swarm-steps.ts';
import { psTemplate, template } from './template-steps.ts';
import { addressProbe, userRule } from './user-rule-steps.ts';

type Weights = readonly (readonly [number, Action])[];

const BASE: Weights = [
  [6, networks.createBridge],
  [8, containers.run],
  [2, containers.create],
  [4, networks.connect],
  [2, networks.disconnect],
  [1, containers.stop],
  [1, containers.start],
  [1, containers.remove],
];

const more = (...w: Weights): Weights => [...BASE, ...w];

/** What a topic does besides making networks and containers. */
export const TOPICS: Readonly<Record<string, Weights>> = {
  bridge: more(
    [6, looks.view],
    [6, looks.probe],
    [3, networks.listNetworks],
    [4, networks.inspectNetwork],
    [2, networks.networkWrong],
    [8, looks.hostView],
    [4, looks.routes],
  ),
  ipam: more(
    [14, networks.createBridge],
    [6, networks.createWrong],
    [6, networks.inspectNetwork],
    [6, looks.inspectContainer],
    [3, networks.removeNetwork],
    [3, containers.remove],
  ),
  lifecycle: more(
    [4, containers.stop],
    [4, containers.start],
    [3, containers.restart],
    [4, containers.pause],
    [3, containers.unpause],
    [3, containers.kill],
    [4, containers.remove],
    [4, containers.rename],
    [1, containers.prune],
    [8, containers.containerWrong],
    [7, looks.ps],
    [3, looks.inspectContainer],
  ),
  inspect: more(
    [10, looks.inspectContainer],
    [8, networks.inspectNetwork],
    [6, looks.ps],
    [4, networks.listNetworks],
    [2, looks.port],
  ),
  network: more(
    [6, networks.createWrong],
    [6, networks.networkWrong],
    [4, networks.removeNetwork],
    [3, networks.pruneNetworks],
    [5, networks.listNetworks],
    [3, networks.inspectNetwork],
  ),
  ports: more(
    [10, containers.run],
    [6, looks.port],
    [5, looks.ps],
    [5, looks.hostProbe],
    [5, looks.portWrong],
    [3, containers.restart],
    [3, looks.firewall],
  ),
  dns: more([16, looks.probe], [6, looks.view], [2, containers.rename], [2, containers.restart]),
  modes: more(
    [8, containers.run],
    [6, looks.view],
    [8, reach.sharedView],
    [5, reach.throwaway],
    [3, reach.tinker],
    [4, looks.probe],
    [4, looks.inspectContainer],
    [6, containers.containerWrong],
  ),
  firewall: more([12, looks.firewall], [4, looks.probe], [7, networks.removeNetwork], [2, containers.restart]),
  template: more([26, template], [10, psTemplate]),
  flags: [
    [10, options],
    [16, optionsShown],
  ],
  grammar: [[1, grammar]],
  user: more([16, userRule], [8, addressProbe], [3, looks.hostProbe], [2, looks.firewall]),
  internal: more(
    [8, networks.createInternal],
    [6, looks.view],
    [10, reach.wayOut],
    [4, reach.outsideProbe],
    [5, looks.probe],
    [4, addressProbe],
    [3, looks.firewall],
  ),
  macvlan: [
    [20, macvlan],
    [10, containers.run],
    [2, networks.connect],
    [1, networks.disconnect],
    [1, networks.createBridge],
    [1, containers.stop],
    [1, containers.start],
    [1, containers.remove],
    [5, networks.inspectNetwork],
    [3, looks.inspectContainer],
    [3, looks.view],
    [14, macvlanProbe],
    [3, looks.probe],
    [2, networks.listNetworks],
  ],
  reach: more(
    [8, reach.outsideProbe],
    [7, reach.hostReach],
    [8, reach.throwaway],
    [3, reach.tinker],
    [3, looks.probe],
    [2, looks.hostProbe],
  ),
  six: more(
    [12, six.createSix],
    [6, containers.run],
    [16, six.sixProbe],
    [8, six.sixHost],
    [3, networks.inspectNetwork],
  ),
  overlay: [
    [6, swarm.overlay],
    [9, containers.run],
    [2, networks.connect],
    [1, networks.disconnect],
    [1, networks.createBridge],
    [3, looks.view],
    [9, swarm.overlayView],
    [8, swarm.overlayRun],
    [10, swarm.overlayNames],
    [7, looks.probe],
    [3, reach.outsideProbe],
    [4, swarm.swarmLook],
    [3, swarm.serviceCreate],
    [4, swarm.serviceLook],
    [3, swarm.serviceChange],
    [3, swarm.swarmWrong],
    [2, networks.inspectNetwork],
    [1, networks.removeNetwork],
  ],
};

/** What a topic begins with, where that is not one bridge. */
const OPENING: Readonly<Record<string, readonly Action[]>> = {
  overlay: [swarm.swarmInit, swarm.overlay],
  macvlan: [macvlan],
  six: [six.createSix],
  internal: [networks.createInternal],
};

/** The action whose share of the whole `at` falls into. */
function weighted(weights: Weights, at: number): Action | undefined {
  let left = at;
  for (const [weight, action] of weights) {
    if (left < weight) return action;
    left -= weight;
  }
  return undefined;
}

/** Tasks of a service come and go for some seconds: how far they are then would be chance. */
function afterService(before: string, step: string): string {
  if (!/docker service (create|update|scale|rm) /.test(before)) return step;
  return `~ 5\n${step.replace(/^~ \d+\n/, '')}`;
}

/** One scenario; `topic` and `seed` say which. */
export function generate(topic: string, seed: number, outside = true, length = 15): string {
  const weights = TOPICS[topic];
  if (weights === undefined) throw new Error(`no topic "${topic}": ${Object.keys(TOPICS).join(', ')}`);
  const c = chance(seed * 97 + [...topic].reduce((n, x) => n * 31 + x.charCodeAt(0), 7));
  const m = emptyMemory(outside);
  const total = weights.reduce((n, [w]) => n + w, 0);
  const lines = [`# Fuzz: ${topic} ${seed}`];
  const step = (action: Action) => {
    const command = action(m, c);
    if (command !== undefined)
      lines.push(afterService(lines.at(-1) ?? '', command.startsWith('~') ? command : `$ ${command}`));
    return command !== undefined;
  };
  for (const action of OPENING[topic] ?? [networks.createBridge]) step(action);
  step(containers.run);

  for (let made = lines.filter((l) => l.includes('$ ')).length, tries = 0; made < length && tries < 500; tries++) {
    const action = weighted(weights, c.below(total));
    if (action !== undefined && step(action)) made++;
  }
  return `${lines.join('\n')}\n`;
}
