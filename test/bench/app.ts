import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { spawn } from '@lydell/node-pty';
import { build } from 'esbuild';
import { bundleOptions } from '../../scripts/bundle.mjs';
import { median, ms, print, ratio, sideBySide } from './measure.ts';

const SIZE = { cols: 120, rows: 40 };

/** The smallest program that draws a frame and echoes a key with Ink: what anything made with it costs. */
const BARE = `
import { createElement, useState } from 'react';
import { render, Text, useApp, useInput } from 'ink';
const App = () => {
  const [typed, setTyped] = useState('');
  useApp();
  useInput((input) => setTyped((before) => before + input));
  return createElement(Text, null, 'READY ' + typed);
};
render(createElement(App), { alternateScreen: true, incrementalRendering: true, maxFps: 120, exitOnCtrlC: false });
`;

interface Running {
  /** Resolves with the ms from the start to the first output that matches. */
  readonly first: Promise<number>;
  /** Types something and measures until the next output. */
  key(data: string): Promise<number>;
  stop(): void;
}

function launch(args: readonly string[], ready: RegExp): Running {
  const { CI: _, ...env } = process.env;
  const started = performance.now();
  const terminal = spawn(process.execPath, [...args], {
    ...SIZE,
    env: { ...env, TERM: 'xterm-256color', LANG: 'en_US.UTF-8' },
  });
  let seen = '';
  let waiting: (() => void) | undefined;
  let found: (at: number) => void = () => undefined;
  const first = new Promise<number>((resolve) => {
    found = resolve;
  });
  terminal.onData((data) => {
    seen += data;
    if (ready.test(seen)) found(performance.now() - started);
    waiting?.();
    waiting = undefined;
  });
  return {
    first,
    key: (data) => {
      const at = performance.now();
      const answered = new Promise<number>((resolve) => {
        waiting = () => resolve(performance.now() - at);
      });
      terminal.write(data);
      return answered;
    },
    stop: () => terminal.kill('SIGKILL'),
  };
}

const pause = (time: number) => new Promise((resolve) => setTimeout(resolve, time));

/** First frame and key to frame, beside a bare Ink program that is bundled the same way. */
export async function screen(): Promise<void> {
  const dir = mkdtempSync(join(tmpdir(), 'dockernet-bench-'));
  const entry = join(process.cwd(), 'dist', 'bare.ts');
  writeFileSync(entry, BARE);
  const bare = join(process.cwd(), 'dist', 'bare', 'bare.js');
  await build({ ...bundleOptions, entryPoints: [entry], outdir: join(process.cwd(), 'dist', 'bare') });
  const course = [join('bin', 'dockernet-course.js'), '--data-dir', dir];
  const programs = {
    bare: () => launch([bare], /READY/),
    course: () => launch(course, /dockernet-course/),
  };
  const firstFrame = async (start: () => Running) => {
    const running = start();
    const time = await running.first;
    running.stop();
    return time;
  };
  const frames = await sideBySide(11, {
    bare: () => firstFrame(programs.bare),
    course: () => firstFrame(programs.course),
  });
  print('first frame, bare Ink', ms(frames.bare).padStart(10));
  print(
    'first frame, dockernet-course',
    `${ms(frames.course).padStart(10)} ${ratio(frames.course, frames.bare).padStart(9)} of bare Ink`,
  );

  const keys = async (running: Running, before: () => Promise<void>) => {
    await running.first;
    await before();
    const times: number[] = [];
    for (let i = 0; i < 60; i++) {
      times.push(await running.key('abcdefghij'[i % 10] ?? 'a'));
      await pause(30);
    }
    running.stop();
    return median(times);
  };
  const bareKey = await keys(programs.bare(), () => pause(300).then(() => undefined));
  const sandbox = launch([...course, 'start', 'bridge'], /root@node1/);
  const courseKey = await keys(sandbox, () => pause(1500).then(() => undefined));
  print('key to frame, bare Ink', ms(bareKey).padStart(10));
  print(
    'key to frame, a lesson of dockernet-course',
    `${ms(courseKey).padStart(10)} ${ratio(courseKey, bareKey).padStart(9)} of bare Ink`,
  );
  rmSync(dir, { recursive: true, force: true });
}
