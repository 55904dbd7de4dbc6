import { strftime } from '../../shell/index.ts';
import { JqError, shown } from './jq-paths.ts';
import { isArray, isNumber, type Json, numeric } from './jq-value.ts';

/** Broken-down time in UTC: [year, month from 0, day, hour, minute, second, weekday, day of the year]. */
export function gmtime(seconds: number): Json {
  const field = (f: string) => Number(strftime(f, Math.floor(seconds) * 1000));
  const fraction = seconds - Math.floor(seconds);
  return [
    field('%Y'),
    field('%m') - 1,
    field('%d'),
    field('%H'),
    field('%M'),
    field('%S') + fraction,
    field('%w'),
    field('%j') - 1,
  ];
}

/** Days from civil of the proleptic Gregorian calendar. */
function days(year: number, month: number, day: number): number {
  const y = month <= 2 ? year - 1 : year;
  const era = Math.floor(y / 400);
  const yoe = y - era * 400;
  const doy = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1;
  return era * 146097 + yoe * 365 + Math.floor(yoe / 4) - Math.floor(yoe / 100) + doy - 719468;
}

/** Seconds since the epoch of a broken-down time. */
export function mktime(v: Json): Json {
  if (!isArray(v) || v.length < 6 || !v.every(isNumber))
    throw new JqError(
      isArray(v)
        ? 'mktime requires parsed datetime inputs'
        : `mktime requires array of 6 numbers (${shown(v)})`.replace(/ \(.*$/, ''),
    );
  const [y = 0, mo = 0, d = 0, h = 0, mi = 0, s = 0] = v.map((x) => (isNumber(x) ? numeric(x) : 0));
  return Math.floor(days(y, mo + 1, d) * 86400 + h * 3600 + mi * 60 + s);
}

const FIELDS: Readonly<Record<string, string>> = {
  Y: '(?<Y>\\d{4})',
  m: '(?<m>\\d{1,2})',
  d: '(?<d>\\d{1,2})',
  e: '\\s*(?<d>\\d{1,2})',
  H: '(?<H>\\d{1,2})',
  M: '(?<M>\\d{1,2})',
  S: '(?<S>\\d{1,2})',
  Z: '(?:[A-Z]+)',
  z: '(?:[-+]\\d{4}|Z)',
  b: '(?<b>[A-Za-z]{3})',
  a: '[A-Za-z]{3}',
  T: '(?<H>\\d{2}):(?<M>\\d{2}):(?<S>\\d{2})',
  F: '(?<Y>\\d{4})-(?<m>\\d{2})-(?<d>\\d{2})',
};

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];

/** strptime(3) for numeric dates and month names. */
export function strptime(text: string, format: string): Json {
  const source = format
    .replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')
    .replace(/%([a-zA-Z])/g, (all, f: string) => FIELDS[f] ?? all);
  const m = new RegExp(`^${source}$`).exec(text);
  if (!m) throw new JqError(`date "${text}" does not match format "${format}"`);
  const g = m.groups ?? {};
  const month = g.b === undefined ? Number(g.m ?? 1) : MONTHS.indexOf(g.b.toLowerCase()) + 1;
  return gmtime(
    days(Number(g.Y ?? 1970), month, Number(g.d ?? 1)) * 86400 +
      Number(g.H ?? 0) * 3600 +
      Number(g.M ?? 0) * 60 +
      Number(g.S ?? 0),
  );
}
