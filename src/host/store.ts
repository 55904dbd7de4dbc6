import { mkdirSync, readFileSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { type Lang, mergeProgress, NO_PROGRESS, type Progress } from '../course/index.ts';
import { withLock } from './lock.ts';
import { readSaved, type Saved } from './saved.ts';

/** What was found on disk, and what has to be said about it. */
export interface Loaded {
  readonly saved: Saved;
  readonly trouble?: { readonly kind: 'broken' | 'newer'; readonly movedTo: string };
}

/** The progress file. Every write merges with what other processes have written since. */
export interface Store {
  readonly path: string;
  load(): Loaded;
  /** Writes progress; the reason when that is not possible. */
  save(progress: Progress, ownsOpen: boolean): Promise<string | undefined>;
  /** The same, at once: for the moment before the process ends. Needs one `save` before it. */
  saveNow(progress: Progress, ownsOpen: boolean): string | undefined;
  /** Writes progress as it is, without merging: to forget. */
  replace(progress: Progress): Promise<string | undefined>;
  saveLang(lang: Lang): Promise<string | undefined>;
}

interface Writer {
  store: Record<string, unknown>;
}

/** Opens the progress file of a folder. */
export function openStore(dir: string): Store {
  const path = join(dir, 'progress.json');
  let writer: Writer | undefined;
  const open = async (): Promise<Writer> => {
    // conf brings a JSON schema validator along: 24 ms that the first frame need not wait for.
    const { default: Conf } = await import('conf');
    return new Conf({ cwd: dir, configName: 'progress', projectName: 'dockernet-course' });
  };
  const write = (conf: Writer, change: (saved: Saved) => Saved): string | undefined => {
    try {
      withLock(join(dir, 'progress.lock'), () => {
        const saved = change(load().saved);
        conf.store = { version: 1, ...saved };
      });
      return undefined;
    } catch (error) {
      return reason(error);
    }
  };
  const later = async (change: (saved: Saved) => Saved): Promise<string | undefined> => {
    try {
      mkdirSync(dir, { recursive: true });
      load(); // conf refuses a file that is not JSON, so a broken one is moved aside before
      writer ??= await open();
    } catch (error) {
      return reason(error);
    }
    return write(writer, change);
  };
  const load = (): Loaded => {
    let text: string;
    try {
      text = readFileSync(path, 'utf8');
    } catch {
      return { saved: { progress: NO_PROGRESS } };
    }
    const read = readSaved(text);
    if (read.kind === 'ok') return { saved: read.saved };
    const movedTo = aside(path);
    return { saved: { progress: NO_PROGRESS }, trouble: { kind: read.kind, movedTo } };
  };
  const merged = (progress: Progress, ownsOpen: boolean) => (saved: Saved) => ({
    ...saved,
    progress: mergeProgress(saved.progress, progress, ownsOpen),
  });
  return {
    path,
    load,
    save: (progress, ownsOpen) => later(merged(progress, ownsOpen)),
    saveNow: (progress, ownsOpen) => (writer ? write(writer, merged(progress, ownsOpen)) : 'not open'),
    replace: (progress) => later((saved) => ({ ...saved, progress })),
    saveLang: (lang) => later((saved) => ({ ...saved, lang })),
  };
}

/** Moves a file that cannot be read out of the way, under a name that is free. */
function aside(path: string): string {
  const stamp = new Date().toISOString().replace(/[:.]/g, '-');
  const to = path.replace(/\.json$/, `.broken-${stamp}.json`);
  try {
    renameSync(path, to);
  } catch {
    return path;
  }
  return to;
}

/** What went wrong, in the system's words: `ENOSPC: no space left on device`. */
function reason(error: unknown): string {
  return error instanceof Error ? error.message.replace(/, .*$/, '') : String(error);
}
