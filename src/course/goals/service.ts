import { message } from '../message.ts';
import { shortImage } from './exists.ts';
import type { GoalKind } from './kind.ts';
import { list, missingService } from './words.ts';

/** A service of the swarm runs: so many tasks of it, on this node only. */
export const service: GoalKind = {
  name: 'service',
  about: 'tasks of the service run: so many, all of them on this node, on this network',
  use: 'service NAME [image=IMAGE] [network=NETWORK] [running=N] [on=NODE]',
  args: ['name'],
  options: ['image', 'network', 'running', 'on'],
  say({ goal, args: [name = ''] }) {
    const options = Object.entries(goal.options)
      .map(([k, v]) => `\`${k}=${v}\``)
      .join(', ');
    return options === '' ? message('goal.service', { name }) : message('goal.service.with', { name, options });
  },
  async check({ goal, args: [name = ''] }, asked) {
    const it = (await asked.services()).find((s) => s.name === name);
    if (it === undefined) return missingService(asked, name);
    const { image, network, running, on } = goal.options;
    if (image !== undefined && shortImage(it.image) !== shortImage(image))
      return message('not.container.image', { name, is: it.image, want: image });
    if (network !== undefined && !it.networks.includes(network))
      return message(it.networks.length === 0 ? 'not.attached.nowhere' : 'not.attached', {
        name,
        net: network,
        on: list(it.networks),
      });
    if (it.runsOn.length === 0) return message('not.service.tasks', { name });
    if (running !== undefined && it.runsOn.length !== Number(running))
      return message('not.service.running', { name, is: String(it.runsOn.length), want: running });
    if (on !== undefined && it.runsOn.some((n) => n !== on))
      return message('not.service.on', { name, is: list([...new Set(it.runsOn)].sort()), want: on });
    return undefined;
  },
};

/** A service is not there, or not any more. */
export const noService: GoalKind = {
  name: 'no-service',
  about: 'the swarm has no service of this name',
  use: 'no-service NAME',
  args: ['name'],
  say: ({ args: [name = ''] }) => message('goal.no-service', { name }),
  async check({ args: [name = ''] }, asked) {
    return (await asked.services()).some((s) => s.name === name) ? message('not.no-service', { name }) : undefined;
  },
};
