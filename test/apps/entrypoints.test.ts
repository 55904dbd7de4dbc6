import { expect, it } from 'vitest';
import { Lab } from '../../src/lab/index.ts';

/** What stands after the image is the program: an option that came too late is one that does not exist. */
it.each([
  ['docker run --name late nginx -p 8080:80', '/docker-entrypoint.sh: 47: exec: -p: not found\n', 127],
  ['docker run --name late nginx:alpine nosuch', '/docker-entrypoint.sh: exec: line 47: nosuch: not found\n', 127],
  [
    'docker run --name late nginx /etc/passwd',
    '/docker-entrypoint.sh: 47: exec: /etc/passwd: Permission denied\n',
    126,
  ],
  ['docker run --name late redis nosuch', '/usr/local/bin/docker-entrypoint.sh: exec: nosuch: not found\n', 127],
])('%s', async (line, output, status) => {
  const lab = Lab.create({ images: 'real', seed: 1 });
  expect(await lab.run(line)).toMatchObject({ output, status });
  expect((await lab.run("docker inspect -f '{{.State.ExitCode}}' late")).output).toBe(`${status}\n`);
});
