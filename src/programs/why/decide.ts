import type { Exchange, Hop, Trace } from '../../net/index.ts';
import { again, type Trial, wentWell, without } from './again.ts';

/** A hop, and the packet of the exchange on whose way it was met. */
export interface Decision {
  readonly hop: Hop;
  readonly trace: Trace;
  /** What comes of it in a copy of the world without what the hop names. */
  readonly otherwise?: Exchange;
}

/** What decided an exchange. */
export interface Verdict {
  readonly well: boolean;
  /** Failed: what stopped it, then what would have stopped it behind that. Went well: what it could not do without. */
  readonly decisions: readonly Decision[];
  /** Tried now, it ends otherwise than it did. */
  readonly since?: string;
}

/** What stands behind one another ends here. */
const LIMIT = 8;

/** Finds out what decided, by trying again in copies of the world that lack a rule, a route or an entry each. */
export function decide(exchange: Exchange, trial: Trial): Verdict {
  const well = wentWell(exchange);
  const now = trial((tx) => again(tx, exchange));
  const changed = now !== undefined && now.outcome !== exchange.outcome;
  const decisions = well ? (changed ? [] : needed(exchange, trial)) : barriers(exchange, trial);
  return { well, decisions, ...(changed ? { since: now.outcome } : {}) };
}

/** Where a failed exchange ended: the first packet that did not arrive, and its last hop. */
export function ending(exchange: Exchange): Decision | undefined {
  const trace = exchange.traces.find((t) => t.outcome !== 'delivered');
  const hop = trace?.hops.findLast((h) => h.verdict === 'drop' || h.verdict === 'reject') ?? trace?.hops.at(-1);
  return trace && hop ? { hop, trace } : undefined;
}

/** Who got the first packet: the namespace, and the program if a socket took it. */
function endOf({ traces: [first] }: Exchange): string {
  const what = first?.hops.at(-1)?.what;
  return `${first?.at} ${what?.kind === 'socket' ? what.socket?.comm : ''}`;
}

// One after the other is taken away until the end is another: defences stand behind one another.
function barriers(exchange: Exchange, trial: Trial): Decision[] {
  const found: Decision[] = [];
  for (let now: Exchange | undefined = exchange; now && found.length < LIMIT; ) {
    const last = ending(now);
    if (!last) break;
    const next: Exchange | undefined = trial((tx) => {
      for (const { hop } of found) without(tx, hop);
      return without(tx, last.hop) ? again(tx, exchange) : undefined;
    });
    found.push({ ...last, ...(next ? { otherwise: next } : {}) });
    if (next && next.outcome !== exchange.outcome) break;
    now = next;
  }
  return found;
}

// Each thing that was met on the way there is taken away by itself: without what decided, the end is another.
function needed(exchange: Exchange, trial: Trial): Decision[] {
  const [trace] = exchange.traces;
  if (!trace) return [];
  const decisions = trace.hops.flatMap((hop): Decision[] => {
    const next = trial((tx) => (without(tx, hop) ? again(tx, exchange) : undefined));
    return next && (!wentWell(next) || endOf(next) !== endOf(exchange)) ? [{ hop, trace, otherwise: next }] : [];
  });
  const telling = decisions.filter(({ hop }) => hop.what.kind !== 'route');
  return telling.length > 0 ? telling : decisions;
}
