import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { played, tableOf } from './mistakes.ts';

/** Configurations with mistakes, and all that the real programs say to them. */
describe('mistakes in configurations', () => {
  for (const program of ['nginx', 'haproxy'] as const) {
    const text = readFileSync(join(import.meta.dirname, `mistakes/${program}.txt`), 'utf8');
    test(program, () => expect(played(program, text)).toBe(text));
    test(`${program}: at least 25`, () => expect(tableOf(text).length).toBeGreaterThanOrEqual(25));
  }
});
