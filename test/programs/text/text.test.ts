import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { sharedTools } from '../../../src/programs/coreutils/index.ts';
import { textPrograms } from '../../../src/programs/text/index.ts';
import { makeKernel, play, STAND_INS } from '../../shell/harness.ts';

interface Recorded {
  readonly script: string;
  readonly stdout: string;
  readonly stderr: string;
  readonly status: number;
}

const cases = JSON.parse(readFileSync(new URL('./cases.json', import.meta.url), 'utf8')) as readonly Recorded[];

const coreutils = Object.entries(sharedTools('gnu')).map(([name, tool]) => [`coreutils/${name}`, tool] as const);
const text = Object.entries(textPrograms).filter(([id]) => !id.startsWith('busybox/'));
const debian = { ...STAND_INS, ...Object.fromEntries([...coreutils, ...text]) };

describe('text tools print what those of Debian print', () => {
  it.each(cases)('$script', async ({ script, stdout, stderr, status }) => {
    const played = await play(['bash', '-c', script], {
      cwd: '/tmp/w',
      kernel: makeKernel(debian),
      env: { LANG: 'C.UTF-8' },
    });
    expect({ stdout: played.stdout, stderr: played.stderr, status: played.status }).toEqual({ stdout, stderr, status });
  });
});
