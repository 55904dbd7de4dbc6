import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { createMachine, runOnce } from '../../../src/lab/index.ts';

/**
 * Transcripts of a swarm on three hosts: `@node2` changes the host, `$` lines are commands, `~ 5` lets five seconds pass,
 * what follows a command is what it must print (`2|` standard error, `rc=` a status other than 0). `{{3}}` stands for
 * what the third command printed. Ids, tokens and ages are numbered or left out. UPDATE=1 writes what is played now.
 */
const dir = join(import.meta.dirname, 'swarm');

async function replay(text: string): Promise<string> {
  const kernel = await createMachine({ hosts: ['node1', 'node2', 'node3'] });
  let host = 'node1';
  const shown: string[] = [];
  const printed: string[] = [];
  for (const line of text.split('\n')) {
    if (!/^[#@~$] ?/.test(line)) continue;
    shown.push(line);
    if (line.startsWith('@')) host = line.slice(1);
    if (line.startsWith('~ ')) kernel.runUntil(() => false, kernel.now + Number(line.slice(2)) * 1000);
    if (!line.startsWith('$ ')) continue;
    const command = line.slice(2).replace(/\{\{(\d+)\}\}/g, (_, n: string) => printed[Number(n) - 1]?.trim() ?? '');
    const { stdout, stderr, exitCode } = await runOnce(kernel, host, command);
    printed.push(stdout);
    shown.push(...lines(stdout), ...lines(stderr).map((l) => `2|${l}`), ...(exitCode === 0 ? [] : [`rc=${exitCode}`]));
  }
  return numbered(`${shown.join('\n')}\n`);
}

function lines(text: string): string[] {
  return text === '' ? [] : text.replace(/\n$/, '').split('\n');
}

/** Ids in the order of their first appearance; repeated lines once, with their number; no ages. */
function numbered(text: string): string {
  const known: string[] = [];
  const name = (id: string): string => {
    const short = id.slice(0, 12);
    if (!known.includes(short)) known.push(short);
    return `ID${known.indexOf(short) + 1}`;
  };
  return text
    .replace(/SWMTKN-1-[0-9a-z]{50}-[0-9a-z]{25}/g, 'TOKEN')
    .replace(/\b(?=[0-9a-z]*\d)(?:[0-9a-f]{64}|[0-9a-z]{25}|[0-9a-z]{12})\b/g, name)
    .replace(/(?:less than a second|about a minute|\d+ (?:second|minute)s?) ago/gi, 'AGE ago')
    .replace(/Up (?:Less than a second|\d+ seconds?|About a minute)/g, 'Up AGE')
    .replace(/time=[\d.]+ ms/g, 'time=T ms')
    .replace(/(min\/avg\/max(?:\/mdev)?) = [\d./]+ ms/g, '$1 = T ms')
    .replace(/ +$/gm, '')
    .replace(/ {2,}/g, '  ');
}

describe('a swarm on three hosts', () => {
  for (const file of readdirSync(dir).filter((f) => f.endsWith('.txt'))) {
    test(file.replace('.txt', ''), async () => {
      const path = join(dir, file);
      const text = readFileSync(path, 'utf8');
      const played = await replay(text);
      if (process.env.UPDATE) writeFileSync(path, played);
      expect(played).toBe(process.env.UPDATE ? played : text);
    });
  }
});
