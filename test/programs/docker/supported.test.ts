import { expect, it } from 'vitest';
import { supportedCommands } from '../../../src/programs/docker/index.ts';

const INTRODUCTION = `# Commands of docker

Every command of docker 28.5.2 is known, with its flags, its help and its errors. Made from the code:
\`npx vitest run test/programs/docker/supported.test.ts -u\` writes it anew.

- **yes**: does what Docker does; a flag that it cannot follow is refused as below
- **no**: its words are understood, then \`dockernet-course: not simulated: …\` and exit status 99

| Command | Simulated | Flags |
|---|---|---|
`;

it('the table of what is simulated is the one of the code', async () => {
  const rows = supportedCommands().map(
    (c) =>
      `| \`${c.command}\` | ${c.simulated ? 'yes' : 'no'} | ${(c.simulated ? c.flags : []).map((f) => `\`${f}\``).join(' ')} |\n`,
  );
  await expect(INTRODUCTION + rows.join('')).toMatchFileSnapshot('../../../docs/supported.md');
});
