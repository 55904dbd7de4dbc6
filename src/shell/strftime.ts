const DAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];
const MONTHS = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
];

interface Civil {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly weekday: number;
  readonly yearday: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
}

/** A moment (ms since the epoch) as a UTC calendar has it; the days-to-civil arithmetic of the proleptic Gregorian calendar. */
function civil(ms: number): Civil {
  const seconds = Math.floor(ms / 1000);
  const days = Math.floor(seconds / 86400);
  const rest = seconds - days * 86400;
  const shifted = days + 719468;
  const era = Math.floor(shifted / 146097);
  const doe = shifted - era * 146097;
  const yoe = Math.floor((doe - Math.floor(doe / 1460) + Math.floor(doe / 36524) - Math.floor(doe / 146096)) / 365);
  const doy = doe - (365 * yoe + Math.floor(yoe / 4) - Math.floor(yoe / 100));
  const mp = Math.floor((5 * doy + 2) / 153);
  const day = doy - Math.floor((153 * mp + 2) / 5) + 1;
  const month = mp < 10 ? mp + 3 : mp - 9;
  const year = yoe + era * 400 + (month <= 2 ? 1 : 0);
  const leap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0 ? 1 : 0;
  const before = [0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334][month - 1] ?? 0;
  return {
    year,
    month,
    day,
    weekday: (((days + 4) % 7) + 7) % 7,
    yearday: before + day - 1 + (month > 2 ? leap : 0),
    hour: Math.floor(rest / 3600),
    minute: Math.floor(rest / 60) % 60,
    second: rest % 60,
  };
}

const two = (n: number) => String(n).padStart(2, '0');

/** strftime(3) in UTC and the C locale, for `printf '%(…)T'` and prompts. */
export function strftime(format: string, ms: number): string {
  const c = civil(ms);
  const day = DAYS[c.weekday] ?? '';
  const month = MONTHS[c.month - 1] ?? '';
  const hour12 = c.hour % 12 === 0 ? 12 : c.hour % 12;
  const values = new Map<string, () => string>([
    ['a', () => day.slice(0, 3)],
    ['A', () => day],
    ['b', () => month.slice(0, 3)],
    ['B', () => month],
    ['c', () => strftime('%a %b %e %H:%M:%S %Y', ms)],
    ['C', () => two(Math.floor(c.year / 100))],
    ['d', () => two(c.day)],
    ['D', () => strftime('%m/%d/%y', ms)],
    ['e', () => String(c.day).padStart(2)],
    ['F', () => strftime('%Y-%m-%d', ms)],
    ['h', () => month.slice(0, 3)],
    ['H', () => two(c.hour)],
    ['I', () => two(hour12)],
    ['j', () => String(c.yearday + 1).padStart(3, '0')],
    ['k', () => String(c.hour).padStart(2)],
    ['l', () => String(hour12).padStart(2)],
    ['m', () => two(c.month)],
    ['M', () => two(c.minute)],
    ['n', () => '\n'],
    ['N', () => String(Math.floor((ms - Math.floor(ms / 1000) * 1000) * 1e6)).padStart(9, '0')],
    ['p', () => (c.hour < 12 ? 'AM' : 'PM')],
    ['r', () => strftime('%I:%M:%S %p', ms)],
    ['R', () => strftime('%H:%M', ms)],
    ['s', () => String(Math.floor(ms / 1000))],
    ['S', () => two(c.second)],
    ['t', () => '\t'],
    ['T', () => strftime('%H:%M:%S', ms)],
    ['u', () => String(c.weekday === 0 ? 7 : c.weekday)],
    ['w', () => String(c.weekday)],
    ['x', () => strftime('%m/%d/%y', ms)],
    ['X', () => strftime('%H:%M:%S', ms)],
    ['y', () => two(c.year % 100)],
    ['Y', () => String(c.year)],
    ['z', () => '+0000'],
    ['Z', () => 'UTC'],
    ['%', () => '%'],
  ]);
  return format.replace(/%([a-zA-Z%])/g, (all, letter: string) => values.get(letter)?.() ?? all);
}
