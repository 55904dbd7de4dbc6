import type { Mistake } from '../lesson.ts';
import type { MiniDocument } from './mini-yaml.ts';

/** What stands above a lesson. */
export interface FrontMatter {
  readonly title: string;
  readonly minutes: number;
  readonly kind: 'lesson' | 'incident';
  /** The Docker hosts that are up. */
  readonly hosts: readonly string[];
  readonly facts: readonly string[];
  /** The words that the lesson explains. */
  readonly terms: readonly string[];
  /** Words and what else may stand for them: `gate door hall`. */
  readonly vary: readonly string[];
  /** Steps that are practised again even when they went well. */
  readonly drills: readonly string[];
}

const KEYS = ['title', 'minutes', 'kind', 'hosts', 'facts', 'terms', 'drills', 'vary'];

/** Reads and checks the front matter of lesson.md. */
export function readFront({ values, lines }: MiniDocument, file: string, mistakes: Mistake[]): FrontMatter {
  const complain = (message: string, line = 1) => mistakes.push({ file, line, message });
  const list = (key: string): readonly string[] => (Array.isArray(values[key]) ? values[key] : []);
  const title = typeof values.title === 'string' ? values.title : '';
  if (title === '') complain('the lesson has no title: write `title: …` in the front matter');
  const minutes = Number(values.minutes);
  if (!Number.isInteger(minutes) || minutes < 1)
    complain('write `minutes: 20` in the front matter: how long a beginner takes', lines.minutes);
  for (const fact of list('facts'))
    if (!/^S\d-F\d+$/.test(fact)) complain(`\`${fact}\` is no fact id: they look like S1-F12`, lines.facts);
  const machines = Number(values.hosts ?? 1);
  if (![1, 2, 3].includes(machines))
    complain(
      'write `hosts: 3` for the Docker hosts node1, node2 and node3, or `hosts: 2`; one is there by default',
      lines.hosts,
    );
  if (values.kind !== undefined && values.kind !== 'incident')
    complain('the only kind to be named is `kind: incident`', lines.kind);
  for (const entry of list('vary'))
    if (new Set(entry.split(' ').map((word) => word.length)).size !== 1 || !entry.includes(' '))
      complain(`\`${entry}\`: write the word of the text and others of its length: \`gate door hall\``, lines.vary);
  const words = list('vary').flatMap((entry) => entry.split(' '));
  for (const word of new Set(words.filter((one, i) => words.indexOf(one) !== i)))
    complain(`\`${word}\` stands twice in \`vary\`: two things would get one name`, lines.vary);
  for (const key of Object.keys(values)) {
    if (!KEYS.includes(key))
      complain(
        `\`${key}\` means nothing here: the front matter has ${KEYS.slice(0, -1).join(', ')} and vary`,
        lines[key],
      );
  }
  const kind = values.kind === 'incident' ? 'incident' : 'lesson';
  const hosts = ['node1', 'node2', 'node3'].slice(0, machines);
  return {
    title,
    minutes,
    kind,
    hosts,
    facts: list('facts'),
    terms: list('terms'),
    vary: list('vary'),
    drills: list('drills'),
  };
}
