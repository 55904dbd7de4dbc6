import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type LessonInfo, nearest } from '../app/index.ts';
import { forget, type Lang, mergeProgress, type Progress, readProgress } from '../course/index.ts';
import { type Catalogue, catalogues } from '../i18n/index.ts';
import { type Command, type Common, parseArgv } from './argv.ts';
import { listLessons, readLessons } from './lesson-files.ts';
import { langOf } from './locale.ts';
import { packageDir, stateDir } from './paths.ts';
import { type Loaded, openStore, type Store } from './store.ts';
import { glossaryText, listText, misuseText, progressText } from './texts.ts';

/** Where everything is, and what was found there. */
export interface Place {
  readonly packageDir: string;
  readonly lessonsDir: string;
  readonly dataDir: string;
  readonly store: Store;
  readonly loaded: Loaded;
  readonly lang: Lang;
  readonly words: Catalogue;
  readonly lessons: readonly LessonInfo[];
  readonly incidentsDir: string;
  readonly incidents: readonly LessonInfo[];
  readonly common: Common;
}

const out = (text: string) => void process.stdout.write(text);
const err = (text: string) => void process.stderr.write(text);

/** The program: reads the command line and does what it says; resolves to the exit status. */
export async function main(argv: readonly string[]): Promise<number> {
  const parsed = parseArgv(argv);
  const { common } = parsed;
  if (!parsed.ok) {
    err(misuseText(parsed.misuse, catalogues[common.lang ?? langOf(process.env)]));
    return 2;
  }
  const { command } = parsed;
  const dir = packageDir();
  if (command.command === 'version') {
    out(`${versionOf(dir)}\n`);
    return 0;
  }
  // These two need neither lessons nor progress, and bring their own words.
  if (command.command === 'exec') return (await import('./exec.ts')).exec(command);
  const dataDir = common.dataDir ?? stateDir();
  const store = openStore(dataDir);
  const loaded = store.load();
  const lang = common.lang ?? loaded.saved.lang ?? langOf(process.env);
  const words = catalogues[lang];
  if (command.command === 'help') {
    out(words.usage);
    return 0;
  }
  if (command.command === 'support') {
    out((await import('./support.ts')).supportText(words.support));
    return 0;
  }
  const lessonsDir = join(dir, 'lessons');
  const incidentsDir = join(dir, 'incidents');
  if (command.command === 'verify')
    return (await import('./verify.ts')).verify(command, { lessons: lessonsDir, incidents: incidentsDir });
  const { trouble } = loaded;
  if (trouble)
    err(`${trouble.kind === 'broken' ? words.host.broken(trouble.movedTo) : words.host.newer(trouble.movedTo)}\n`);
  const lessons = listLessons(lessonsDir);
  const incidents = listLessons(incidentsDir);
  const folders = { packageDir: dir, lessonsDir, incidentsDir, dataDir };
  return perform(command, { ...folders, store, loaded, lang, words, lessons, incidents, common });
}

function versionOf(dir: string): string {
  const json: unknown = JSON.parse(readFileSync(join(dir, 'package.json'), 'utf8'));
  return typeof json === 'object' && json !== null && 'version' in json ? String(json.version) : '';
}

async function perform(command: Exclude<Command, { command: 'exec' | 'verify' }>, place: Place): Promise<number> {
  const { words, lang, store } = place;
  const all = [...place.lessons, ...place.incidents];
  const { progress } = place.loaded.saved;
  const play = async (start: Parameters<typeof import('./play.ts')['play']>[1]) =>
    (await import('./play.ts')).play(place, start);
  switch (command.command) {
    case 'list':
      out(listText(place, progress, lang, command.json, process.stdout.columns));
      return 0;
    case 'progress':
      out(progressText(all, progress, lang, store.path, command.json));
      return 0;
    case 'glossary':
      out(glossaryText(readLessons(place.lessonsDir, place.lessons), lang, command.word, command.json));
      return 0;
    case 'reset': {
      const wrong = command.lesson === undefined ? undefined : unknownLesson(place, command.lesson);
      if (wrong !== undefined) return complain(wrong);
      const problem = await store.replace(forget(progress, command.lesson));
      if (problem !== undefined) return complain(words.host.notSaved(problem));
      out(`${words.host.forgotten(command.lesson ?? words.host.everything)}\n`);
      return 0;
    }
    case 'export':
      return exportProgress(progress, command.file, words);
    case 'import':
      return importProgress(place, command.file);
    case 'start': {
      if (command.lesson === undefined) return play({ kind: 'go-on' });
      const wrong = unknownLesson(place, command.lesson, command.step);
      if (wrong !== undefined) return complain(wrong);
      return play({
        kind: 'lesson',
        lesson: command.lesson,
        ...(command.step === undefined ? {} : { step: command.step }),
      });
    }
    case 'incident': {
      const wrong = command.id === undefined ? undefined : unknownLesson(place, command.id);
      if (wrong !== undefined) return complain(wrong);
      return play(command.id === undefined ? { kind: 'daily' } : { kind: 'lesson', lesson: command.id });
    }
    case 'sandbox':
      return play({ kind: 'sandbox' });
    case 'review':
      return play({ kind: 'review' });
    default:
      return play({ kind: 'menu' });
  }
}

function complain(text: string): number {
  err(`dockernet-course: ${text}\n`);
  return 2;
}

function unknownLesson({ lessons: course, incidents, words }: Place, id: string, step?: string): string | undefined {
  const lessons = [...course, ...incidents];
  const meant = (word: string, known: readonly string[]) => {
    const near = nearest(word, known);
    return near === undefined ? '' : ` ${words.host.didYouMean(near)}`;
  };
  if (lessons.length === 0) return words.host.noLessons;
  const lesson = lessons.find((l) => l.id === id);
  if (!lesson)
    return (
      words.host.noSuchLesson(id) +
      meant(
        id,
        lessons.map((l) => l.id),
      )
    );
  if (step === undefined || lesson.steps.some((s) => s.id === step)) return undefined;
  return (
    words.host.noSuchStep(id, step) +
    meant(
      step,
      lesson.steps.map((s) => s.id),
    )
  );
}

function exportProgress(progress: Progress, file: string | undefined, words: Catalogue): number {
  const text = `${JSON.stringify({ 'dockernet-course': 1, progress }, null, 2)}\n`;
  if (file === undefined || file === '-') {
    out(text);
    return 0;
  }
  try {
    writeFileSync(file, text);
    return 0;
  } catch (error) {
    return complain(words.host.cannotWrite(file, messageOf(error)));
  }
}

async function importProgress({ store, words }: Place, file: string): Promise<number> {
  let value: unknown;
  try {
    value = JSON.parse(readFileSync(file === '-' ? 0 : file, 'utf8'));
  } catch (error) {
    return complain(
      error instanceof SyntaxError ? words.host.notProgress(file) : words.host.cannotRead(file, messageOf(error)),
    );
  }
  const inside = typeof value === 'object' && value !== null && 'progress' in value ? value.progress : undefined;
  const read = readProgress(inside);
  if (!read.ok) return complain(words.host.notProgress(file));
  const { progress } = read;
  const merged = mergeProgress(store.load().saved.progress, progress, progress.open !== undefined);
  const problem = await store.replace(merged);
  if (problem !== undefined) return complain(words.host.notSaved(problem));
  const steps = Object.values(progress.lessons)
    .flatMap((l) => Object.values(l.steps))
    .filter((s) => s.done !== undefined).length;
  out(`${words.host.imported(steps)}\n`);
  return 0;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
