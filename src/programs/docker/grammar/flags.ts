import { goDuration } from '../../../base/index.ts';
import {
  ParseError,
  parseBool,
  parseCsv,
  parseDuration,
  parseFloat64,
  parseInteger,
  parseSize,
  parseUnsigned,
} from './goparse.ts';

/** A flag of a command: how it is written, shown in help, and what a value does to what was there (pflag's Value). */
export interface Flag<T = unknown> {
  /** The word for its value in help; '' for switches, which take none. */
  readonly type: string;
  readonly usage: string;
  readonly short?: string;
  readonly initial: T;
  /** Default as help shows it, when it does. */
  readonly shown?: string;
  readonly hidden?: boolean;
  /** Still works; the text says what to use instead. */
  readonly deprecated?: string;
  /** Another name of the flag `same`: sets the same value. */
  readonly same?: string;
  /** Hidden from help unless the engine is a swarm manager. */
  readonly manager?: boolean;
  /** Hidden and refused: for another system, or for an experimental engine. */
  readonly only?: 'windows' | 'experimental';
  /** The value after another `text` was given; `first`: nothing was given before. Throws ParseError. */
  set(now: T, text: string, first: boolean): T;
}

/** What most kinds of flags may have besides their usage. */
export interface FlagOptions<T> {
  readonly short?: string;
  readonly default?: T;
  readonly hidden?: boolean;
  readonly deprecated?: string;
  readonly manager?: boolean;
  readonly same?: string;
  readonly only?: 'windows' | 'experimental';
}

/** The flags of a command by name. */
export type Flags = Readonly<Record<string, Flag>>;

/** What the flags of `F` hold after parsing. */
export type Values<F> = { readonly [K in keyof F]: F[K] extends Flag<infer T> ? T : never };

function make<T>(
  type: string,
  usage: string,
  initial: T,
  options: FlagOptions<T>,
  set: Flag<T>['set'],
  shown?: string,
): Flag<T> {
  const { default: _, ...rest } = options;
  return { type, usage, initial, set, ...rest, ...(shown === undefined ? {} : { shown }) };
}

/** A switch: `--rm`, `--rm=false`. */
export function bool(usage: string, options: FlagOptions<boolean> = {}): Flag<boolean> {
  const initial = options.default ?? false;
  return make('', usage, initial, options, (_, text) => parseBool(text), initial ? 'true' : undefined);
}

/** A flag whose value is any text. */
export function string(usage: string, options: FlagOptions<string> = {}): Flag<string> {
  const initial = options.default ?? '';
  return make('string', usage, initial, options, (_, text) => text, initial === '' ? undefined : `"${initial}"`);
}

function number(type: string, parse: (text: string) => number) {
  return (usage: string, options: FlagOptions<number> = {}): Flag<number> => {
    const initial = options.default ?? 0;
    return make(type, usage, initial, options, (_, text) => parse(text), initial === 0 ? undefined : String(initial));
  };
}

/** A flag of a Go int. */
export const int = number('int', (text) => parseInteger(text));
/** A flag of a Go uint. */
export const uint = number('uint', (text) => parseUnsigned(text));
/** A flag of a Go uint16. */
export const uint16 = number('uint16', (text) => parseUnsigned(text, { bits: 16 }));
/** A flag of a Go uint32. */
export const uint32 = number('uint32', (text) => parseUnsigned(text, { bits: 32 }));
/** A flag of a Go float64. */
export const float = number('float', parseFloat64);
/** Memory sizes: 64m, 2g. */
export const bytes = number('bytes', parseSize);
/** As bytes, with -1 for "no limit"; opts.MemSwapBytes. */
export const swapBytes = number('bytes', (text) => (text === '-1' ? -1 : parseSize(text)));

/** opts.NanoCPUs: a number of CPUs, kept in 10⁻⁹. */
export const decimal = number('decimal', (text) => {
  const fraction = /^[+-]?(\d+)\/(\d+)$/.exec(text);
  const value = fraction
    ? Number(fraction[1]) / Number(fraction[2])
    : /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text)
      ? Number(text)
      : Number.NaN;
  if (!Number.isFinite(value)) throw new ParseError(`failed to parse ${text} as a rational number`);
  const nano = Number((value * 1e9).toFixed(6));
  if (!Number.isInteger(nano)) throw new ParseError('value is too precise');
  return nano;
});

