import { quit } from '../lib/answer.ts';

/** The options before the object; ip(8). */
export interface IpOptions {
  readonly family: 4 | 6 | undefined;
  readonly oneline: boolean;
  readonly brief: boolean;
  readonly json: boolean;
  readonly pretty: boolean;
  readonly stats: number;
  readonly details: boolean;
  readonly netns: string | undefined;
}

type Mutable = { -readonly [K in keyof IpOptions]: IpOptions[K] };

/** In the order in which ip tries them: the first of which the typed word is a beginning is meant. */
const LONG: readonly (readonly [string, (o: Mutable, next: () => string) => void])[] = [
  ['-family', (o, next) => setFamily(o, next())],
  ['-4', (o) => setFamily(o, 'inet')],
  ['-6', (o) => setFamily(o, 'inet6')],
  ['-human-readable', () => undefined],
  ['-stats', (o) => void o.stats++],
  ['-statistics', (o) => void o.stats++],
  [
    '-details',
    (o) => {
      o.details = true;
    },
  ],
  ['-resolve', () => undefined],
  [
    '-oneline',
    (o) => {
      o.oneline = true;
    },
  ],
  [
    '-brief',
    (o) => {
      o.brief = true;
    },
  ],
  [
    '-json',
    (o) => {
      o.json = true;
    },
  ],
  ['-color', () => undefined],
  [
    '-netns',
    (o, next) => {
      o.netns = next();
    },
  ],
  ['-Numeric', () => undefined],
  [
    '-pretty',
    (o) => {
      o.pretty = true;
    },
  ],
];

function setFamily(o: Mutable, name: string): void {
  if (name === 'inet' || name === 'ip') o.family = 4;
  else if (name === 'inet6') o.family = 6;
  else quit(`Error: argument "${name}" is wrong: invalid protocol family`, 255);
}

/** Splits ip's own options from object and command. `version` and `help` are answered by the caller. */
export function ipOptions(args: readonly string[]): {
  readonly options: IpOptions;
  readonly rest: readonly string[];
  readonly special?: 'version' | 'help';
} {
  const options: Mutable = {
    family: undefined,
    oneline: false,
    brief: false,
    json: false,
    pretty: false,
    stats: 0,
    details: false,
    netns: undefined,
  };
  const rest = [...args];
  while (rest[0]?.startsWith('-')) {
    const typed = rest.shift() ?? '';
    if (typed === '--') break;
    const word = typed.startsWith('--') ? typed.slice(1) : typed;
    const next = () => rest.shift() ?? quit('Command line is not complete. Try option "help"', 255);
    if (word === '-V' || (word.length > 1 && '-Version'.startsWith(word))) return { options, rest, special: 'version' };
    if (word === '-h' || (word.length > 2 && '-help'.startsWith(word))) return { options, rest, special: 'help' };
    const found = LONG.find(([name]) => (word === '-c' ? name === '-color' : name.startsWith(word)));
    if (!found) quit(`Option "${typed}" is unknown, try "ip -help".`, 255);
    found[1](options, next);
  }
  return { options, rest };
}

/** Whether a typed word is a beginning of a keyword: iproute2's `matches`. */
export function matches(typed: string | undefined, keyword: string): boolean {
  return typed !== undefined && typed !== '' && keyword.startsWith(typed);
}

/** The next word of a command, or the end with iproute2's complaint. */
export function nextWord(words: string[]): string {
  return words.shift() ?? quit('Command line is not complete. Try option "help"', 255);
}
