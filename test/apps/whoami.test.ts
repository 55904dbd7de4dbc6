import { expect, it } from 'vitest';
import { Lab } from '../../src/lab/index.ts';

/** What the program logs, and its end where the port is taken: the texts of Go's log and net packages. */
it('says where it listens, and why it cannot', async () => {
  const lab = Lab.create({ images: 'real', seed: 1 });
  const shown = async (line: string) => (await lab.run(line)).output;
  await lab.run('docker run -d --name first --network host traefik/whoami --port 8080');
  await lab.run('docker run -d --name second --network host traefik/whoami --port 8080');
  await lab.run('sleep 1');
  expect(await shown('docker logs first')).toBe('2026/01/05 09:00:00 Starting up on port 8080\n');
  expect(await shown('docker logs second')).toBe(
    '2026/01/05 09:00:00 Starting up on port 8080\n2026/01/05 09:00:00 listen tcp :8080: bind: address already in use\n',
  );
  expect(await shown("docker inspect -f '{{.State.Status}} {{.State.ExitCode}}' first second")).toBe(
    'running 0\nexited 1\n',
  );
});

/** `/health` as traefik/whoami has it: what was posted last is its status, until it is started again. */
it('can be told to be sick', async () => {
  const lab = Lab.create({ images: 'real', seed: 1 });
  const shown = async (line: string) => (await lab.run(line)).output;
  await lab.run('docker run -d --name web -p 80:80 traefik/whoami');
  await lab.run('sleep 1');
  const states = "for path in / /health; do curl -s -o /dev/null -w '%{http_code} ' localhost$path; done";
  expect(await shown(states)).toBe('200 200 ');
  expect(await shown("curl -s -o /dev/null -w '%{http_code}' -d sick localhost/health")).toBe('400');
  expect(await shown('curl -s -i -d 500 localhost/health')).toBe(
    'HTTP/1.1 200 OK\nContent-Length: 0\nConnection: close\n\n'.replaceAll('\n', '\r\n'),
  );
  expect(await shown(states)).toBe('200 500 ');
  expect(await shown('docker logs web 2>/dev/null')).toBe('Update health check status code [500]\n');
  await lab.run('docker restart web');
  await lab.run('sleep 1');
  expect(await shown(states)).toBe('200 200 ');
});
