/**
 * Values without a domain: the persistent World and its transactions, addresses, identifiers, durations, text columns.
 * Knows nothing of networks being simulated, of Docker, or of the machine it runs on.
 */
export { type Change, type Reader, type Table, Tx, table, World } from './world.ts';
