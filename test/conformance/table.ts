import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseScenario, type PlayedStep, playScenario } from '../../src/lab/index.ts';
import { compare, type Played, type Score } from './compare.ts';

/**
 * npm run conformance [-- PATTERN] [-v]: plays the recorded scenarios and prints how many steps agree, by prefix.
 * With a pattern only the scenarios whose name it is part of; -v prints every difference, -l a line a scenario.
 */
const HERE = join(process.cwd(), 'test', 'conformance');
const FOLDERS = ['scenarios', 'asked'];

interface Result {
  readonly name: string;
  readonly score: Score;
}

async function playAll(pattern: string): Promise<Result[]> {
  const results: Result[] = [];
  for (const folder of FOLDERS) {
    const names = readdirSync(join(HERE, folder))
      .filter((f) => f.endsWith('.json') && f.includes(pattern))
      .sort();
    for (const file of names) {
      const recorded = JSON.parse(readFileSync(join(HERE, folder, file), 'utf8')) as Played;
      const scenario = parseScenario(readFileSync(join(HERE, folder, file.replace(/json$/, 'txt')), 'utf8'));
      if ('message' in scenario) throw new Error(`${file}:${scenario.line}: ${scenario.message}`);
      let played: readonly PlayedStep[] = [];
      try {
        played = (await playScenario(scenario)).steps;
      } catch (e) {
        process.stdout.write(`${file}: ${e instanceof Error ? e.stack : String(e)}\n`);
      }
      results.push({ name: folder === 'asked' ? `asked/${file.slice(0, -5)}` : file.slice(0, -5), score: compare(recorded.steps, played) });
    }
  }
  return results;
}

function row(name: string, results: readonly Result[]): string {
  const sum = (of: (s: Score) => number) => results.reduce((n, r) => n + of(r.score), 0);
  const [good, total, spoke, said] = [sum((s) => s.good), sum((s) => s.total), sum((s) => s.spoke), sum((s) => s.said)];
  const percent = (a: number, b: number) => `${((100 * a) / Math.max(b, 1)).toFixed(1)}%`.padStart(7);
  const cells = [name.padEnd(34), String(results.length).padStart(4), `${good}/${total}`.padStart(10), percent(good, total), `${spoke}/${said}`.padStart(10), percent(spoke, said)];
  return cells.join(' ');
}

function printDifferences({ name, score }: Result): void {
  for (const d of score.differences) {
    process.stdout.write(`--- ${name} step ${d.step}: $ ${d.command}\n`);
    for (const [i, what] of ['stdout', 'stderr', 'exit'].entries())
      if (d.want[i] !== d.got[i]) process.stdout.write(`  ${what} of Docker:\n${d.want[i]}\n  ${what} played:\n${d.got[i]}\n`);
  }
}

const args = process.argv.slice(2);
const results = await playAll(args.find((a) => !a.startsWith('-')) ?? '');
if (args.includes('-v')) results.forEach(printDifferences);
const head = `${'prefix'.padEnd(34)} files      steps         that say something`;
process.stdout.write(`${head}\n`);
const prefixes = [...new Set(results.map((r) => r.name.replace(/-.*/, '-')))];
for (const p of prefixes) {
  const mine = results.filter((r) => r.name.replace(/-.*/, '-') === p);
  if (args.includes('-l')) for (const r of mine) process.stdout.write(`${row(`  ${r.name}`, [r])}\n`);
  process.stdout.write(`${row(p, mine)}\n`);
}
process.stdout.write(`${row('all', results)}\n`);
