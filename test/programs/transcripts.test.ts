import { readdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import { playScenario } from '../../src/lab/play.ts';
import type { ScenarioStep } from '../../src/lab/scenario.ts';

// A transcript is what one sees: `$ command`, its output, `2> ` before its errors, `[n]` when the status is not 0.
// `~ s` lets seconds pass before the next command. What chance decides is masked: addresses of cards, ports, times, ids.
const folder = new URL('transcripts/', import.meta.url);

describe('transcripts', () => {
  for (const name of readdirSync(folder))
    test(name, async () => {
      const written = await readFile(new URL(name, folder), 'utf8');
      expect(await replayed(name, written)).toEqual(written);
    });
});

async function replayed(title: string, written: string): Promise<string> {
  const steps: ScenarioStep[] = [];
  let wait = 0;
  for (const line of written.split('\n')) {
    if (line.startsWith('~ ')) wait = Number(line.slice(2));
    if (!line.startsWith('$ ')) continue;
    steps.push({ host: 'node1', command: line.slice(2), wait, line: steps.length + 1 });
    wait = 0;
  }
  const played = await playScenario({ title, steps });
  return played.steps
    .map((step, i) => {
      const pause = steps[i]?.wait ? `~ ${steps[i].wait}\n` : '';
      const errors = step.stderr.replace(/^(?=.|\n(?!$))/gm, '2> ');
      const status = step.exitCode === 0 ? '' : `[${step.exitCode}]\n`;
      return masked(`${pause}$ ${step.command}\n${step.stdout}${errors}${status}`);
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
    .replace(/time=[\d.]+ ms/g, 'time=T ms')
    .replace(/after \d+ ms/g, 'after T ms');
}