/** A Go duration in nanoseconds. */
export function duration(
  usage: string,
  options: FlagOptions<number> & { readonly positive?: boolean } = {},
): Flag<number> {
  const { positive, ...rest } = options;
  const initial = options.default ?? 0;
  const parse = (text: string) => {
    const value = parseDuration(text);
    if (positive && value < 0) throw new ParseError('duration cannot be negative');
    return value;
  };
  return make(
    'duration',
    usage,
    initial,
    rest,
    (_, text) => parse(text),
    initial === 0 ? undefined : goDuration(initial / 1e6),
  );
}

type Check = (text: string) => string;

/** opts.ListOpts: may be repeated; each value is checked, and kept as the check returns it. */
export function list(
  usage: string,
  options: FlagOptions<readonly string[]> & { readonly check?: Check; readonly type?: string } = {},
): Flag<readonly string[]> {
  const { check, type, ...rest } = options;
  return make<readonly string[]>(type ?? 'list', usage, options.default ?? [], rest, (now, text) => [
    ...now,
    check ? check(text) : text,
  ]);
}

/** pflag's StringSlice: may be repeated, and commas separate. */
export function strings(usage: string, options: FlagOptions<readonly string[]> = {}): Flag<readonly string[]> {
  return make<readonly string[]>('strings', usage, options.default ?? [], options, (now, text, first) => {
    const more = text === '' ? [] : parseCsv(text);
    return first ? more : [...now, ...more];
  });
}

/** opts.MapOpts: key=value, may be repeated. */
export function map(
  usage: string,
  options: FlagOptions<Readonly<Record<string, string>>> & { readonly check?: Check } = {},
): Flag<Readonly<Record<string, string>>> {
  const { check, ...rest } = options;
  const set = (now: Readonly<Record<string, string>>, text: string) => {
    const [key, value] = cut(check ? check(text) : text);
    return { ...now, [key]: value };
  };
  return make('map', usage, {}, rest, set, 'map[]');
}

/** pflag's StringToString: key=value pairs, commas separate. */
export function stringToString(
  usage: string,
  options: FlagOptions<Readonly<Record<string, string>>> = {},
): Flag<Readonly<Record<string, string>>> {
  const set = (now: Readonly<Record<string, string>>, text: string, first: boolean) => {
    const pairs = text === '' ? [] : parseCsv(text);
    const added: Record<string, string> = {};
    for (const pair of pairs) {
      if (!pair.includes('=')) throw new ParseError(`${pair} must be formatted as key=value`);
      const [key, value] = cut(pair);
      added[key] = value;
    }
    return first ? added : { ...now, ...added };
  };
  return make('stringToString', usage, {}, options, set, '[]');
}

/** What `--filter` collects: values by key. */
export type FilterValues = Readonly<Record<string, readonly string[]>>;

/** opts.FilterOpt: `key=value`; the API's filters are a set, so a repeated pair counts once. */
export function filter(usage: string, options: FlagOptions<FilterValues> = {}): Flag<FilterValues> {
  return make<FilterValues>('filter', usage, {}, options, (now, text) => {
    if (text === '') return now;
    if (!text.includes('=')) throw new ParseError('bad format of filter (expected name=value)');
    const [name, value] = cut(text).map((part) => part.trim()) as [string, string];
    const key = name.toLowerCase();
    const values = now[key] ?? [];
    return { ...now, [key]: values.includes(value) ? values : [...values, value] };
  });
}

/** A flag of a kind of its own. */
export function custom<T>(
  type: string,
  usage: string,
  initial: T,
  set: (now: T, text: string) => T,
  options: FlagOptions<T> & { readonly shown?: string } = {},
): Flag<T> {
  const { shown, ...rest } = options;
  return make(type, usage, initial, rest, set, shown);
}

/** strings.Cut at the first `=`. */
export function cut(text: string, at = '='): [before: string, after: string] {
  const i = text.indexOf(at);
  return i < 0 ? [text, ''] : [text.slice(0, i), text.slice(i + at.length)];
}
