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

it('saves files as lines are typed: they can be taken back and played again', async () => {
  const lab = Lab.create({ images: 'real', seed: 1 });
  await lab.run('mkdir site && cd site');
  expect(lab.openFile('nano a.conf', 'a.conf')).toEqual({ path: '/root/site/a.conf', text: '' });
  lab.saveFile('/root/site/a.conf', 'one\n');
  lab.saveFile('/root/site/a.conf', 'two\n');
  expect((await lab.run('cat a.conf')).output).toBe('two\n');
  expect(lab.undoable).toMatchObject({ kind: 'file', text: 'two\n' });
  await lab.undo();
  expect((await lab.run('cat a.conf')).output).toBe('one\n');
  const again = Lab.create({ images: 'real', seed: 1 });
  await again.replay(lab.events());
  expect((await again.run('cat a.conf')).output).toBe('one\n');
  expect(() => lab.openFile('nano .', '.')).toThrow('Is a directory');
  expect(() => lab.saveFile('/nowhere/a', '')).toThrow('No such file or directory');
});

it('what came before a seal stays', async () => {
  const lab = Lab.create({ images: 'real', seed: 1 });
  await lab.run('docker network create one');
  lab.seal();
  expect([lab.canUndo, lab.undoable, await lab.undo()]).toEqual([false, undefined, false]);
  expect(await names(lab)).toEqual(['one']);
});
