import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { parseScenario, playScenario } from '../../src/lab/index.ts';
import { compare, type Difference, type Played } from '../conformance/compare.ts';
import { coverage } from './coverage.ts';
import { generate, TOPICS } from './generate.ts';

const USAGE = `usage: npm run fuzz -- make DIR [TOPIC [FIRST [COUNT]]]   write scenarios (all topics, seed 1, 1 each); --no-outside: no unknown names
       npm run fuzz -- record DIR COMMAND…                 play those without a recording on a real Docker: COMMAND FILE.txt writes FILE.json
       npm run fuzz -- play DIR [PATTERN] [-v]             play the recorded ones here; the first step that differs, or all with -v
       npm run fuzz -- smoke DIR                           play them all here and print what crashes or is not simulated
       npm run fuzz -- coverage DIR                        verbs, flags and drivers of the scenarios
`;

const scenarios = (dir: string): string[] =>
  readdirSync(dir)
    .filter((f) => f.endsWith('.txt'))
    .map((f) => f.slice(0, -4))
    .sort((a, b) => a.localeCompare(b, 'en', { numeric: true }));

function make(dir: string, topic: string | undefined, first: number, count: number, outside: boolean): void {
  mkdirSync(dir, { recursive: true });
  for (const t of topic === undefined || topic === 'all' ? Object.keys(TOPICS) : [topic])
    for (let seed = first; seed < first + count; seed++)
      writeFileSync(`${dir}/${t}-${seed}.txt`, generate(t, seed, outside));
  showCoverage(dir);
}

function record(dir: string, command: readonly string[]): void {
  const [program, ...args] = command;
  if (program === undefined) throw new Error('no recorder given');
  for (const name of scenarios(dir)) {
    if (existsSync(`${dir}/${name}.json`)) continue;
    const { status } = spawnSync(program, [...args, `${dir}/${name}.txt`], { stdio: 'inherit' });
    if (status !== 0) process.stdout.write(`${name}: the recorder failed with ${status}\n`);
  }
}

function show(name: string, d: Difference): void {
  process.stdout.write(`--- ${name} step ${d.step}: $ ${d.command}\n`);
  for (const [i, what] of ['stdout', 'stderr', 'exit'].entries())
    if (d.want[i] !== d.got[i]) process.stdout.write(`  ${what}:\n${contrast(String(d.want[i]), String(d.got[i]))}\n`);
}

/** Docker's lines with -, the simulation's with +, without those that both begin and end with. */
function contrast(want: string, got: string): string {
  const [a, b] = [want.split('\n'), got.split('\n')];
  let head = 0;
  while (head < a.length && head < b.length && a[head] === b[head]) head++;
  let tail = 0;
  while (tail < Math.min(a.length, b.length) - head && a.at(-1 - tail) === b.at(-1 - tail)) tail++;
  const mark = (lines: string[], sign: string) => lines.slice(head, lines.length - tail).map((l) => `  ${sign} ${l}`);
  return [...mark(a, '-'), ...mark(b, '+')].join('\n');
}

async function play(dir: string, pattern: string, all: boolean): Promise<void> {
  let [files, steps, bad, said, spoke] = [0, 0, 0, 0, 0];
  for (const name of scenarios(dir)) {
    if (!name.includes(pattern) || !existsSync(`${dir}/${name}.json`)) continue;
    const scenario = parseScenario(readFileSync(`${dir}/${name}.txt`, 'utf8'));
    if ('message' in scenario) throw new Error(`${name}.txt:${scenario.line}: ${scenario.message}`);
    const recorded = JSON.parse(readFileSync(`${dir}/${name}.json`, 'utf8')) as Played;
    const score = compare(recorded.steps, (await playScenario(scenario)).steps);
    files++;
    steps += score.total;
    bad += score.differences.length;
    said += score.said;
    spoke += score.spoke;
    for (const d of all ? score.differences : score.differences.slice(0, 1)) show(name, d);
  }
  process.stdout.write(
    `${files} scenarios, ${steps} steps, ${bad} differ; of the ${said} steps that say something ${spoke} agree (${((100 * spoke) / Math.max(said, 1)).toFixed(1)} %)\n`,
  );
}

/** Needs no recording: no scenario may end in an internal error, and what is not simulated should be rare. */
async function smoke(dir: string): Promise<void> {
  const seen = new Map<string, number>();
  for (const name of scenarios(dir)) {
    const scenario = parseScenario(readFileSync(`${dir}/${name}.txt`, 'utf8'));
    if ('message' in scenario) throw new Error(`${name}.txt:${scenario.line}: ${scenario.message}`);
    try {
      for (const { command, stdout, stderr, exitCode } of (await playScenario(scenario)).steps) {
        const said = (stdout + stderr)
          .split('\n')
          .find((l) => /dockernet-course: (internal|not sim)|undefined|NaN/.test(l));
        if (said !== undefined || exitCode === null) {
          const line = `${said ?? 'did not end'}   <- ${command.slice(0, 120)}`;
          seen.set(line, (seen.get(line) ?? 0) + 1);
        }
      }
    } catch (e) {
      seen.set(
        `CRASH ${name}: ${e instanceof Error ? (e.stack ?? e.message).split('\n').slice(0, 4).join(' ') : e}`,
        1,
      );
    }
  }
  for (const [line, n] of [...seen].sort((a, b) => b[1] - a[1]))
    process.stdout.write(`${String(n).padStart(4)} ${line}\n`);
}

const showCoverage = (dir: string) =>
  process.stdout.write(`${coverage(scenarios(dir).map((n) => readFileSync(`${dir}/${n}.txt`, 'utf8')))}\n`);

const [verb, dir, ...rest] = process.argv.slice(2);
const words = rest.filter((w) => w !== '-v' && w !== '--no-outside');
if (dir === undefined) process.stdout.write(USAGE);
else if (verb === 'make')
  make(dir, words[0], Number(words[1] ?? 1), Number(words[2] ?? 1), !rest.includes('--no-outside'));
else if (verb === 'record') record(dir, rest);
else if (verb === 'play') await play(dir, words[0] ?? '', rest.includes('-v'));
else if (verb === 'smoke') await smoke(dir);
else if (verb === 'coverage') showCoverage(dir);
else process.stdout.write(USAGE);
