import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { inputsOf, replay } from '../typed.ts';

/**
 * Every command of the curriculum (curriculum/commands.json), typed as it is printed, misprints included, after what it
 * needs: played as ../typed.ts says. `# S0-C01` stands above the command; what is wrong in print stands mended below.
 * UPDATE=1 writes what is shown now: read the diff.
 */
const folder = new URL('curriculum/', import.meta.url);
const read = (file: string) => readFileSync(new URL(file, folder), 'utf8');
const commands: Readonly<Record<string, string>> = JSON.parse(read('commands.json'));
const files = readdirSync(folder).filter((f) => f.endsWith('.txt'));

/** A command as it is printed: blanks at the ends of its lines do not count. */
const printed = (id: string) => commands[id]?.replace(/ +$/gm, '') ?? '';

/** The lines typed under each mark, up to the next one. */
function marked(file: string): { readonly id: string; readonly typed: string }[] {
  const marks: { id: string; typed: string }[] = [];
  for (const input of inputsOf(read(file)).slice(1)) {
    const id = /^# (\S+)$/.exec(input)?.[1];
    const last = marks.at(-1);
    if (id !== undefined) marks.push({ id, typed: '' });
    else if (last && !input.startsWith('#')) last.typed += `${input.slice(2)}\n`;
  }
  return marks;
}

it('has all 183 commands of the curriculum, each at one place and as printed', () => {
  const all = files.flatMap(marked);
  expect(all.map((m) => m.id).sort()).toEqual(Object.keys(commands).sort());
  expect(all).toHaveLength(183);
  expect(all.filter((m) => !m.typed.includes(printed(m.id))).map((m) => m.id)).toEqual([]);
});

// test/conformance holds the recordings to what is played, so that a row stands for what both do.
it('has for each command the outcome that the curriculum expects, or that of a recording', () => {
  const rows = read('outcomes.table').trim().split('\n').slice(1);
  expect(rows.map((row) => row.split(' ')[0])).toEqual(Object.keys(commands));
  const others = rows.filter((row) => !row.endsWith(' agrees')).map((row) => /: \S.* \((\S+)\)$/.exec(row)?.[1]);
  const recorded = (name = '') => existsSync(new URL(`../conformance/${name}.json`, import.meta.url));
  expect(others.filter((name) => !recorded(name))).toEqual([]);
});

describe('runs as the curriculum has it', () => {
  for (const file of files)
    it(file.replace('.txt', ''), async () => {
      const written = read(file);
      const played = await replay(written);
      if (process.env.UPDATE) writeFileSync(new URL(file, folder), played);
      expect(played).toBe(process.env.UPDATE ? played : written);
    });
});
