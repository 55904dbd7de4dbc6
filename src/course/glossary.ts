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
 * All words that the lessons explain (they stand in bold where they are explained) and all commands that they use, by
 * the alphabet. Nothing is written for it: a lesson that is mended mends it.
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
  const opening = prosesOf(inLang(lesson.opening, lang)).flatMap(termsOf);
  return [
    ...(first ? [[first.id, opening] as const] : []),
    ...lesson.steps.map((step) => [step.id, [...stepTerms(step, lang), ...commandsOf(step)]] as const),
  ];
}

const stepTerms = (step: Step, lang: Lang): readonly Found[] =>
  [...prosesOf(inLang(step.body, lang)), ...prosesOf(inLang(step.debrief, lang))].flatMap(termsOf);

const prosesOf = (parts: readonly Part[]): readonly Prose[] =>
  parts.flatMap((part) => (part.kind === 'prose' ? [part.prose] : []));

/** What stands in bold, with its sentence. A whole sentence in bold is emphasis, not a term. */
function termsOf(prose: Prose): readonly Found[] {
  return prose.flatMap((token) => {
    const children = token.children ?? [];
    const text = children.map(plain).join('');
    return children.flatMap((child, i): Found[] => {
      const word = child.type === 'strong_open' ? (children[i + 1]?.content ?? '').trim() : '';
      return word === '' || /[.!?,:;]/.test(word) || word.split(' ').length > 3
        ? []
        : [{ word, kind: 'term', text: sentenceWith(text, word) }];
    });
  });
}

const plain = (token: Token): string => (token.type === 'softbreak' ? ' ' : token.content);

function sentenceWith(text: string, word: string): string {
  const sentences = text.split(/(?<=[.?!])\s+/);
  return (sentences.find((sentence) => sentence.includes(word)) ?? text).trim();
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

function commandsOf(step: Step): readonly Found[] {
  const blocks = [...step.runs, ...step.solutions, ...step.debriefRuns];
  return blocks.flatMap(({ commands }) =>
    commands.flatMap(({ text }): Found[] => {
      const words = shellWords(text.split('\n')[0] ?? '');
      const [program = ''] = words;
      if (!/^[a-z][\w-]*$/.test(program) || RUNS_OTHERS.has(program)) return [];
      return [{ word: commandName(words), kind: 'command', text: text.split('\n')[0] ?? '' }];
    }),
  );
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
