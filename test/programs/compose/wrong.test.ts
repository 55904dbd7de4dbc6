import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { createMachine, runOnce } from '../../../src/lab/index.ts';

/**
 * Compose files that are wrong, and what `docker compose config` says of each: recorded from Docker Compose 2.40.3
 * (what is said of ports is in the words of go-connections 0.6, which that release is built with; Debian builds it with an older one).
 * A case is `=== name`, the file, `--- exit status`, and what is written to standard error.
 */
const CASES = readFileSync(`${import.meta.dirname}/wrong.txt`, 'utf8')
  .split(/^=== /m)
  .slice(1)
  .map((text) => {
    const [, name = '', file = '', status = '', stderr = ''] =
      /^(\S+)\n([\s\S]*?)^--- (\d+)\n([\s\S]*)$/m.exec(text) ?? [];
    return { name, file, status: Number(status), stderr: stderr.trimEnd() };
  });

const machine = createMachine();
const untimed = (text: string) => text.replace(/time="[^"]*"/g, 'time="TIME"').trimEnd();

test.each(CASES)('$name', async ({ name, file, status, stderr }) => {
  const written = file.replaceAll('\\', '\\\\').replaceAll("'", "'\\''").replaceAll('%', '%%');
  const command = `printf '${written}' > ${name}.yaml; docker compose -f ${name}.yaml config`;
  const played = await runOnce(await machine, 'node1', command);
  expect({ status: played.exitCode, stderr: untimed(played.stderr) }).toEqual({ status, stderr: untimed(stderr) });
});
