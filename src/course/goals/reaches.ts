import type { ProbeResult } from '../facts.ts';
import { type Message, message } from '../message.ts';
import type { Asked, GoalKind } from './kind.ts';
import { whyNoName } from './resolves.ts';
import { type Aim, aimMistake, aimSentence, parseAim, portOf, targetsOf } from './target.ts';
import { apart, noPlace, notRunning } from './words.ts';

/** Packets get there and back. */
export const reaches: GoalKind = {
  name: 'reaches',
  about: 'packets get there and back: ping without a port, a connection with one',
  use: 'reaches FROM NAME[:PORT]|@CONTAINER[/NETWORK][:PORT]',
  args: ['place', 'target'],
  mistake: ({ args: [, to] }) => aimMistake(to),
  say: ({ args: [from = '', to = ''] }) => aimSentence('reaches', from, to),
  async check({ args: [from = '', to = ''] }, asked) {
    const aim = parseAim(to);
    if (aim === undefined) return undefined;
    const cannot = await ends(asked, from, aim);
    if (cannot !== undefined) return cannot;
    const targets = await targetsOf(aim, asked);
    let last: ProbeResult | undefined;
    for (const target of targets) {
      last = await asked.probe(from, target);
      if (last.kind === 'reached') return undefined;
    }
    if (last === undefined) {
      return (
        (await apart(asked, from, aim.host, 'not.reaches.apart')) ?? message('not.reaches.noaddress', { to: aim.host })
      );
    }
    return whyNotReached(asked, from, aim, last);
  },
};

/** Packets do not get there, though both ends are up: a container that is not running proves nothing. */
export const notReaches: GoalKind = {
  name: 'not-reaches',
  about: 'both ends are up, and packets do not get there',
  use: 'not-reaches FROM NAME[:PORT]|@CONTAINER[/NETWORK][:PORT]',
  args: ['place', 'target'],
  mistake: ({ args: [, to] }) => aimMistake(to),
  say: ({ args: [from = '', to = ''] }) => aimSentence('not-reaches', from, to),
  async check({ args: [from = '', to = ''] }, asked) {
    const aim = parseAim(to);
    if (aim === undefined) return undefined;
    const cannot = await ends(asked, from, aim);
    if (cannot !== undefined) return cannot;
    for (const target of await targetsOf(aim, asked)) {
      if ((await asked.probe(from, target)).kind === 'reached')
        return message('not.not-reaches', { from, to: aim.host });
    }
    return undefined;
  },
};

/** Why one of the two ends is not up. A target that is no container is taken as it is. */
async function ends(asked: Asked, from: string, aim: Aim): Promise<Message | undefined> {
  const cannot = await noPlace(asked, from);
  if (cannot !== undefined) return cannot;
  const isContainer = aim.byAddress || asked.owned.has(aim.host) || (await asked.container(aim.host)) !== undefined;
  return isContainer ? notRunning(asked, aim.host) : undefined;
}

/** Why a probe did not get there. */
export async function whyNotReached(asked: Asked, from: string, aim: Aim, result: ProbeResult): Promise<Message> {
  const params = { from, to: aim.host, port: portOf(aim) };
  switch (result.kind) {
    case 'refused':
      return message('not.reaches.refused', params);
    case 'reset':
      return message('not.reaches.reset', params);
    default: {
      const far = await apart(asked, from, aim.host, 'not.reaches.apart');
      if (far !== undefined) return far;
      if (result.kind === 'noname') return whyNoName(asked, from, aim.host);
      return message(result.kind === 'timeout' ? 'not.reaches.timeout' : 'not.reaches.unreachable', params);
    }
  }
}
