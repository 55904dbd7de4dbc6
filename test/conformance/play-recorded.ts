import { readdirSync, readFileSync } from 'node:fs';
import { parseScenario, playScenario } from '../../src/lab/index.ts';
import { compare, type Played, type Score, type Step } from './compare.ts';

export interface Result {
  /** `bridge-options`, or `asked/…` for a recording made to settle a question. */
  readonly name: string;
  readonly score: Score;
  readonly steps: readonly Step[];
  /** Set when the simulation threw: always a defect. */
  readonly crash?: string;
}

/** Plays every recording below `folder` whose name contains `pattern` and compares. */
export async function playRecorded(folder: string, pattern = ''): Promise<Result[]> {
  const results: Result[] = [];
  for (const sub of ['scenarios', 'asked']) {
    const names = readdirSync(`${folder}/${sub}`).filter((f) => f.endsWith('.json') && f.includes(pattern));
    for (const file of names.sort())
      results.push(await playOne(`${folder}/${sub}/${file.slice(0, -5)}`, sub === 'asked' ? 'asked/' : ''));
  }
  return results;
}

async function playOne(path: string, prefix: string): Promise<Result> {
  const name = prefix + path.slice(path.lastIndexOf('/') + 1);
  const recorded = JSON.parse(readFileSync(`${path}.json`, 'utf8')) as Played;
  const { steps } = recorded;
  const scenario = parseScenario(readFileSync(`${path}.txt`, 'utf8'));
  if ('message' in scenario) throw new Error(`${path}.txt:${scenario.line}: ${scenario.message}`);
  try {
    const played = await playScenario(scenario);
    return { name, steps, score: compare(steps, played.steps) };
  } catch (e) {
    return {
      name,
      steps,
      score: compare(steps, []),
      crash: e instanceof Error ? (e.stack ?? e.message) : String(e),
    };
  }
}
