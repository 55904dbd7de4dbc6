import { readFileSync, writeFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { GOAL_KINDS } from '../../src/course/index.ts';

const FILE = new URL('../../docs/writing-lessons.md', import.meta.url);
const rows = GOAL_KINDS.map((k) => `| \`${k.use.replace(/\|/g, '\\|')}\` | ${k.about} |`).join('\n');

// UPDATE_DOCS=1 writes the table anew
it('the author’s reference lists every goal', () => {
  const text = readFileSync(FILE, 'utf8');
  const table = /(\|---\|---\|\n)([\s\S]*?)(\n<!-- \/goals -->)/.exec(text.slice(text.indexOf('<!-- goals')));
  if (process.env.UPDATE_DOCS && table)
    writeFileSync(
      FILE,
      text.replace(table[0], () => `${table[1]}${rows}${table[3]}`),
    );
  else expect(table?.[2]).toBe(rows);
});
