import { firstNames } from '../aliases.ts';

/** A command line taken apart: `docker network create` + options + operands. */
export interface Shape {
  /** The program, and docker's noun and verb; compose's own options stand between these, and in their order: files overrule each other. */
  readonly head: readonly string[];
  /** Each option with its value, if it takes one: `['--name', 'web']`, `['-d']`, `['--net=app']`. */
  readonly options: readonly (readonly string[])[];
  readonly operands: readonly string[];
}

const NOUNS = ['network', 'container', 'image', 'volume', 'system', 'compose', 'node', 'service', 'swarm', 'stack'];

/** Options that take no value; every other one of docker's does. */
const SWITCHES = new Set(
  (
    '-d --detach -i --interactive -t --tty --rm --init --privileged -P --publish-all --read-only -a --all -q --quiet ' +
    '-f --force -v --volumes --no-trunc --internal --attachable --ipv6 --ingress --config-only --help --verbose -s --size --no-stream ' +
    '--build --no-build --no-deps --no-start --no-recreate --force-recreate --remove-orphans --wait --dry-run'
  ).split(' '),
);
/** Where `-d`, `-f`, `-t`, `-v` and the like do take a value. */
const VALUED: Readonly<Record<string, readonly string[]>> = {
  'network create': ['-d'],
  inspect: ['-f'],
  'network inspect': ['-f'],
  'container inspect': ['-f'],
  run: ['-a', '-v', '-s'],
  'container run': ['-a', '-v', '-s'],
  create: ['-a', '-v'],
  ps: ['-f'],
  compose: ['-f'],
  'container ls': ['-f'],
  'network ls': ['-f'],
  stop: ['-t', '-s'],
  'container stop': ['-t', '-s'],
  restart: ['-t', '-s'],
  'container restart': ['-t', '-s'],
  'compose up': ['-t'],
  'compose down': ['-t'],
  'compose stop': ['-t'],
  'compose restart': ['-t'],
};

/** Splits a line into words as a shell does, without expanding anything. */
export function shellWords(line: string): string[] {
  const words: string[] = [];
  let word: string | undefined;
  for (const piece of line.matchAll(/\\\n|\\(.)|'([^']*)'|"((?:[^"\\]|\\.)*)"|(\s+)|([^\s'"\\]+)/g)) {
    const text = piece[1] ?? piece[2] ?? piece[3] ?? piece[5];
    if (text !== undefined) word = (word ?? '') + text;
    else if (word !== undefined) {
      words.push(word);
      word = undefined;
    }
  }
  if (word !== undefined) words.push(word);
  return words[0] === 'sudo' ? words.slice(1) : words;
}

/** Takes a simple command apart; undefined when it is not docker's, or is more than one command. */
export function shapeOf(line: string): Shape | undefined {
  if (/[|;&<>$`]|\bthen\b/.test(line.replace(/'[^']*'/g, ''))) return undefined;
  const words = shellWords(line);
  if (words[0] !== 'docker') return undefined;
  const compose = words[1] === 'compose';
  const deep = compose ? composeVerb(words) + 1 : NOUNS.includes(words[1] ?? '') ? 3 : 2;
  const head = words.slice(0, deep);
  const verb = compose ? `compose ${words[deep - 1]}` : head.slice(1).join(' ');
  const options: string[][] = [];
  const operands: string[] = [];
  /** After the image or the container everything belongs to its own command. */
  const stops = /(^|\s)(run|exec|create)$/.test(verb) && verb !== 'network create' && verb !== 'volume create';
  for (let i = deep; i < words.length; i++) {
    const word = words[i] ?? '';
    if ((stops && operands.length > 0) || !/^-./.test(word)) operands.push(word);
    else if (takesNone(word, verb)) options.push([word]);
    else options.push([word, words[++i] ?? '']);
  }
  return { head, options, operands };
}

/** Where compose's verb stands: behind the options that come before it. */
function composeVerb(words: readonly string[]): number {
  let at = 2;
  while (/^-/.test(words[at] ?? '')) at += takesNone(words[at] ?? '', 'compose') ? 1 : 2;
  return Math.min(at, words.length - 1);
}

function takesNone(word: string, verb: string): boolean {
  if (word.startsWith('--')) return word.includes('=') || SWITCHES.has(word);
  if (VALUED[verb]?.includes(word)) return false;
  return word
    .slice(1)
    .split('')
    .every((letter) => SWITCHES.has(`-${letter}`)); // -it, -dit
}

/** Puts a shape together again. */
export function lineOf(shape: Shape): string {
  return [...shape.head, ...shape.options.flat(), ...shape.operands].map(quote).join(' ');
}

function quote(word: string): string {
  return /^[\w@%+=:,./_-]+$/.test(word) ? word : `'${word.replace(/'/g, "'\\''")}'`;
}

/** One spelling for lines that mean the same: `docker container run` is `docker run`, options in one order. */
export function normal(line: string): string {
  const shape = shapeOf(line);
  if (shape === undefined) return shellWords(line).join(' ');
  const head = firstNames(shape.head);
  const options = shape.options.map((o) => o.join('=').replace(/^--net(=|$)/, '--network$1')).sort();
  return [...head, ...options, ...shape.operands].join(' ');
}

/** Names of the containers and networks that lines make; `left`: without those that a later line removes. */
export function namesOf(lines: readonly string[], left = false): Set<string> {
  const names = new Set<string>();
  for (const line of lines.flatMap((l) => l.split(/\|\||&&|[;|]/))) {
    const shape = shapeOf(line);
    if (shape === undefined) continue;
    const verb = shape.head.slice(1).join(' ');
    for (const [flag = '', value] of shape.options) {
      if (flag === '--name' && value !== undefined) names.add(value);
      else if (flag.startsWith('--name=')) names.add(flag.slice(7));
    }
    if (verb === 'network create' && shape.operands[0] !== undefined) names.add(shape.operands[0]);
    if (left && /^((container |network )?rm)$/.test(verb)) for (const name of shape.operands) names.delete(name);
  }
  return names;
}

/** Names of the networks that lines make, in order. */
export function networksMadeBy(lines: readonly string[]): string[] {
  return lines.flatMap((line) => {
    const shape = shapeOf(line);
    const name = shape?.head.slice(1).join(' ') === 'network create' ? shape.operands[0] : undefined;
    return name === undefined ? [] : [name];
  });
}

/** A line in which a name stands for another. */
export function renamed(line: string, from: string, to: string): string {
  const escaped = from.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  return line.replace(new RegExp(`(?<![\\w.-])${escaped}(?![\\w-]|\\.\\w)`, 'g'), to);
}

/** The line with blanks where the learner has to think: `docker network connect ___ ___`. */
export function withBlanks(line: string): string {
  const shape = shapeOf(line);
  if (shape === undefined) {
    const [program = '', ...rest] = shellWords(line);
    return [program, ...rest.map((w) => (/^-/.test(w) ? w : '___'))].join(' ');
  }
  const options = shape.options.map(([flag = '', value]) => {
    if (value !== undefined) return `${flag} ___`;
    return flag.includes('=') ? `${flag.slice(0, flag.indexOf('='))}=___` : flag;
  });
  const operands = shape.operands.slice(0, 2).map(() => '___');
  const head =
    options.some((o) => o.includes('___')) || operands.length > 0 ? shape.head : [...shape.head.slice(0, -1), '___'];
  return [...head, ...options, ...operands].join(' ');
}
