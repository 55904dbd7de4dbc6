import { type Message, message } from '../message.ts';
import type { Asked, GoalKind } from './kind.ts';
import { apart, list, netsOf, noPlace } from './words.ts';

/** A name leads to an address, asked from a place; with TO, to that address or to one of that container's. */
export const resolves: GoalKind = {
  name: 'resolves',
  about: 'the name has an address, asked from there; with a third word, this one',
  use: 'resolves FROM NAME [IP|@CONTAINER]',
  args: ['place', 'name', 'name'],
  atLeast: 2,
  say: ({ args: [from = '', name = '', to] }) =>
    to === undefined
      ? message('goal.resolves', { from, name })
      : message('goal.resolves.to', { from, name, to: to.replace(/^@/, '') }),
  async check({ args: [from = '', name = '', to] }, asked) {
    const cannot = await noPlace(asked, from);
    if (cannot !== undefined) return cannot;
    const answer = await asked.resolve(from, name);
    if (answer.kind !== 'ok') return whyNoName(asked, from, name);
    if (to === undefined) return undefined;
    const want = to.startsWith('@') ? (await asked.endpointsOf(to.slice(1))).map((e) => e.ip) : [to];
    return answer.addresses.some((a) => want.includes(a))
      ? undefined
      : message('not.resolves.other', { from, name, is: list(answer.addresses) });
  },
};

/** A name leads nowhere, asked from a place where somebody can ask. */
export const notResolves: GoalKind = {
  name: 'not-resolves',
  about: 'somebody can ask there, and the name has no address',
  use: 'not-resolves FROM NAME',
  args: ['place', 'name'],
  say: ({ args: [from = '', name = ''] }) => message('goal.not-resolves', { from, name }),
  async check({ args: [from = '', name = ''] }, asked) {
    const cannot = await noPlace(asked, from);
    if (cannot !== undefined) return cannot;
    const answer = await asked.resolve(from, name);
    return answer.kind === 'ok' ? message('not.not-resolves', { from, name, is: list(answer.addresses) }) : undefined;
  },
};

/** Why a container's name is not found: names work on a shared network that the learner made. */
export async function whyNoName(asked: Asked, a: string, b: string): Promise<Message> {
  const far = await apart(asked, a, b, 'not.resolves.apart');
  if (far !== undefined) return far;
  const on = await netsOf(asked, a);
  const shared = (await netsOf(asked, b)).filter((n) => on.includes(n));
  return shared.length > 0 && shared.every((n) => n === 'bridge')
    ? message('not.resolves.default', { a, b })
    : message('not.resolves.noname', { from: a, name: b });
}
