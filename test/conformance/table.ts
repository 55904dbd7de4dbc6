import type { Score } from './compare.ts';
import { playRecorded, type Result } from './play-recorded.ts';

/**
 * npm run conformance [-- PATTERN] [-v]: plays the recorded scenarios and prints how many steps agree, by prefix.
 * With a pattern only the scenarios whose name it is part of; -v prints every difference, -l a line a scenario.
 */
function row(name: string, results: readonly Result[]): string {
  const sum = (of: (s: Score) => number) => results.reduce((n, r) => n + of(r.score), 0);
  const [good, total, spoke, said] = [sum((s) => s.good), sum((s) => s.total), sum((s) => s.spoke), sum((s) => s.said)];
  const percent = (a: number, b: number) => `${((100 * a) / Math.max(b, 1)).toFixed(1)}%`.padStart(7);
  const cells = [
    name.padEnd(34),
    String(results.length).padStart(4),
    `${good}/${total}`.padStart(10),
    percent(good, total),
    `${spoke}/${said}`.padStart(10),
    percent(spoke, said),
  ];
  return cells.join(' ');
}

function printDifferences({ name, score, crash }: Result): void {
  if (crash !== undefined) process.stdout.write(`${name}: ${crash}\n`);
  for (const d of score.differences) {
    process.stdout.write(`--- ${name} step ${d.step}: $ ${d.command}\n`);
    for (const [i, what] of ['stdout', 'stderr', 'exit'].entries())
      if (d.want[i] !== d.got[i])
        process.stdout.write(`  ${what} of Docker:\n${d.want[i]}\n  ${what} played:\n${d.got[i]}\n`);
  }
}

const args = process.argv.slice(2);
const results = await playRecorded(
  'test/conformance',
  args.find((a) => !a.startsWith('-')),
);
if (args.includes('-v')) results.forEach(printDifferences);

/** A table of some results: a line a prefix (with -l a line a recording), and a total. */
function printTable(title: string, some: readonly Result[]): void {
  if (some.length === 0) return;
  const prefixOf = (r: Result) => r.name.replace(/-.*/, '-');
  process.stdout.write(`${title.padEnd(34)} files      steps         that say something\n`);
  for (const p of [...new Set(some.map(prefixOf))]) {
    const mine = some.filter((r) => prefixOf(r) === p);
    if (args.includes('-l')) for (const r of mine) process.stdout.write(`${row(`  ${r.name}`, [r])}\n`);
    process.stdout.write(`${row(p, mine)}\n`);
  }
  process.stdout.write(`${row('all', some)}\n\n`);
}

const asked = (r: Result) => r.name.startsWith('asked/');
printTable(
  'recorded scenarios',
  results.filter((r) => !asked(r)),
);
printTable('asked to settle questions', results.filter(asked));
