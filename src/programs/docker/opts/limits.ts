import { custom, cut, type Flag, type FlagOptions, list, ParseError, parseInteger } from '../grammar/index.ts';

/** One `--ulimit`; units.ParseUlimit of docker/go-units. */
export interface Ulimit {
  readonly Name: string;
  readonly Hard: number;
  readonly Soft: number;
}

const NAMES = [
  'core',
  'cpu',
  'data',
  'fsize',
  'locks',
  'memlock',
  'msgqueue',
  'nice',
  'nofile',
  'nproc',
  'rss',
  'rtprio',
  'rttime',
  'sigpending',
  'stack',
];

export function ulimitOpt(usage: string, options: FlagOptions<readonly Ulimit[]> = {}): Flag<readonly Ulimit[]> {
  const set = (now: readonly Ulimit[], text: string): readonly Ulimit[] => {
    const limit = parseUlimit(text);
    return [...now.filter((l) => l.Name !== limit.Name), limit].sort((a, b) => (a.Name < b.Name ? -1 : 1));
  };
  return custom<readonly Ulimit[]>('ulimit', usage, [], set, options);
}

function parseUlimit(text: string): Ulimit {
  const [name, value] = cut(text);
  if (!text.includes('=')) throw new ParseError(`invalid ulimit argument: ${text}`);
  if (!NAMES.includes(name)) throw new ParseError(`invalid ulimit type: ${name}`);
  const limits = value.split(':');
  if (limits.length > 2)
    throw new ParseError(`too many limit value arguments - ${value}, can only have up to two, \`soft[:hard]\``);
  const [softText = '', hardText = softText] = limits;
  const hard = parseInteger(hardText, { base: 10 });
  const soft = parseInteger(softText, { base: 10 });
  const order = 'ulimit soft limit must be less than or equal to hard limit:';
  if (hard !== -1 && soft === -1) throw new ParseError(`${order} soft: -1 (unlimited), hard: ${hard}`);
  if (hard !== -1 && soft > hard) throw new ParseError(`${order} ${soft} > ${hard}`);
  return { Name: name, Hard: hard, Soft: soft };
}

/** A flag whose values are kept as they were written. */
export function rawOpt(
  type: string,
  usage: string,
  options: FlagOptions<readonly string[]> = {},
): Flag<readonly string[]> {
  return list(usage, { type, ...options });
}
