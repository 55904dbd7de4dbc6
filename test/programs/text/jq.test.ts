import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { textPrograms } from '../../../src/programs/text/index.ts';
import { makeKernel, play, STAND_INS } from '../../shell/harness.ts';

interface Recorded {
  readonly script: string;
  readonly stdout: string;
  readonly stderr: string;
  readonly status: number;
}

const file = (name: string) => readFileSync(new URL(name, import.meta.url), 'utf8');
const cases = JSON.parse(file('./jq.json')) as readonly Recorded[];
const D = file('./jq-document.json').trimEnd();
const programs = { ...STAND_INS, ...Object.fromEntries(Object.entries(textPrograms).filter(([id]) => id === 'jq/jq')) };

describe('jq prints what jq 1.8 prints of one document', () => {
  it.each(cases)('$script', async ({ script, stdout, stderr, status }) => {
    const played = await play(['bash', '-c', script], { kernel: makeKernel(programs), env: { D }, cwd: '/tmp/w' });
    expect({ stdout: played.stdout, stderr: played.stderr, status: played.status }).toEqual({ stdout, stderr, status });
  });
});
