import type { Tx } from './world.ts';

const DIGITS = '0123456789abcdefghijklmnopqrstuvwxyz';

function digits(tx: Tx, base: number, count: number): string {
  let id = '';
  while (id.length < count) id += DIGITS[tx.random(base)] ?? '0';
  return id;
}

/** A random identifier of `chars` hexadecimal digits. */
export function hexId(tx: Tx, chars = 64): string {
  return digits(tx, 16, chars);
}

/** A random identifier in base 36, of 25 characters unless told. */
export function base36Id(tx: Tx, chars = 25): string {
  return digits(tx, 36, chars);
}
