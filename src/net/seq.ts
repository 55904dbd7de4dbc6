import { type Tx, table } from '../base/index.ts';

/** Counters from which the kernel objects of the world get their ids. */
const sequences = table<{ readonly next: number }>('net.seq');

/** The next number of a series. */
export function nextNumber(tx: Tx, series: string): number {
  const next = tx.get(sequences, series)?.next ?? 1;
  tx.put(sequences, series, { next: next + 1 });
  return next;
}

/** The next id of a series: `link7`. */
export function nextId(tx: Tx, series: string): string {
  return `${series}${nextNumber(tx, series)}`;
}
