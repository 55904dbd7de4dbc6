/** A moment in UTC, taken apart. `month` is 1 to 12, `weekday` 0 for Sunday, `yearday` 1 to 366. */
export interface Civil {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
  readonly ms: number;
  readonly weekday: number;
  readonly yearday: number;
}

const DAY = 86_400_000;
/** Names of the months as dates have them. */
export const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'] as const;
/** Names of the days as dates have them, from Sunday. */
export const WEEKDAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'] as const;

/** Days since 1970-01-01 of a date of the Gregorian calendar: eras of 400 years, years beginning in March. */
export function daysFromCivil(year: number, month: number, day: number): number {
  const y = month <= 2 ? year - 1 : year;
  const era = Math.floor(y / 400);
  const yoe = y - era * 400;
  const doy = Math.floor((153 * ((month + 9) % 12) + 2) / 5) + day - 1;
  return era * 146097 + yoe * 365 + Math.floor(yoe / 4) - Math.floor(yoe / 100) + doy - 719468;
}

/** Milliseconds since the epoch of a moment in UTC. */
export function fromCivil(year: number, month: number, day: number, hour = 0, minute = 0, second = 0, ms = 0): number {
  return daysFromCivil(year, month, day) * DAY + ((hour * 60 + minute) * 60 + second) * 1000 + ms;
}

/** Takes a moment apart, in UTC. */
export function civilOf(at: number): Civil {
  const whole = Math.floor(at);
  const days = Math.floor(whole / DAY);
  const rest = whole - days * DAY;
  const z = days + 719468;
  const era = Math.floor(z / 146097);
  const doe = z - era * 146097;
  const yoe = Math.floor((doe - Math.floor(doe / 1460) + Math.floor(doe / 36524) - Math.floor(doe / 146096)) / 365);
  const doy = doe - (365 * yoe + Math.floor(yoe / 4) - Math.floor(yoe / 100));
  const mp = Math.floor((5 * doy + 2) / 153);
  const month = mp < 10 ? mp + 3 : mp - 9;
  const year = yoe + era * 400 + (month <= 2 ? 1 : 0);
  return {
    year,
    month,
    day: doy - Math.floor((153 * mp + 2) / 5) + 1,
    hour: Math.floor(rest / 3_600_000),
    minute: Math.floor(rest / 60_000) % 60,
    second: Math.floor(rest / 1000) % 60,
    ms: rest % 1000,
    weekday: (((days + 4) % 7) + 7) % 7,
    yearday: days - daysFromCivil(year, 1, 1) + 1,
  };
}

/** A number of a clock or a calendar: `07`. */
export const twoDigits = (n: number): string => String(n).padStart(2, '0');

function date(c: Civil): string {
  return `${String(c.year).padStart(4, '0')}-${twoDigits(c.month)}-${twoDigits(c.day)}`;
}

/** The time of day: `08:04:49`. */
export function clockOf(c: Civil): string {
  return `${twoDigits(c.hour)}:${twoDigits(c.minute)}:${twoDigits(c.second)}`;
}

function fraction(c: Civil, nanos: number): string {
  const digits = String(c.ms * 1_000_000 + nanos)
    .padStart(9, '0')
    .replace(/0+$/, '');
  return digits && `.${digits}`;
}

/** RFC 3339 with as much of the nanoseconds as is not zero; `nanos` (below 1,000,000) refines the millisecond. */
export function rfc3339Nano(at: number, nanos = 0): string {
  const c = civilOf(at);
  return `${date(c)}T${clockOf(c)}${fraction(c, nanos)}Z`;
}

/** Go's time.Time.String() in UTC: `2026-11-21 08:04:49.5 +0000 UTC`. */
export function goTime(at: number, nanos = 0): string {
  const c = civilOf(at);
  return `${date(c)} ${clockOf(c)}${fraction(c, nanos)} +0000 UTC`;
}

/** asctime(3): `Sat Nov 21 08:04:49 2026`. */
export function asctime(at: number): string {
  const c = civilOf(at);
  return `${WEEKDAYS[c.weekday]} ${MONTHS[c.month - 1]} ${String(c.day).padStart(2)} ${clockOf(c)} ${c.year}`;
}

/** RFC 9110 IMF-fixdate: `Sat, 21 Nov 2026 08:04:49 GMT`. */
export function httpDate(at: number): string {
  const c = civilOf(at);
  return `${WEEKDAYS[c.weekday]}, ${twoDigits(c.day)} ${MONTHS[c.month - 1]} ${c.year} ${clockOf(c)} GMT`;
}

/** How long something took, as docker says it (go-units HumanDuration): `About a minute`, `3 weeks`. */
export function humanDuration(ms: number): string {
  const seconds = Math.trunc(ms / 1000);
  if (seconds < 1) return 'Less than a second';
  if (seconds === 1) return '1 second';
  if (seconds < 60) return `${seconds} seconds`;
  const minutes = Math.trunc(seconds / 60);
  if (minutes === 1) return 'About a minute';
  if (minutes < 60) return `${minutes} minutes`;
  const hours = Math.trunc(seconds / 3600 + 0.5);
  if (hours === 1) return 'About an hour';
  if (hours < 48) return `${hours} hours`;
  if (hours < 24 * 7 * 2) return `${Math.trunc(hours / 24)} days`;
  if (hours < 24 * 30 * 2) return `${Math.trunc(hours / 24 / 7)} weeks`;
  if (hours < 24 * 365 * 2) return `${Math.trunc(hours / 24 / 30)} months`;
  return `${Math.trunc(hours / 24 / 365)} years`;
}

/** Go's time.Duration.String(): `1m30s`, `1.5s`, `250ms`, `0s`. */
export function goDuration(ms: number): string {
  if (ms === 0) return '0s';
  const sign = ms < 0 ? '-' : '';
  const nanos = Math.round(Math.abs(ms) * 1e6);
  if (nanos < 1000) return `${sign}${nanos}ns`;
  if (nanos < 1e6) return `${sign}${nanos / 1e3}µs`;
  if (nanos < 1e9) return `${sign}${nanos / 1e6}ms`;
  const hours = Math.floor(nanos / 3.6e12);
  const minutes = Math.floor(nanos / 6e10) % 60;
  const seconds = (nanos % 6e10) / 1e9;
  return `${sign}${hours ? `${hours}h` : ''}${hours || minutes ? `${minutes}m` : ''}${seconds}s`;
}
