import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { programs } from '../../../src/programs/index.ts';
import { makeKernel, play } from '../../shell/harness.ts';

interface Recorded {
  readonly script: string;
  readonly stdout: string;
  readonly stderr: string;
  readonly status: number;
}

const cases = JSON.parse(readFileSync(new URL('./cases.json', import.meta.url), 'utf8')) as readonly Recorded[];

const debian = Object.fromEntries(Object.entries(programs).filter(([id]) => !id.startsWith('busybox/')));

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
