import { describe, expect, it } from 'vitest';
import { Lab } from '../../src/lab/index.ts';

const onScreen = () =>
  Lab.create({
    images: 'real',
    hosts: ['node1', 'node2'],
    seed: 1,
    size: { columns: 80, rows: 24, screen: true },
  });

/** Types lines, the last of which opens an editor; saves a text there, and leaves. */
async function edited(lab: Lab, lines: readonly string[], text: string): Promise<string | undefined> {
  for (const line of lines) {
    lab.submit(line);
    await lab.glide(2000);
  }
  const path = lab.editing?.path;
  if (path === undefined) return undefined;
  lab.saveFile(path, text);
  lab.eof();
  await lab.glide(2000);
  return path;
}

describe('an editor', () => {
  it.each([
    ['nano', ['nano /etc/motd'], 'cat /etc/motd'],
    ['vi', ['cd /etc; F=motd', 'vi "$F"'], 'cat /etc/motd'],
    ['vim with options', ['vim -n +3 /etc/motd'], 'cat /etc/motd'],
    ['edit', ['edit /etc/motd'], 'cat /etc/motd'],
    ['vi in a container', ['docker exec -it box vi /etc/motd'], 'docker exec box cat /etc/motd'],
    [
      'vi in a shell in a container',
      ['docker exec -it box sh', 'cd /etc', 'vi motd', 'exit'],
      'docker exec box cat /etc/motd',
    ],
    ['nano on another machine', ['ssh node2', 'nano /etc/motd', 'exit'], 'ssh node2 cat /etc/motd'],
  ])('%s writes the file where it runs', async (_, lines, look) => {
    const lab = onScreen();
    await lab.run('docker run -d --name box alpine sleep infinity');
    const leaves = lines.at(-1) === 'exit';
    expect(await edited(lab, leaves ? lines.slice(0, -1) : lines, '안녕\n')).toBe('/etc/motd');
    if (leaves) {
      lab.submit('exit');
      await lab.finish();
    }
    expect((await lab.run(look)).output).toBe('안녕\n');
  });

  it('ends at ^C and leaves the terminal to the shell', async () => {
    const lab = onScreen();
    lab.submit('nano a.conf');
    lab.interrupt();
    expect([lab.busy(), lab.editing]).toEqual([false, undefined]);
  });

  it('a place that does not exist is told when it is saved', () => {
    const lab = onScreen();
    lab.submit('nano /nowhere/a');
    expect(() => lab.saveFile('/nowhere/a', '')).toThrow('No such file or directory');
  });

  it.each([
    ['nano .', 'nano: . is a directory\n', 1],
    [
      'echo x | nano a',
      'dockernet-course: not simulated: nano without a terminal\ndockernet-course: the nearest thing that is: cat > FILE, sed\n',
      99,
    ],
    [
      'docker exec box vi a',
      'dockernet-course: not simulated: vi without a terminal\ndockernet-course: the nearest thing that is: cat > FILE, sed\n',
      99,
    ],
    [
      'vim a < /dev/null',
      'Vim: Warning: Input is not from a terminal\nVim: Error reading input, exiting...\nVim: Finished.\n',
      1,
    ],
    [
      'docker exec box nano a',
      'OCI runtime exec failed: exec failed: unable to start container process: exec: "nano": executable file not found in $PATH\n',
      127,
    ],
    [
      'nano',
      'dockernet-course: not simulated: nano without a file\ndockernet-course: the nearest thing that is: nano FILE\n',
      99,
    ],
  ])('%s', async (line, output, status) => {
    const lab = onScreen();
    await lab.run('docker run -d --name box alpine sleep infinity');
    expect(await lab.run(line)).toMatchObject({ output, status });
  });

  it('says so where nothing can be drawn', async () => {
    const lab = Lab.create({ images: 'real', seed: 1 });
    expect(await lab.run('nano a')).toMatchObject({
      output:
        'dockernet-course: not simulated: nano on a terminal that cannot be drawn on\ndockernet-course: the nearest thing that is: cat > FILE, sed\n',
      status: 99,
    });
  });
});
