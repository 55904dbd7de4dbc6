import { expect, it } from 'vitest';
import { support } from '../../../src/lab/index.ts';

const INTRODUCTION = `# Commands of docker

Every command of docker 28.5.2 is known, with its flags, its help and its errors. Made from the code and from what the
recordings of real Docker use: \`npx vitest run test/programs/docker/supported.test.ts -u\` writes it anew, after
\`UPDATE=1 npx vitest run test/conformance\` where recordings have changed.

- **compared**: a recording of Docker 28.5.2 uses the command (the flag) with success, and the simulation prints the same to the byte
- **source**: does what Docker's source says; no recording that agrees uses it. A flag that cannot be followed is refused as below
- **no**: its words are understood, then \`dockernet-course: not simulated: …\` and exit status 99

| Command | Class | Flags compared | Flags from source |
|---|---|---|---|
`;

const PROGRAMS = `
# Other programs

By the package that Debian has them in. A program is **compared** when a recording uses it and agrees; which of its
options were used there is not counted.

| Program | Class |
|---|---|
`;

const code = (words: readonly string[]) => words.map((word) => `\`${word}\``).join(' ');
const WORDS = { compared: 'compared', source: 'source', not: 'no' } as const;

it('the table of what is simulated is the one of the code', async () => {
  const { docker, programs } = support();
  const commands = docker.map(
    (c) => `| \`${c.command}\` | ${WORDS[c.class]} | ${code(c.compared)} | ${code(c.source)} |\n`,
  );
  const others = programs.map((p) => `| \`${p.id}\` | ${WORDS[p.class]} |\n`);
  await expect(INTRODUCTION + commands.join('') + PROGRAMS + others.join('')).toMatchFileSnapshot(
    '../../../docs/supported.md',
  );
});
