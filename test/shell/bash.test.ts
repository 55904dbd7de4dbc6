import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { play } from './harness.ts';

interface Recorded {
  readonly script: string;
  readonly stdout: string;
  readonly stderr: string;
  readonly status: number;
}

const cases = JSON.parse(readFileSync(new URL('./cases.json', import.meta.url), 'utf8')) as readonly Recorded[];

/** Numbers of processes differ from run to run, and the width of a signal's name from one build of bash to another. */
const plain = (text: string) =>
  text.replace(/line (\d+): +\d+ Killed +/g, 'line $1: PID Killed ').replace(/Terminated +.*/g, 'Terminated');

describe('bash -c prints what GNU bash 5.2 prints', () => {
  it.each(cases)('$script', async ({ script, stdout, stderr, status }) => {
    const played = await play(['bash', '-c', script], { cwd: '/tmp/w' });
    expect({ stdout: played.stdout, stderr: plain(played.stderr), status: played.status }).toEqual({
      stdout,
      stderr: plain(stderr),
      status,
    });
  });
});
