import { message } from '../message.ts';
import type { GoalKind } from './kind.ts';
import { list, missing, netsOf, noNetwork } from './words.ts';

/** A container is connected to a network. */
export const attached: GoalKind = {
  name: 'attached',
  about: 'the container is connected to the network',
  use: 'attached CONTAINER NETWORK|?net',
  args: ['container', 'network'],
  say: ({ args: [name = '', net] }) =>
    net === undefined ? message('goal.attached.any', { name }) : message('goal.attached', { name, net }),
  async check({ args: [name = '', net] }, asked) {
    if ((await asked.container(name)) === undefined) return missing(asked, name);
    const on = await netsOf(asked, name);
    if (net === undefined) return message('not.attached.any', { name, on: list(on) });
    // a container that was created for a network that does not exist has it in its settings all the same
    const absent = await noNetwork(asked, net);
    if (absent !== undefined) return absent;
    if (on.includes(net)) return undefined;
    return on.length === 0
      ? message('not.attached.nowhere', { name })
      : message('not.attached', { name, net, on: list(on) });
  },
};

/** A container that is there is not connected to a network. */
export const notAttached: GoalKind = {
  name: 'not-attached',
  about: 'the container is there and not connected to the network',
  use: 'not-attached CONTAINER NETWORK|?net',
  args: ['container', 'network'],
  say: ({ args: [name = '', net = ''] }) => message('goal.not-attached', { name, net }),
  async check({ args: [name = '', net] }, asked) {
    if ((await asked.container(name)) === undefined) return missing(asked, name);
    if (net === undefined) return message('not.network.fitting');
    return (await netsOf(asked, name)).includes(net) ? message('not.not-attached', { name, net }) : undefined;
  },
};
