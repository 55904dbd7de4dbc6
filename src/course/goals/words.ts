import { MACHINES } from '../facts.ts';
import { type Message, message } from '../message.ts';
import { SWARM } from '../steps/canonical.ts';
import type { Asked, BoundGoal } from './kind.ts';

/** A bound argument, or what stands for it where nothing could be bound. */
export function said(bound: BoundGoal, index: number): string | Message {
  return bound.args[index] ?? message('say.own');
}

/** `bridge`, `app-net`: names in backquotes, or a word for none. */
export function list(names: readonly string[]): string | Message {
  return names.length === 0 ? message('say.nothing') : names.map((n) => `\`${n}\``).join(', ');
}

/** Why a container is not running; undefined: it runs. */
export async function notRunning(asked: Asked, name: string): Promise<Message | undefined> {
  const it = await asked.container(name);
  if (it === undefined) return missing(asked, name);
  switch (it.state) {
    case 'running':
      return undefined;
    case 'exited':
    case 'dead':
      return message('not.container.exited', { name, code: String(it.exitCode) });
    case 'created':
      return message('not.container.created', { name });
    default:
      return message('not.container.state', { name, state: it.state });
  }
}

/** A container is not there: is it the lesson's own? */
export function missing(asked: Asked, name: string): Message {
  return message(asked.owned.has(name) ? 'not.container.gone' : 'not.container.missing', { name });
}

/** Why there is no swarm; undefined: there is one. */
export async function noSwarm(asked: Asked): Promise<Message | undefined> {
  if ((await asked.nodes()).length > 0) return undefined;
  return message(asked.owned.has(SWARM) ? 'not.swarm.gone' : 'not.swarm');
}

/** What is missing may be so because the swarm that the step needs is. */
async function swarmGone(asked: Asked): Promise<Message | undefined> {
  return asked.owned.has(SWARM) ? noSwarm(asked) : undefined;
}

/** Why a service is not there. */
export async function missingService(asked: Asked, name: string): Promise<Message> {
  return (await swarmGone(asked)) ?? message('not.service', { name });
}

/** Why a network is not there; undefined: it is. An unbound variable is a network that is still to be made. */
export async function noNetwork(asked: Asked, net: string | undefined): Promise<Message | undefined> {
  if (net === undefined) return message('not.network.fitting');
  if ((await asked.network(net)) !== undefined) return undefined;
  const gone = await swarmGone(asked);
  return gone ?? message(asked.owned.has(net) ? 'not.network.gone' : 'not.network.missing', { net });
}

/** Why nobody can try from there; undefined: somebody can. */
export async function noPlace(asked: Asked, place: string): Promise<Message | undefined> {
  return MACHINES.includes(place) ? undefined : notRunning(asked, place);
}

/** The names of the networks that a container is on. */
export async function netsOf(asked: Asked, container: string): Promise<readonly string[]> {
  return (await asked.endpointsOf(container)).map((e) => e.network);
}

/** `web` is on one network, `db` on another: said when both are containers and share none. */
export async function apart(
  asked: Asked,
  a: string,
  b: string,
  id: 'not.resolves.apart' | 'not.reaches.apart',
): Promise<Message | undefined> {
  if ((await asked.container(a)) === undefined || (await asked.container(b)) === undefined) return undefined;
  const [onA, onB] = [await netsOf(asked, a), await netsOf(asked, b)];
  if (onA.some((n) => onB.includes(n))) return undefined;
  return message(id, { a, b, onA: list(onA), onB: list(onB) });
}
