import { expect, it } from 'vitest';
import { Lab } from '../../src/lab/index.ts';

const names = async (lab: Lab) =>
  (await lab.run("docker network ls --filter type=custom --format '{{.Name}}'")).output
    .trim()
    .split('\n')
    .filter(Boolean);

it('takes lines back while containers and background jobs run', async () => {
  const lab = Lab.create({ images: 'real', seed: 1 });
  await lab.run('docker run -d --name box alpine sleep infinity');
  await lab.run('sleep 1000 &');
  await lab.run('docker network create one');
  await lab.run('docker network ls');
  expect(lab.undoable).toMatchObject({ kind: 'line', line: 'docker network create one' });
  expect(await lab.undo()).toBe(true);
  expect(await names(lab)).toEqual([]);
  expect((await lab.run("docker ps --format '{{.Names}}'")).output).toBe('box\n');
});

it('takes a command of several lines back as one', async () => {
  const lab = Lab.create({ images: 'real', seed: 1 });
  await lab.run('sleep 1000 &');
  for (const line of ['for n in one two', 'do docker network create $n', 'done']) lab.submit(line);
  await lab.finish();
  expect(await names(lab)).toEqual(['one', 'two']);
  expect(lab.undoable).toMatchObject({ line: 'for n in one two' });
  await lab.undo();
  expect(await names(lab)).toEqual([]);
});

it('takes back what an editor saved, with the line that ran it', async () => {
  const lab = Lab.create({ images: 'real', seed: 1, size: { columns: 80, rows: 24, screen: true } });
  await lab.run('mkdir site && cd site && echo none > a.conf');
  lab.submit('nano a.conf');
  expect(lab.editing).toMatchObject({ path: '/root/site/a.conf', text: 'none\n' });
  lab.saveFile('/root/site/a.conf', 'one\n');
  lab.saveFile('/root/site/a.conf', 'two\n');
  lab.eof();
  expect([lab.busy(), lab.editing]).toEqual([false, undefined]);
  expect((await lab.run('cat a.conf')).output).toBe('two\n');
  const again = Lab.create({ images: 'real', seed: 1, size: { columns: 80, rows: 24, screen: true } });
  await again.replay(lab.events());
  expect((await again.run('cat a.conf')).output).toBe('two\n');
  expect(lab.undoable).toMatchObject({ kind: 'line', line: 'nano a.conf' });
  await lab.undo();
  expect((await lab.run('cat a.conf')).output).toBe('none\n');
});

it('what came before a seal stays', async () => {
  const lab = Lab.create({ images: 'real', seed: 1 });
  await lab.run('docker network create one');
  lab.seal();
  expect([lab.canUndo, lab.undoable, await lab.undo()]).toEqual([false, undefined, false]);
  expect(await names(lab)).toEqual(['one']);
});

it('knows after undo how jobs ended', async () => {
  const lab = Lab.create({ images: 'real', seed: 1 });
  await lab.run('python3 -m http.server 8080 >/dev/null 2>&1 &');
  await lab.advance(1000);
  await lab.run('docker network create one');
  await lab.undo();
  const { output } = await lab.run('pkill python3');
  expect(output).toBe('[1]+  Terminated                 python3 -m http.server 8080 >/dev/null 2>&1\n');
});

it('takes what a job writes after the prompt for the output of its line', async () => {
  const lab = Lab.create({ images: 'real', seed: 1 });
  await lab.run('(sleep 1; echo late) &');
  await lab.advance(2000);
  expect((await lab.facts().ran()).at(-1)?.output).toMatch(/late\n$/);
  await lab.run('true');
  expect((await lab.facts().ran()).map((r) => r.output.endsWith('late\n'))).toEqual([true, false]);
});
