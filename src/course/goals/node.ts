import { message } from '../message.ts';
import type { GoalKind } from './kind.ts';
import { noSwarm } from './words.ts';

/** A host is in the swarm, in this role and with this availability. */
export const node: GoalKind = {
  name: 'node',
  about: 'the host is a node of the swarm, and is as the options say',
  use: 'node HOST [role=manager|worker] [availability=active|pause|drain] [label.KEY=VALUE]',
  args: ['name'],
  options: ['role', 'availability', 'label.'],
  say({ goal, args: [name = ''] }) {
    const options = Object.entries(goal.options)
      .map(([k, v]) => `\`${k}=${v}\``)
      .join(', ');
    return options === '' ? message('goal.node', { name }) : message('goal.node.with', { name, options });
  },
  async check({ goal, args: [name = ''] }, asked) {
    const it = await asked.node(name);
    if (it === undefined) return (await noSwarm(asked)) ?? message('not.node', { name });
    if (it.state !== 'ready') return message('not.node.state', { name, state: it.state });
    for (const [key, want] of Object.entries(goal.options)) {
      const is =
        key === 'role' ? it.role : key === 'availability' ? it.availability : it.labels[key.slice('label.'.length)];
      if (is !== want) return message('not.node.option', { name, key, is: is ?? '', want });
    }
    return undefined;
  },
};
