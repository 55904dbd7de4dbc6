import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { widthOf } from '../../src/app/text/width.ts';
import { BIN, KEYS, type LaunchOptions, launch, type TerminalUnderTest } from './terminal.ts';

const open: TerminalUnderTest[] = [];
/** Every terminal is closed in the end, also when its test fails. */
function start(args: readonly string[] = [], options: LaunchOptions = {}): TerminalUnderTest {
  const terminal = launch(args, options);
  open.push(terminal);
  return terminal;
}
afterEach(() => {
  for (const terminal of open.splice(0)) terminal.kill('SIGKILL');
});

const SLOW = { timeout: 60_000 };
const [PROMPT, KOREAN_LESSON] = ['root@node1:~#', '할 일'];

describe('the course in a terminal', SLOW, () => {
  it('starts with an orientation, shows the menu, opens a lesson, runs a command, leaves', async () => {
    const t = start();
    await t.see('How this works');
    t.type(KEYS.enter);
    await t.see('2 of 3');
    t.type(KEYS.esc);
    await t.see('❯ Begin:');
    t.type(KEYS.enter);
    await t.see('To do');
    await t.see(PROMPT);
    t.type('docker network ls\r');
    await t.see(/NETWORK ID +NAME +DRIVER +SCOPE/);
    t.type(KEYS.ctrl('q'));
    expect(await t.exit).toEqual({ status: 0, signal: 0 });
    expect(t.screen()).toBe(`Until next time. Your progress is in ${join(t.dataDir, 'progress.json')}`);
  });

  it('draws every row within the terminal at the sizes of the design', async () => {
    for (const [columns, rows] of [
      [200, 50],
      [120, 40],
      [80, 24],
    ] as const) {
      const t = start(['start', 'bridge', '--lang', 'ko'], { columns, rows });
      await t.see(KOREAN_LESSON);
      const screen = (await t.quiet()).split('\n');
      expect(screen.length).toBe(rows);
      expect(screen.filter((row) => widthOf(row) > columns)).toEqual([]);
    }
  });

  it('says what to do in a terminal that is too small', async () => {
    const t = start([], { columns: 20, rows: 5 });
    await t.see('--plain');
    t.resize(80, 24);
    await t.see('How this works');
  });

  it('puts the real cursor where Korean is composed', async () => {
    const t = start(['start', 'bridge']);
    await t.see(PROMPT);
    await t.quiet();
    const before = t.cursor();
    t.type('한글');
    await t.see(`${PROMPT} 한글`);
    await t.quiet();
    expect(t.cursor()).toEqual({ x: before.x + 4, y: before.y });
    t.type('\u007f');
    await t.gone('한글');
    await t.quiet();
    expect(t.cursor()).toEqual({ x: before.x + 2, y: before.y });
  });

  it('leaves nothing behind when the terminal is resized', async () => {
    const t = start(['start', 'bridge'], { columns: 120, rows: 40 });
    await t.see(PROMPT);
    t.type('docker network ls\r');
    await t.see('NETWORK ID');
    const sizes = [
      [80, 24],
      [200, 50],
      [60, 16],
      [121, 31],
      [90, 40],
      [164, 30],
      [119, 41],
      [79, 24],
      [130, 35],
      [110, 30],
    ] as const;
    for (const [columns, rows] of sizes) {
      t.resize(columns, rows);
      await t.quiet(300);
      await t.see('F1 help');
      await t.quiet(100);
      const after = t.screen();
      const drawn = t.raw().length;
      t.type('\u001b[24~');
      await expect.poll(() => t.raw().length, { timeout: 5000 }).toBeGreaterThan(drawn);
      await expect.poll(t.screen, { timeout: 5000 }).toBe(after);
    }
  });

  it('paces a running program and stops it with ^C', async () => {
    const t = start(['sandbox']);
    await t.see(PROMPT);
    const begun = Date.now();
    t.type('ping 127.0.0.1\r');
    await t.see('seq=3');
    expect(Date.now() - begun).toBeGreaterThan(1000);
    t.type(KEYS.ctrl('c'));
    await t.see(/packets transmitted[\s\S]*node1:~#/);
    t.type('echo $?\r');
    await t.see(/\$\?\s+(│\s*)?│?(0|130)\b/);
  });

  it('tells why a packet did not arrive, in the language of the reader', async () => {
    const t = start(['sandbox', '--lang', 'ko']);
    await t.see(PROMPT);
    t.type('ping -c 1 -W 1 192.168.1.77\r');
    await t.see('0 received');
    t.type(KEYS.f3);
    await t.see('┌ 이유 ');
    await t.see('192.168.1.77');
    t.type(KEYS.esc);
    await t.gone('┌ 이유 ');
    await t.see(PROMPT);
  });

  it('takes a command back', async () => {
    const t = start(['sandbox']);
    await t.see(PROMPT);
    t.type('docker network create app-net\r');
    await t.see('app-net 172.18.0.0/16');
    t.type(KEYS.ctrl('z'));
    await t.see('Taken back: docker network create app-net');
    await t.gone('app-net 172.18.0.0/16');
    t.type('\u001by');
    await t.see('Done again: docker network create app-net');
    await t.see('app-net 172.18.0.0/16');
    t.type(KEYS.ctrl('z'));
    await t.gone('app-net 172.18.0.0/16');
  });

  it('begins a step again, after asking', async () => {
    const t = start(['start', 'bridge']);
    await t.see(PROMPT);
    t.type('docker network create in-between\r');
    await t.see('in-between 172.');
    t.type(KEYS.f7);
    await t.see('Press F7 again');
    t.type(KEYS.f7);
    await t.see('The step begins again.');
    await t.gone('in-between 172.');
  });

  it('edits a file of the lab, and takes that back', async () => {
    const t = start(['sandbox']);
    await t.see(PROMPT);
    t.type('nano site.conf\r');
    await t.see('^S save');
    await t.see('/root/site.conf');
    t.type('server {\r    listen 80; # 한글\r');
    t.type(KEYS.paste('}\n'));
    await t.see('/root/site.conf *');
    t.type(KEYS.ctrl('x'));
    await t.see('Not saved.');
    t.type(KEYS.ctrl('s'));
    await t.see('Saved: /root/site.conf');
    t.type(KEYS.ctrl('x'));
    await t.gone('^S save');
    t.type('cat site.conf\r');
    await t.see(/server \{\s+│\n│ {4}listen 80; # 한글/);
    t.type(KEYS.ctrl('z'));
    await t.see('Taken back');
    t.type('ls\r');
    await t.quiet(300);
    expect(t.screen()).not.toMatch(/^│site\.conf/m);
  });

  it('completes with Tab', async () => {
    const t = start(['sandbox']);
    await t.see(PROMPT);
    t.type('docker netw\tins\tbri\t');
    await t.see('docker network inspect bridge');
  });
});

describe('nothing is lost', SLOW, () => {
  it('comes back after being killed: world, screen and history', async () => {
    const t = start(['start', 'bridge']);
    await t.see(PROMPT);
    t.type('docker network create kept-net\r');
    await t.see('kept-net 172.18');
    await t.quiet(300);
    t.kill('SIGKILL');
    await t.exit;
    const again = start(['start'], { dataDir: t.dataDir });
    await again.see('You are where you left off.');
    await again.see(/docker network create kept-net\s/);
    await again.see('kept-net 172.18');
    again.type(KEYS.up);
    await again.see(/node1:~# docker network create kept-net[\s\S]*node1:~# docker network create kept-net/);
  });

  it.each([
    ['SIGTERM', 143],
    ['SIGHUP', 129],
    ['SIGINT', 130],
  ])('%s saves, gives the terminal back, and ends with %i', async (signal, status) => {
    const t = start(['start', 'bridge']);
    await t.see(PROMPT);
    t.type('docker network create kept-net\r');
    await t.see('kept-net 172.18');
    await t.quiet(300);
    t.kill(signal);
    expect(await t.exit).toEqual({ status, signal: 0 });
    const end = t.raw().slice(-2000);
    for (const off of ['\u001b[?1049l', '\u001b[?25h', '\u001b[?2004l']) expect(end).toContain(off);
    expect(readFileSync(join(t.dataDir, 'progress.json'), 'utf8')).toContain('docker network create kept-net');
  });
});

describe('without a terminal', SLOW, () => {
  const pipe = (input: string, ...args: readonly string[]) => {
    const dataDir = mkdtempSync(join(tmpdir(), 'dockernet-pipe-'));
    return spawnSync(process.execPath, [BIN, '--data-dir', dataDir, ...args], {
      input,
      encoding: 'utf8',
      env: { ...process.env, LANG: 'C', LC_ALL: '' },
    });
  };

  it('tells the course as lines, without a single escape', () => {
    const { stdout, stderr, status } = pipe('1\ndocker network ls --format {{.Name}}\n:map\nsleep 600\n');
    expect([stderr, status]).toEqual(['', 0]);
    expect(stdout).not.toContain('\u001b');
    expect(stdout).toContain('root@node1:~# docker network ls --format {{.Name}}\nbridge\nhost\nnone\n');
    expect(stdout).toContain('Network bridge (bridge), subnet 172.17.0.0/16, gateway 172.17.0.1');
    expect(stdout).toMatch(/Until next time\. Your progress is in .*progress\.json\n$/);
  });

  it('hands lines to a shell inside a container', () => {
    const { stdout } = pipe(
      'docker run -d --name box alpine sleep infinity\ndocker exec -it box sh\ncat /etc/hosts\nexit\necho back\n',
      'sandbox',
    );
    expect(stdout).toMatch(
      /\/ # cat \/etc\/hosts\n127\.0\.0\.1\tlocalhost\n[\s\S]*\n\/ # exit\nroot@node1:~# echo back\nback\n/,
    );
    expect(stdout).not.toContain('Stopped');
  });

  it('stops what would never end', () => {
    const { stdout, status } = pipe('ping 127.0.0.1\necho after\n', 'sandbox');
    expect(status).toBe(0);
    expect(stdout).toContain('[Stopped: the command did not end by itself.]');
    expect(stdout).toContain('\nafter\n');
  });

  it('answers small questions without a terminal', () => {
    expect(pipe('', '--version').stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
    expect(pipe('', '--help', '--lang', 'ko').stdout).toContain('사용법: dockernet-course');
    expect(pipe('', 'list').stdout).toMatch(/^ {2}1 {2}.+\(bridge, \d+ min\)\n/);
    const wrong = pipe('', 'strat');
    expect([wrong.status, wrong.stderr]).toEqual([
      2,
      'dockernet-course: There is no command "strat". Did you mean "start"?\ndockernet-course --help lists what there is.\n',
    ]);
    const lesson = pipe('', 'start', 'brigde');
    expect([lesson.status, lesson.stderr]).toEqual([
      2,
      'dockernet-course: There is no lesson "brigde". Did you mean "bridge"?\n',
    ]);
  });
});
