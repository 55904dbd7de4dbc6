import { variablesOf } from '../goals/index.ts';
import type { CommandLine, Step } from '../lesson.ts';
import { lineOf, namesOf, networksMadeBy, renamed, shapeOf, shellWords } from '../steps/index.ts';

/** A solution with one thing wrong in it, which must not be accepted. */
export interface Mutant {
  readonly how: string;
  /** What was changed, as it stands in the line: an author's `free` line names it. */
  readonly word: string;
  /** The line that was changed. */
  readonly at: CommandLine;
  readonly lines: readonly string[];
}

/** Another way to write one line, wrongly. */
interface Change {
  readonly how: string;
  readonly word: string;
  /** undefined: the line is left out. */
  readonly line: string | undefined;
}

/** Every solution made wrong by machine: a line left out, a name, a port, an address, a network or an option changed. */
export function mutants(step: Step, commands: readonly CommandLine[], linesBefore: readonly string[]): Mutant[] {
  const lines = commands.map((c) => c.text);
  const known = namesKnown(step, lines, linesBefore);
  const all = commands.flatMap((at, i) => {
    if (at.looks) return [];
    const changes: Change[] = [
      { how: `without \`${at.text}\``, word: at.text, line: undefined },
      ...otherNames(at.text, i, known),
      ...otherPorts(at.text),
      ...otherAddresses(at.text),
      ...otherNetworks(at.text),
      ...withoutOptions(at.text),
      ...otherRules(at.text),
    ];
    return changes.map(({ how, word, line }): Mutant => {
      const rest = lines.flatMap((l, k) => (k !== i ? [l] : line === undefined ? [] : [line]));
      return { how, word, at, lines: rest };
    });
  });
  return all.filter((m, i) => all.findIndex((n) => n.lines.join('\n') === m.lines.join('\n')) === i);
}

interface Known {
  readonly networks: readonly string[];
  readonly others: readonly string[];
  /** Networks that may be called anything, with the one line that names them. */
  readonly open: ReadonlyMap<string, number>;
}

function namesKnown(step: Step, lines: readonly string[], before: readonly string[]): Known {
  const networks = [...new Set(networksMadeBy([...before, ...lines]))];
  const others = [...namesOf([...before, ...lines])].filter((name) => !networks.includes(name));
  const made = networksMadeBy(lines).slice(0, variablesOf(step.goals).length);
  const open = made.flatMap((name): [string, number][] => {
    const at = lines.flatMap((line, i) => (renamed(line, name, `${name}-x`) === line ? [] : [i]));
    return at.length === 1 && at[0] !== undefined ? [[name, at[0]]] : [];
  });
  return { networks, others, open: new Map(open) };
}

/** Each name becomes that of something else of its kind. */
function otherNames(line: string, i: number, { networks, others, open }: Known): Change[] {
  return [networks, others].flatMap((kind) =>
    kind.flatMap((name) => {
      const stranger = kind.find((other) => other !== name) ?? `${name}-x`;
      const changed = renamed(line, name, stranger);
      return changed === line || open.get(name) === i
        ? []
        : [{ how: `with \`${stranger}\` for \`${name}\``, word: name, line: changed }];
    }),
  );
}

const PORT =
  /(?<=:|(?:-p|--publish|--publish-add|--expose|--dports?|--sports?|--to-ports?|listen)[ =]|(?:published|target)=)\d{1,5}(?=$|[\s/:;,'"-])/g;

/** Each port becomes the next one. */
function otherPorts(line: string): Change[] {
  return replaced(line, PORT, (port) => String(Number(port) + 1));
}

/** Each address becomes the next one; a block becomes the one beside it. */
function otherAddresses(line: string): Change[] {
  return replaced(line, /(?<![\d.])\d{1,3}(?:\.\d{1,3}){3}(?:\/\d{1,2})?(?![\d.])/g, (address) => {
    const [ip = '', bits] = address.split('/');
    const at = bits === undefined || bits === '32' ? 3 : Number(bits) > 16 ? 2 : 1;
    const next = ip.split('.').map((octet, i) => (i === at ? String((Number(octet) + 1) % 256) : octet));
    return [next.join('.'), ...(bits === undefined ? [] : [bits])].join('/');
  });
}

function replaced(line: string, pattern: RegExp, change: (word: string) => string): Change[] {
  return [...line.matchAll(pattern)].map(({ 0: word, index }) => {
    const other = change(word);
    return {
      how: `with \`${other}\` for \`${word}\``,
      word,
      line: line.slice(0, index) + other + line.slice(index + word.length),
    };
  });
}

/** A network that was chosen becomes one that is always there. */
function otherNetworks(line: string): Change[] {
  return replaced(line, /(?<=--net(?:work)?[ =])[\w.-]+(?=\s|$)/g, (name) => (name === 'bridge' ? 'none' : 'bridge'));
}

/** What docker only shows: its options shape the picture and change nothing. */
const SHOWS = /^(inspect|ls|ps|logs|port|top|stats|exec|version|info|events|images|history|df|diff|config)$/;
/** How somebody waits, types or clears up: nothing else becomes true. */
const NEUTRAL = new Set(
  '-d --detach -i --interactive -t --tty --rm -f --force -q --quiet -v --volumes --time --timeout'.split(' '),
);

/** Each option of docker that changes the world is left out. */
function withoutOptions(line: string): Change[] {
  const shape = shapeOf(line);
  if (shape === undefined || shape.head.some((word) => SHOWS.test(word))) return [];
  return shape.options.flatMap((option, i) => {
    const flag = option[0]?.split('=')[0] ?? '';
    const letters = /^-[a-z]{2,}$/.test(flag) ? [...flag.slice(1)].map((letter) => `-${letter}`) : [flag];
    if (letters.every((letter) => NEUTRAL.has(letter)) && flag !== '-v') return [];
    const options = shape.options.filter((_, k) => k !== i);
    return [{ how: `without \`${option.join(' ')}\``, word: flag, line: lineOf({ ...shape, options }) }];
  });
}

/** Each match of a rule is left out; a rule goes to the other end of its chain; it is accepted for dropped and the reverse. */
function otherRules(line: string): Change[] {
  const words = shellWords(line);
  if (!/^ip6?tables$/.test(words[0] ?? '') || !words.some((w) => /^(-A|-I|-R|--append|--insert)$/.test(w))) return [];
  const change = (how: string, word: string, rest: readonly string[]): Change => ({ how, word, line: rest.join(' ') });
  return words.flatMap((word, i): Change[] => {
    const value = words[i + 1] ?? '';
    const without = (count: number) => [...words.slice(0, i), ...words.slice(i + count)];
    const swapped = (other: string) => [...words.slice(0, i), other, ...words.slice(i + 1)];
    if (word === '!') return [change('without `!`', '!', without(1))];
    if (word === '-A' || word === '-I')
      return [change(`with the rule at the other end`, word, swapped(word === '-A' ? '-I' : '-A'))];
    if (word === 'DROP' || word === 'REJECT' || word === 'RETURN' || word === 'ACCEPT')
      return [change(`with another target than \`${word}\``, word, swapped(word === 'ACCEPT' ? 'DROP' : 'ACCEPT'))];
    if (/^(-[sdpio]|--[a-z-]+)$/.test(word) && word !== '--reject-with' && !value.startsWith('-'))
      return [change(`without \`${word} ${value}\``, word, without(2))];
    return [];
  });
}
