import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { createMachine, runOnce } from '../../../src/lab/index.ts';

/** What the client says without asking the daemon, as the real one said it: command, output by stream, exit status. */
const CASES = readFileSync(`${import.meta.dirname}/errors.txt`, 'utf8')
  .trimEnd()
  .split(/\n(?=\$ )/)
  .map((text) => {
    const [head = '', ...lines] = text.split('\n');
    return { command: head.slice(2), text: lines.join('\n') };
  });

/** The words of a case stand apart by one blank each: two blanks are an empty word. */
const quoted = (command: string) =>
  command
    .split(' ')
    .map((word) => `'${word.replaceAll("'", "'\\''")}'`)
    .join(' ');

const tagged = (stream: number, text: string) =>
  text === ''
    ? ''
    : text
        .replace(/\n$/, '')
        .split('\n')
        .map((line) => `${stream}| ${line}`)
        .join('\n') + (text.endsWith('\n') ? '\n' : ' ');

const machine = createMachine();

test.each(CASES)('$command', async ({ command, text }) => {
  const { stdout, stderr, exitCode } = await runOnce(await machine, 'node1', quoted(command));
  const played = `${tagged(1, stdout)}${tagged(2, stderr)}rc=${exitCode}`;
  expect(played.replace(/ +(?=\n|rc=)/g, '')).toBe(text.replace(/ +(?=\n|rc=)/g, ''));
});
