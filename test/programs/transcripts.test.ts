import { readdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { playScenario } from '../../src/lab/play.ts';
import type { ScenarioStep } from '../../src/lab/scenario.ts';

// A transcript is what one sees: `$ command`, its output, `2> ` before its errors, `[n]` when the status is not 0.
// `node2$ command` runs on another host; `vitest -u` writes what is said now.
// `~ s` lets seconds pass before the next command. What chance decides is masked: addresses of cards, ports, times, ids.
const folder = new URL('transcripts/', import.meta.url);

describe('transcripts', () => {
  for (const name of readdirSync(folder))
    test(name, async () => {
      const file = fileURLToPath(new URL(name, folder));
      await expect(await replayed(name, await readFile(file, 'utf8'))).toMatchFileSnapshot(file);
    });
});

async function replayed(title: string, written: string): Promise<string> {
  const steps: ScenarioStep[] = [];
  let wait = 0;
  for (const line of written.split('\n')) {
    if (line.startsWith('~ ')) wait = Number(line.slice(2));
    const [, host = 'node1', command] = /^(node\d)?\$ (.*)$/.exec(line) ?? [];
    if (command === undefined) continue;
    steps.push({ host, command, wait, line: steps.length + 1 });
    wait = 0;
  }
  const played = await playScenario({ title, steps });
  return played.steps
    .map((step, i) => {
      const pause = steps[i]?.wait ? `~ ${steps[i].wait}\n` : '';
      const errors = step.stderr.replace(/^(?=.|\n(?!$))/gm, '2> ');
      const status = step.exitCode === 0 ? '' : `[${step.exitCode}]\n`;
      return masked(
        `${pause}${step.host === 'node1' ? '' : step.host}$ ${step.command}\n${step.stdout}${errors}${status}`,
      );
    })
    .join('');
}

function masked(text: string): string {
  return text
    .replace(/\b[0-9a-f]{64}\b/g, 'ID')
    .replace(/\b(?!02:00:00)(?:[0-9a-f]{2}:){5}[0-9a-f]{2}\b/g, 'MAC')
    .replace(/\bveth[0-9a-f]{7}\b/g, 'vethX')
    .replace(/:[3-6]\d{4}\b/g, ':PORT')
    .replace(/ +(?=:PORT)/g, ' ')
    .replace(/SWMTKN-[\w-]+/g, 'TOKEN')
    .replace(/time=[\d.]+ ms/g, 'time=T ms')
    .replace(/after \d+ ms/g, 'after T ms');
}
