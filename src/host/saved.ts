import { type Lang, NO_PROGRESS, type Progress, readProgress } from '../course/index.ts';

/** What the progress file holds. */
export interface Saved {
  readonly progress: Progress;
  readonly lang?: Lang;
}

/** A progress file, read: or why it cannot be used. */
export type ReadSaved = { readonly kind: 'ok'; readonly saved: Saved } | { readonly kind: 'broken' | 'newer' };

/** Reads the text of a progress file. What is damaged in it is left out, the rest is kept. */
export function readSaved(text: string): ReadSaved {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { kind: 'broken' };
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return { kind: 'broken' };
  const { progress, lang, version }: { progress?: unknown; lang?: unknown; version?: unknown } = value;
  if (typeof version === 'number' && version > NO_PROGRESS.version) return { kind: 'newer' };
  if (Object.keys(value).length === 0) return { kind: 'ok', saved: { progress: NO_PROGRESS } };
  const read = progress === undefined ? undefined : readProgress(progress);
  if (!read?.ok) return { kind: 'broken' };
  return { kind: 'ok', saved: { progress: read.progress, ...(lang === 'en' || lang === 'ko' ? { lang } : {}) } };
}
