import { goDuration } from '../../../base/index.ts';
import { ComposeError } from './errors.ts';

const UNITS: Readonly<Record<string, number>> = {
  ns: 1,
  us: 1e3,
  µs: 1e3,
  μs: 1e3,
  ms: 1e6,
  s: 1e9,
  m: 60e9,
  h: 3600e9,
  d: 24 * 3600e9,
  w: 7 * 24 * 3600e9,
};

/** A duration in nanoseconds; go-str2duration knows days and weeks too. Throws ComposeError. */
export function parseDuration(text: string): number {
  const body = text.replace(/^[+-]/, '');
  const sign = text.startsWith('-') ? -1 : 1;
  if (body === '0') return 0;
  let total = 0;
  let rest = body;
  if (rest === '') throw new ComposeError(`time: invalid duration ${JSON.stringify(text)}`);
  while (rest !== '') {
    const found = /^(\d+\.?\d*|\.\d+)([a-zµμ]*)/.exec(rest);
    if (!found) throw new ComposeError(`time: invalid duration ${JSON.stringify(text)}`);
    const unit = found[2] ?? '';
    const factor = UNITS[unit];
    if (unit === '') throw new ComposeError(`time: missing unit in duration ${JSON.stringify(text)}`);
    if (factor === undefined)
      throw new ComposeError(`time: unknown unit ${JSON.stringify(unit)} in duration ${JSON.stringify(text)}`);
    total += Number(found[1]) * factor;
    rest = rest.slice(found[0].length);
  }
  return sign * Math.round(total);
}

/** time.Duration's String of nanoseconds. */
export const durationText = (ns: number): string => goDuration(ns / 1e6);

/** units.RAMInBytes of docker/go-units. Throws ComposeError. */
export function parseBytes(text: string): number {
  const found = /^(\d+(?:\.\d+)?) ?([kmgtp]?)(i?b)?$/i.exec(text.trim());
  if (!found) throw new ComposeError(`invalid size: '${text}'`);
  const power = ' kmgtp'.indexOf((found[2] ?? '').toLowerCase() || ' ');
  return Math.trunc(Number(found[1]) * 1024 ** power);
}
