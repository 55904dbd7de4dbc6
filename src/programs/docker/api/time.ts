import { fromCivil } from '../../../base/index.ts';

/** A moment: milliseconds since the epoch and the nanoseconds beyond them. */
export interface Moment {
  readonly ms: number;
  readonly nanos: number;
}

const FORM = /^(\d{4})-(\d\d)-(\d\d)[T ](\d\d):(\d\d):(\d\d)(?:\.(\d{1,9}))?(Z|[+-]\d\d:\d\d)?$/;

/** Reads RFC 3339 text; without a zone it is UTC. */
export function parseTime(text: string): Moment | undefined {
  const parts = FORM.exec(text);
  if (!parts) return undefined;
  const [year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0] = parts.slice(1, 7).map(Number);
  const nanos = Number((parts[7] ?? '').padEnd(9, '0'));
  const zone = /^([+-])(\d\d):(\d\d)$/.exec(parts[8] ?? '');
  const offset = zone ? (Number(zone[2]) * 60 + Number(zone[3])) * 60_000 * (zone[1] === '-' ? 1 : -1) : 0;
  const ms = fromCivil(year, month, day, hour, minute, second, Math.floor(nanos / 1e6)) + offset;
  return { ms, nanos: nanos % 1e6 };
}
