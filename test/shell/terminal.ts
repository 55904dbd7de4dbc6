import type { Kernel } from '../../src/os/index.ts';
import { makeKernel } from './harness.ts';

/** A shell at a terminal, as a transcript: what the screen shows, keys included. */
export interface Screen {
  readonly kernel: Kernel;
  type(line: string): void;
  /** ^C */
  interrupt(): void;
  /** ^D at the begin of a line. */
  end(): void;
  pass(ms: number): void;
  text(): string;
  status(): number | undefined;
}

/** Opens a program on a terminal. */
export function openTerminal(argv: readonly string[], cwd = '/root', user = 'root'): Screen {
  const kernel = makeKernel();
  const lines: (string | undefined)[] = [];
  let shown = '';
  const tty = { columns: 80, rows: 24, foreground: 0 };
  const sink = () => ({
    isatty: true,
    write: (data: string) => {
      shown += data;
      return 'ok' as const;
    },
    close: () => undefined,
  });
  const child = kernel.spawn({
    argv,
    place: { host: 'host', netns: 'host', fs: 'host' },
    env: { PATH: '/usr/bin:/bin', HOME: '/root', TERM: 'xterm' },
    cwd,
    user,
    pgid: 'new',
    tty,
    stdin: { isatty: true, read: () => (lines.length === 0 ? '' : lines.shift()), close: () => undefined },
    stdout: sink(),
    stderr: sink(),
  });
  const pass = (ms: number) => {
    kernel.runUntil(() => false, kernel.now + ms);
  };
  pass(0);
  return {
    kernel,
    type: (line) => {
      shown += `${line}\n`;
      lines.push(`${line}\n`);
      pass(0);
    },
    interrupt: () => {
      shown += '^C\n';
      kernel.terminalSignal(tty, 'INT');
      pass(0);
    },
    end: () => {
      lines.push(undefined);
      pass(0);
    },
    pass,
    text: () => shown,
    status: () => child.status(),
  };
}
