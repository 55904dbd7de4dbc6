import { message } from '../message.ts';
import type { GoalKind } from './kind.ts';
import { list } from './words.ts';

/** A network or a container that the step began with is gone. */
export const removed: GoalKind = {
  name: 'removed',
  about: 'what the step began with is gone',
  use: 'removed network|container NAME',
  args: ['thing', 'name'],
  mistake: ({ args: [thing] }) =>
    thing === 'network' || thing === 'container'
      ? undefined
      : `\`${thing}\` cannot be removed: write \`network\` or \`container\``,
  say: ({ args: [thing, name = ''] }) =>
    message(thing === 'network' ? 'goal.removed.network' : 'goal.removed.container', { name }),
  async check({ args: [thing, name = ''] }, asked) {
    if (thing === 'container') {
      return (await asked.container(name)) === undefined ? undefined : message('not.removed', { name });
    }
    if ((await asked.network(name)) === undefined) return undefined;
    const who: string[] = [];
    for (const end of await asked.endpointsOn(name)) {
      if ((await asked.container(end.container))?.state === 'running') who.push(end.container);
    }
    return who.length === 0
      ? message('not.removed', { name })
      : message('not.removed.in-use', { name, who: list(who.sort()) });
  },
};
