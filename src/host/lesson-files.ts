import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { LessonInfo } from '../app/index.ts';
import {
  englishDigests,
  type Lesson,
  type Mistake,
  mergeTranslation,
  parseCourse,
  parseLesson,
  type Translated,
  variation,
  varied,
} from '../course/index.ts';

/** What a menu needs of a lesson file: its front matter and the headings of its steps. A glance, not a parse: the first frame waits for it. */
function glance(text: string): {
  readonly title: string;
  readonly minutes: number;
  readonly steps: readonly { id: string; title: string }[];
} {
  const front = /^---\n([\s\S]*?)\n---\n/.exec(text);
  const field = (name: string) =>
    new RegExp(`^${name}:\\s*(.*)$`, 'm').exec(front?.[1] ?? '')?.[1]?.replace(/^(["'])(.*)\1$/, '$2') ?? '';
  const steps: { id: string; title: string }[] = [];
  let fence = '';
  for (const line of text.slice(front?.[0].length ?? 0).split('\n')) {
    const mark = /^(`{3,}|~{3,})/.exec(line)?.[1];
    if (mark !== undefined) fence = fence === '' ? mark : line.trim() === fence ? '' : fence;
    const heading = fence === '' ? /^## (.*?)\s*\{#([\w-]+)\}\s*$/.exec(line) : null;
    if (heading) steps.push({ title: heading[1] ?? '', id: heading[2] ?? '' });
  }
  return { title: field('title'), minutes: Number(field('minutes')) || 0, steps };
}

/** The lessons of a folder, in the order of course.yaml; without one, by name. */
export function listLessons(dir: string): readonly LessonInfo[] {
  const known = folders(dir);
  const plan = readText(join(dir, 'course.yaml'));
  const parsed = plan === undefined ? undefined : parseCourse(plan, 'lessons/course.yaml', known);
  const order = parsed?.ok ? parsed.plan.order : known;
  return order.map((id): LessonInfo => {
    const en = glance(readText(join(dir, id, 'lesson.md')) ?? '');
    const translation = readText(join(dir, id, 'lesson.ko.md'));
    const ko = translation === undefined ? undefined : glance(translation);
    return {
      id,
      title: { en: en.title || id, ko: ko?.title || en.title || id },
      minutes: en.minutes,
      needs: (parsed?.ok ? parsed.plan.needs[id] : undefined) ?? [],
      steps: en.steps.map((s) => ({
        id: s.id,
        title: { en: s.title, ko: ko?.steps.find((k) => k.id === s.id)?.title ?? s.title },
      })),
    };
  });
}

function folders(dir: string): string[] {
  if (!existsSync(dir)) return [];
  return readdirSync(dir, { withFileTypes: true })
    .filter((e) => e.isDirectory() && existsSync(join(dir, e.name, 'lesson.md')))
    .map((e) => e.name)
    .sort();
}

function readText(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8').replace(/\r\n/g, '\n').normalize('NFC');
  } catch {
    return undefined;
  }
}

const digestsFile = (dir: string, id: string) => join(dir, id, 'translated.json');

/** From which English texts the translations of a lesson were written; empty when nobody has said so. */
export function readTranslated(dir: string, id: string): Translated {
  const text = readText(digestsFile(dir, id));
  try {
    return text === undefined ? {} : (JSON.parse(text) as Translated);
  } catch {
    return {};
  }
}

/** Notes that the translations of a lesson say what its English text says now. */
export function writeTranslated(dir: string, lesson: Lesson): void {
  const digests = englishDigests(lesson);
  const all = Object.fromEntries(lesson.languages.filter((lang) => lang !== 'en').map((lang) => [lang, digests]));
  writeFileSync(digestsFile(dir, lesson.id), `${JSON.stringify(all, null, 2)}\n`);
}

/** The lessons that can be read, whole. */
export function readLessons(dir: string, lessons: readonly { readonly id: string }[]): readonly Lesson[] {
  return lessons.flatMap(({ id }) => {
    const read = readLesson(dir, id);
    return read.ok ? [read.lesson] : [];
  });
}

/** Reads and parses one lesson with its translation, in the variation of a seed. */
export function readLesson(
  dir: string,
  id: string,
  seed = 0,
): { readonly ok: true; readonly lesson: Lesson } | { readonly ok: false; readonly errors: readonly Mistake[] } {
  const file = (name: string) => `${basename(dir)}/${id}/${name}`;
  const text = readText(join(dir, id, 'lesson.md'));
  if (text === undefined)
    return { ok: false, errors: [{ file: file('lesson.md'), line: 1, message: 'there is no such file' }] };
  const written = parseLesson(text, file('lesson.md'));
  if (!written.ok) return written;
  const words = variation(written.lesson.vary, seed);
  const parsed = words.size === 0 ? written : parseLesson(varied(text, words), file('lesson.md'));
  if (!parsed.ok) return parsed;
  const lesson = { ...parsed.lesson, variation: seed };
  const translation = readText(join(dir, id, 'lesson.ko.md'));
  return translation === undefined
    ? { ok: true, lesson }
    : mergeTranslation(lesson, varied(translation, words), file('lesson.ko.md'));
}
