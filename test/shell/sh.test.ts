import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { type Programs, remove, writeFile } from '../../src/os/index.ts';
import { sharedTools } from '../../src/programs/coreutils/index.ts';
import { textPrograms } from '../../src/programs/text/index.ts';
import { makeKernel, play, STAND_INS } from './harness.ts';

interface Recorded {
  readonly script: string;
  readonly stdout: string;
  readonly stderr: string;
  readonly status: number;
}

const named = (pack: string, tools: Programs) =>
  Object.entries(tools).map(([name, tool]) => [`${pack}/${name}`, tool] as const);

/** Debian's coreutils for dash, BusyBox's applets for ash. */
const TOOLS: Readonly<Record<'dash' | 'ash', Programs>> = {
  dash: Object.fromEntries([
    ...named('coreutils', sharedTools('gnu')),
    ...Object.entries(textPrograms).filter(([id]) => !id.startsWith('busybox/')),
  ]),
  ash: Object.fromEntries([
    ...named('busybox', sharedTools('busybox')),
    ...Object.entries(textPrograms).filter(([id]) => id.startsWith('busybox/')),
  ]),
};

describe.each(['dash', 'ash'] as const)('sh -c prints what %s prints', (shell) => {
  const cases = JSON.parse(readFileSync(new URL(`./${shell}.json`, import.meta.url), 'utf8')) as readonly Recorded[];
  it.each(cases)('$script', async ({ script, stdout, stderr, status }) => {
    const kernel = makeKernel({ ...STAND_INS, ...TOOLS[shell] });
    kernel.transact((tx) => {
      writeFile(tx, 'host', '/usr/bin/sh', '', { mode: 0o755, program: shell });
      if (shell === 'ash') remove(tx, 'host', '/tmp/w', { recursive: true });
    });
    const played = await play(['sh', '-c', script], { cwd: shell === 'ash' ? '/tmp' : '/tmp/w', kernel });
    expect({ stdout: played.stdout, stderr: played.stderr, status: played.status }).toEqual({ stdout, stderr, status });
  });
});
