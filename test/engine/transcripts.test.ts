import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { machine, numbered, play } from './machine.ts';

/**
 * Transcripts of the daemon's API: `$` lines are calls (see machine.ts), what follows is what it must answer, refusals
 * with their HTTP status. The first line may name the catalogue. UPDATE=1 writes what is answered now: read the diff.
 */
const dir = join(import.meta.dirname, 'transcripts');

function replay(text: string): string {
  const lines = text.split('\n');
  const m = machine(lines[0]?.includes('real images') ? 'real' : 'stand-in', !lines[0]?.includes('empty'));
  const shown = lines.flatMap((line) => {
    if (line.startsWith('# ')) return [line];
    if (!line.startsWith('$ ')) return [];
    const said = play(m, line.slice(2));
    return [line, ...(said === '' ? [] : said.split('\n'))];
  });
  return `${numbered(shown.join('\n'))}\n`;
}

describe('the daemon answers as recorded', () => {
  for (const file of readdirSync(dir).filter((f) => f.endsWith('.txt'))) {
    test(file.replace('.txt', ''), () => {
      const path = join(dir, file);
      const text = readFileSync(path, 'utf8');
      const played = replay(text);
      if (process.env.UPDATE) writeFileSync(path, played);
      expect(played).toBe(process.env.UPDATE ? played : text);
    });
  }
});
