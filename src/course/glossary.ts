import { displayWidth } from '../base/index.ts';
import { inLang, type Lang, type Lesson, type Part, type Prose, type Step, type Token } from './lesson.ts';
import { shellWords } from './steps/index.ts';

/** A word or a command of the course, and the step in which it is met first. */
export interface Entry {
  /** `subnet`, `docker network create`. */
  readonly word: string;
  readonly kind: 'term' | 'command';
  /** The sentence that explains the term; a line in which the command is used. */
  readonly text: string;
  readonly lesson: string;
  readonly step: string;
}

/**
 * All words that the lessons explain (their `terms`, in bold where they are explained) and all commands that are met in
 * them, by the alphabet. Nothing is written for it: a lesson that is mended mends it.
 */
export function glossary(lessons: readonly Lesson[], lang: Lang): readonly Entry[] {
  const all = new Map<string, Entry>();
  for (const lesson of lessons)
    for (const [step, entries] of entriesOf(lesson, lang))
      for (const { word, kind, text } of entries) {
        const key = word.toLowerCase();
        if (!all.has(key)) all.set(key, { word, kind, text, lesson: lesson.id, step });
      }
  return [...all.values()].sort((a, b) => compare(a.word.toLowerCase(), b.word.toLowerCase()));
}

/** The entries that a reader means: those whose word begins so, then those that hold it anywhere. */
export function lookUp(entries: readonly Entry[], wanted: string): readonly Entry[] {
  const low = wanted.trim().toLowerCase();
  if (low === '') return entries;
  const first = entries.filter((e) => e.word.toLowerCase().startsWith(low));
  const then = entries.filter((e) => !first.includes(e) && `${e.word} ${e.text}`.toLowerCase().includes(low));
  return [...first, ...then];
}

type Found = Pick<Entry, 'word' | 'kind' | 'text'>;

function entriesOf(lesson: Lesson, lang: Lang): readonly (readonly [string, readonly Found[]])[] {
  const [first] = lesson.steps;
  const terms = new Set(inLang(lesson.terms, lang));
  const told = (parts: readonly Part[]) =>
    prosesOf(parts).flatMap((prose) => [...boldIn(prose), ...inlineCommands(prose)]);
  const known = (found: readonly Found[]) => found.filter((it) => it.kind === 'command' || terms.has(it.word));
  return [
    ...(first ? [[first.id, known(told(inLang(lesson.opening, lang)))] as const] : []),
    ...lesson.steps.map((step) => {
      const before = told(inLang(step.body, lang));
      const after = told(inLang(step.debrief, lang));
      return [step.id, known([...before, ...typedIn(step), ...after])] as const;
    }),
  ];
}

/** The words that stand in bold in a lesson. */
export function boldWords(lesson: Lesson, lang: Lang): ReadonlySet<string> {
  const texts = [lesson.opening, ...lesson.steps.flatMap((step) => [step.body, step.debrief])];
  return new Set(texts.flatMap((text) => prosesOf(inLang(text, lang)).flatMap(boldIn)).map((found) => found.word));
}

const prosesOf = (parts: readonly Part[]): readonly Prose[] =>
  parts.flatMap((part) => (part.kind === 'prose' ? [part.prose] : []));

/** What stands in bold, with its sentence. */
function boldIn(prose: Prose): readonly Found[] {
  return prose.flatMap((token) => {
    const children = token.children ?? [];
    const text = children.map(plain).join('');
    return children.flatMap((child, i): Found[] => {
      const word = child.type === 'strong_open' ? (children[i + 1]?.content ?? '').trim() : '';
      return word === '' ? [] : [{ word, kind: 'term', text: sentenceWith(text, word) }];
    });
  });
}

const plain = (token: Token): string => (token.type === 'softbreak' ? ' ' : token.content);

/** Shorter than this a sentence leans on the one before it. */
const SHORT = 80;

/** The sentence that has the word; with the one before it, or after it, where it is too short to say much alone. */
function sentenceWith(text: string, word: string): string {
  const sentences = text.split(/(?<=[.?!])\s+/).map((sentence) => sentence.trim());
  const at = sentences.findIndex((sentence) => sentence.includes(word));
  const sentence = sentences[at] ?? text.trim();
  if (displayWidth(sentence) > SHORT) return sentence;
  return sentences.slice(Math.max(0, at - 1), at === 0 ? 2 : at + 1).join(' ');
}

/** Programs that run another command behind their own words are not what is looked up. */
const RUNS_OTHERS = new Set([
  'for',
  'while',
  'if',
  'sh',
  'bash',
  'ssh',
  'cat',
  'echo',
  'printf',
  'sleep',
  'true',
  'cd',
]);

/** Tools that are met behind a pipe, in a container, on another host, or in running text. */
const TOOLS = new Set(
  'docker ip bridge ping curl wget nslookup dig getent host ss lsof netstat nc iptables iptables-save nft tcpdump traceroute arp arping sysctl conntrack brctl ethtool'.split(
    ' ',
  ),
);

/** The commands of a step's blocks. */
function typedIn(step: Step): readonly Found[] {
  const blocks = [...step.runs, ...step.solutions, ...step.wrongs, ...step.debriefRuns];
  const lines = [...step.setup, ...blocks.flatMap(({ commands }) => commands)];
  return lines.flatMap(({ text }) => commandsIn(text.split('\n')[0] ?? ''));
}

/** The commands that running text names, whole: the name of a program alone says what it is, not how it is called. */
function inlineCommands(prose: Prose): readonly Found[] {
  const code = prose.flatMap((token) => (token.children ?? []).filter((child) => child.type === 'code_inline'));
  return code.flatMap(({ content }) =>
    TOOLS.has(content.split(' ')[0] ?? '') && content.includes(' ') ? commandsIn(content) : [],
  );
}

function commandsIn(line: string): readonly Found[] {
  const pieces = line.replace(/'[^']*'|"[^"]*"/g, (quoted) => quoted.replace(/[;|&]/g, ' ')).split(/\|\||&&|[;|]/);
  return pieces.flatMap((piece, i): Found[] => {
    const words = shellWords(piece.trim());
    const [program = ''] = words;
    const named = /^[a-z][\w-]*$/.test(program) && !RUNS_OTHERS.has(program) && (i === 0 || TOOLS.has(program));
    const own: readonly Found[] = named ? [{ word: commandName(words), kind: 'command', text: line }] : [];
    return [...own, ...handedOver(words).map((found) => ({ ...found, text: line }))];
  });
}

/** What `docker exec NAME …` and `ssh HOST …` run elsewhere. */
function handedOver(words: readonly string[]): readonly Found[] {
  const at =
    words[0] === 'ssh' ? 2 : words[1] === 'exec' ? words.findIndex((word, i) => i > 1 && !word.startsWith('-')) + 1 : 0;
  const rest = at > 0 ? words.slice(at).join(' ') : '';
  return TOOLS.has(rest.split(' ')[0] ?? '') ? commandsIn(rest) : [];
}

/** docker's noun and verb belong to its name, of every other program the first word is it. */
function commandName([program = '', ...rest]: readonly string[]): string {
  if (program !== 'docker') return program;
  const end = rest.findIndex((word) => !/^[a-z]+$/.test(word));
  const words = rest.slice(0, end < 0 ? 2 : Math.min(end, 2));
  const noun = NOUNS.has(words[0] ?? '');
  return [program, ...words.slice(0, noun ? 2 : 1)].join(' ');
}

const NOUNS = new Set(
  'network container image volume system compose node service swarm stack secret config context'.split(' '),
);

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
