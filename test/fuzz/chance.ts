/** Seeded chance: the same seed makes the same scenario on every machine. */
export interface Chance {
  /** A whole number from 0 to `n` - 1. */
  below(n: number): number;
  /** True with probability `p`. */
  maybe(p: number): boolean;
  one<T>(list: readonly T[]): T;
  /** One of the list, or undefined when it is empty. */
  any<T>(list: readonly T[]): T | undefined;
  /** Each of the list with probability `p`, in order. */
  some<T>(list: readonly T[], p: number): T[];
}

/** Mulberry32. */
export function chance(seed: number): Chance {
  let state = (seed * 2654435761 + 12345) >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
  const below = (n: number) => Math.floor(next() * n);
  const maybe = (p: number) => next() < p;
  return {
    below,
    maybe,
    one: (list) => {
      const x = list[below(list.length)];
      if (x === undefined) throw new Error('nothing to choose from');
      return x;
    },
    any: (list) => list[below(list.length)],
    some: (list, p) => list.filter(() => maybe(p)),
  };
}
