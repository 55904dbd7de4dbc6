import { readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { compare, type Step } from './compare.ts';
import { playRecorded } from './play-recorded.ts';
import { Collector, type Used } from './used.ts';

const HERE = new URL('.', import.meta.url).pathname.replace(/\/$/, '');

const COMPARED = `${HERE}/../../src/lab/compared.json`;

describe('conformance with recordings of real Docker', async () => {
  const results = await playRecorded(HERE);

  it('never crashes', () => {
    expect(results.filter((r) => r.crash !== undefined).map((r) => `${r.name}: ${r.crash}`)).toEqual([]);
  });

  // The list may only get shorter: `vitest run -u test/conformance` rewrites it after a look at every line.
  it('differs exactly in the steps that are known to differ', async () => {
    const recorded = results.filter((r) => !r.name.startsWith('asked/'));
    const lines = recorded.flatMap((r) =>
      r.score.differences.map((d) => `${r.name} ${d.step}: ${d.command.split('\n')[0]}`),
    );
    expect(recorded.length).toBe(114);
    await expect(`${lines.join('\n')}\n`).toMatchFileSnapshot(`${HERE}/known-differences.txt`);
  });

  // `help support` and docs/supported.md are made of the list. It may lag behind a new recording, it may never claim
  // what no recording shows; `UPDATE=1 vitest run test/conformance` writes it anew.
  it('uses everything that the list of what is compared names', () => {
    const used = new Collector();
    for (const { steps, score } of results) {
      used.begin();
      const differing = new Set(score.differences.map((d) => d.step));
      for (const [i, { command, exitCode }] of steps.entries())
        used.step(command, exitCode === 0 && !differing.has(i + 1)); // a refusal shows nothing of what is done
    }
    const now = used.result();
    if (process.env.UPDATE) writeFileSync(COMPARED, `${JSON.stringify(now, undefined, 1)}\n`);
    const said = JSON.parse(readFileSync(COMPARED, 'utf8')) as Used;
    const claims = ({ docker, programs }: Used) => [
      ...programs,
      ...Object.entries(docker).flatMap(([command, flags]) => [command, ...flags.map((flag) => `${command} ${flag}`)]),
    ];
    const shown = new Set(claims(now));
    expect(claims(said).filter((claim) => !shown.has(claim))).toEqual([]);
    expect(claims(said).length).toBeGreaterThan(500);
  });

  it('differs in asked/ where a reason is written down', () => {
    const mine = results.filter((r) => r.name.startsWith('asked/'));
    const differing = mine.flatMap((r) => r.score.differences.map((d) => `${r.name} ${d.step}`));
    const known = readFileSync(`${HERE}/asked-differences.txt`, 'utf8')
      .split('\n')
      .filter((l) => /^asked.*: ./.test(l));
    expect(differing).toEqual(known.map((line) => line.replace(/:.*/, '')));
  });
});

describe('comparison', () => {
  const step = (command: string, stdout: string, stderr = '', exitCode = 0): Step => ({
    host: 'node1',
    command,
    stdout,
    stderr,
    exitCode,
  });
  const agree = (a: Step[], b: Step[]) => compare(a, b).good;
  const id = (c: string) => c.repeat(64).replace(/^./, '1');

  it('numbers ids, so that each must still be the right one', () => {
    const real = [
      step('docker run', `${id('a')}\n`),
      step('docker run', `${id('b')}\n`),
      step('docker ps -q', `${id('b').slice(0, 12)}\n${id('a').slice(0, 12)}\n`),
    ];
    const same = [
      step('docker run', `${id('c')}\n`),
      step('docker run', `${id('d')}\n`),
      step('docker ps -q', `${id('d').slice(0, 12)}\n${id('c').slice(0, 12)}\n`),
    ];
    const swapped = [
      step('docker run', `${id('c')}\n`),
      step('docker run', `${id('d')}\n`),
      step('docker ps -q', `${id('c').slice(0, 12)}\n${id('d').slice(0, 12)}\n`),
    ];
    expect(agree(real, same)).toBe(3);
    expect(agree(real, swapped)).toBe(2);
  });

  it('forgives times and chance, nothing else', () => {
    expect(agree([step('x', 'Up 5 seconds     80/tcp')], [step('x', 'Up 12 minutes   80/tcp')])).toBe(1);
    expect(agree([step('x', 'a 02:42:ac:11:00:02')], [step('x', 'a 02:42:ac:11:00:03')])).toBe(0);
    expect(agree([step('x', 'one\ntwo\n')], [step('x', 'two\none\n')])).toBe(0);
    expect(agree([step('dig x', 'one\ntwo\n')], [step('dig x', 'two\none\n')])).toBe(1);
    expect(agree([step('x', '', 'e', 1)], [step('x', '', 'e', 2)])).toBe(0);
  });

  it('counts the steps that say something apart', () => {
    const real = [step('a', ''), step('b', `${id('a')}\n`), step('c', 'text\n')];
    expect(compare(real, [step('a', ''), step('b', `${id('b')}\n`), step('c', 'other\n')])).toMatchObject({
      good: 2,
      total: 3,
      spoke: 0,
      said: 1,
    });
  });
});
