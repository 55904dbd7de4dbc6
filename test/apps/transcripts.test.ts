import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { writeFile } from '../../src/os/index.ts';
import { type Machine, machine, numbered, play } from '../engine/machine.ts';
import { http } from './http.ts';

/**
 * Transcripts of the servers: `$ file PATH` (the `>` lines below are its text), `$ http CONTAINER METHOD PATH [Name:value …]`
 * asks from the host and shows the whole answer, `$ bodies CONTAINER COUNT PATH` asks often for the bodies, other verbs are those of test/engine/machine.ts.
 * UPDATE=1 writes what is answered now: read the diff.
 */
const dir = join(import.meta.dirname, 'transcripts');

/** The bodies of so many answers in one line; `%` in the path counts. */
function bodies(m: Machine, [container = '', count = '', path = '']: readonly string[]): string {
  const ask = (n: number) => http(m, [container, 'GET', path.replace('%', String(n))]).split(/\r?\n\r?\n/)[1];
  return Array.from({ length: Number(count) }, (_, i) => ask(i + 1)?.trim()).join('');
}

function replay(text: string): string {
  const lines = text.split('\n');
  const m = machine();
  const shown: string[] = [];
  for (const [i, line] of lines.entries()) {
    if (i === 0 || line.startsWith('> ')) shown.push(line);
    if (!line.startsWith('$ ')) continue;
    shown.push(line);
    const [verb = '', ...words] = line.slice(2).split(' ');
    if (verb === 'file') {
      const end = lines.findIndex((l, n) => n > i && !l.startsWith('> '));
      const body = lines.slice(i + 1, end < 0 ? lines.length : end).map((l) => `${l.slice(2)}\n`);
      m.kernel.transact((tx) => writeFile(tx, 'h:node1', words[0] ?? '', body.join(''), { parents: true }));
      continue;
    }
    const said =
      verb === 'http'
        ? http(m, words)
            .replace(/RemoteAddr: .*/, 'RemoteAddr: PEER')
            .trimEnd()
        : verb === 'bodies'
          ? bodies(m, words)
          : play(m, line.slice(2));
    if (said !== '') shown.push(said);
  }
  return `${numbered(shown.join('\n')).replace(/\.(\d+):\d{5} \[/g, '.$1:PORT [')}\n`;
}

describe('the servers answer as recorded', () => {
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
