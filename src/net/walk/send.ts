import type { Tx } from '../../base/index.ts';
import type { Packet, Trace } from '../rows/index.ts';
import { nextNumber } from '../seq.ts';
import { localOut, type Outgoing } from './output.ts';
import { type Answer, type Ending, newWalk } from './walk.ts';

/** One packet's way and what came of it. */
export interface Flight {
  readonly trace: Trace;
  readonly ending: Ending;
  readonly answers: readonly Answer[];
  /** Virtual milliseconds on the way. */
  readonly ms: number;
}

/** Sends one packet; what it gives rise to is returned and not yet sent. */
export function fly(tx: Tx, netns: string, out: Outgoing): Flight {
  const w = newWalk(tx, out.packet);
  localOut(w, netns, out);
  const ending: Ending = w.ending ?? { outcome: 'dropped', at: netns, packet: out.packet };
  const packet = w.hops[0]?.after ?? out.packet;
  const trace: Trace = {
    seq: nextNumber(tx, 'trace'),
    time: tx.now,
    packet,
    hops: w.hops,
    outcome: ending.outcome,
    at: ending.at,
  };
  return { trace, ending, answers: w.answers, ms: w.ms };
}

/** A storm of answers ends here: each answer may give rise to others. */
const LIMIT = 64;

/** Sends a packet and everything that is sent because of it, in order; the first flight is the packet's own. */
export function flyAll(tx: Tx, netns: string, out: Outgoing): Flight[] {
  const flights: Flight[] = [];
  const queue: (readonly [string, Outgoing])[] = [[netns, out]];
  for (let next = queue.shift(); next && flights.length < LIMIT; next = queue.shift()) {
    const flight = fly(tx, ...next);
    flights.push(flight);
    for (const answer of flight.answers)
      queue.push([
        answer.netns,
        {
          packet: answer.packet,
          ...(answer.ct ? { ct: answer.ct } : {}),
          ...(answer.dev === undefined ? {} : { dev: answer.dev }),
        },
      ]);
  }
  return flights;
}

/** A packet leaves a local socket of the namespace and walks; what answers it walks too. An empty `src` is for the kernel to choose. */
export function send(tx: Tx, netns: string, packet: Packet): Trace {
  const [first] = flyAll(tx, netns, { packet });
  if (!first) throw new Error('a packet that did not walk');
  return first.trace;
}
