import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** What stood on the shell's screen when a lesson was left, and the lines typed in it. */
export interface SavedScreen {
  readonly lesson: string;
  readonly rows: readonly string[];
  readonly history: readonly string[];
}

/** Rows and lines that are kept. */
const ROWS = 500;
const LINES = 500;

/** Keeps the screen beside the progress: what was read stays as it was, whatever a newer version would print. Losing it loses nothing else. */
export function saveScreen(dir: string, screen: SavedScreen): void {
  const path = join(dir, 'screen.json');
  const kept: SavedScreen = {
    lesson: screen.lesson,
    rows: screen.rows.slice(-ROWS),
    history: screen.history.slice(-LINES),
  };
  try {
    mkdirSync(dir, { recursive: true });
    writeFileSync(`${path}.new`, JSON.stringify(kept));
    renameSync(`${path}.new`, path);
  } catch {
    // The progress file reports a disk that cannot be written.
  }
}

/** The screen of a lesson, if it was the last one left. */
export function loadScreen(dir: string, lesson: string): SavedScreen | undefined {
  try {
    const value: unknown = JSON.parse(readFileSync(join(dir, 'screen.json'), 'utf8'));
    if (typeof value !== 'object' || value === null || !('lesson' in value) || value.lesson !== lesson)
      return undefined;
    const texts = (list: unknown) => (Array.isArray(list) ? list.filter((t) => typeof t === 'string') : []);
    return {
      lesson,
      rows: texts('rows' in value ? value.rows : []),
      history: texts('history' in value ? value.history : []),
    };
  } catch {
    return undefined;
  }
}
