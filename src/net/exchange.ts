import type { Reader, Tx } from '../base/index.ts';
import { type Exchange, exchanges, type Trace } from './rows/index.ts';
import { nextNumber } from './seq.ts';

const KEPT = 64;
const FIRST = 16;

const idOf = (n: number): string => `exchange${n}`;

/** Writes down what somebody tried; the last 64 are kept. */
export function recordExchange(tx: Tx, it: Pick<Exchange, 'netns' | 'what' | 'outcome' | 'traces'>): Exchange {
  const n = nextNumber(tx, 'exchange');
  tx.delete(exchanges, idOf(n - KEPT));
  return tx.put(exchanges, idOf(n), { ...it, traces: shortened(it.traces), id: idOf(n), at: tx.now });
}

/** Adds packets to an exchange that goes on, while it is kept. */
export function extendExchange(tx: Tx, id: string, traces: readonly Trace[]): void {
  const row = tx.get(exchanges, id);
  if (row && traces.length) tx.put(exchanges, id, { ...row, traces: shortened([...row.traces, ...traces]) });
}

// A long download would keep every packet: its beginning and its end tell the story.
function shortened(traces: readonly Trace[]): readonly Trace[] {
  return traces.length <= KEPT ? traces : [...traces.slice(0, FIRST), ...traces.slice(FIRST - KEPT)];
}

/** Exchanges in the order in which they began. */
export function exchangesOf(r: Reader): Exchange[] {
  return r.all(exchanges).sort((a, b) => Number(a.id.slice(8)) - Number(b.id.slice(8)));
}
