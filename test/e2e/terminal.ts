import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { spawn } from '@lydell/node-pty';
import xterm from '@xterm/headless';

export const BIN = fileURLToPath(new URL('../../bin/dockernet-course.js', import.meta.url));

/** A real terminal with the program in it. */
export interface TerminalUnderTest {
  /** What stands on the screen, trailing blanks cut. */
  screen(): string;
  type(text: string): void;
  /** Waits until the screen shows something, and returns the screen. */
  see(what: RegExp | string, timeout?: number): Promise<string>;
  /** Waits until the screen no longer shows something. */
  gone(what: RegExp | string, timeout?: number): Promise<string>;
  /** Waits until nothing was drawn for a while. */
  quiet(ms?: number): Promise<string>;
  cursor(): { readonly x: number; readonly y: number };
  resize(columns: number, rows: number): void;
  kill(signal?: string): void;
  /** Status or signal with which the program ended. */
  readonly exit: Promise<{ readonly status: number; readonly signal: number }>;
  /** Everything that was written, escapes and all. */
  raw(): string;
  readonly dataDir: string;
}

export interface LaunchOptions {
  readonly columns?: number;
  readonly rows?: number;
  readonly env?: Readonly<Record<string, string>>;
  readonly dataDir?: string;
  /** Another node, for other versions. */
  readonly node?: string;
  readonly bin?: string;
}

/** Starts the built program in a terminal of its own, with a progress folder of its own. */
export function launch(args: readonly string[] = [], options: LaunchOptions = {}): TerminalUnderTest {
  const { columns = 120, rows = 40 } = options;
  const dataDir = options.dataDir ?? mkdtempSync(join(tmpdir(), 'dockernet-e2e-'));
  const { CI: _, ...inherited } = process.env;
  // An undefined variable would arrive as the word "undefined", and CI=anything makes Ink draw nothing.
  const env: Record<string, string> = {
    ...definedOnly(inherited),
    TERM: 'xterm-256color',
    LANG: 'en_US.UTF-8',
    LC_ALL: '',
    ...options.env,
  };
  const terminal = new xterm.Terminal({ cols: columns, rows, allowProposedApi: true });
  const pty = spawn(options.node ?? process.execPath, [options.bin ?? BIN, '--data-dir', dataDir, ...args], {
    name: 'xterm-256color',
    cols: columns,
    rows,
    env,
  });
  let raw = '';
  let lastDrawn = Date.now();
  pty.onData((data) => {
    raw += data;
    terminal.write(data, () => {
      lastDrawn = Date.now();
    });
  });
  terminal.onData((reply) => pty.write(reply));
  let ended = false;
  const exit = new Promise<{ status: number; signal: number }>((resolve) => {
    pty.onExit(({ exitCode, signal }) => {
      ended = true;
      resolve({ status: exitCode, signal: signal ?? 0 });
    });
  });
  const screen = () => {
    const buffer = terminal.buffer.active;
    const lines = Array.from(
      { length: terminal.rows },
      (_, y) => buffer.getLine(buffer.baseY + y)?.translateToString(true) ?? '',
    );
    return lines.join('\n').trimEnd();
  };
  const shows = (what: RegExp | string) => (typeof what === 'string' ? screen().includes(what) : what.test(screen()));
  const until = async (holds: () => boolean, what: string, timeout: number) => {
    const deadline = Date.now() + timeout;
    while (!holds()) {
      if (Date.now() > deadline || (ended && Date.now() > lastDrawn + 300))
        throw new Error(`${what}; the screen${ended ? ' when the program had ended' : ''}:\n${screen()}`);
      await new Promise((r) => setTimeout(r, 10));
    }
    return screen();
  };
  return {
    screen,
    type: (text) => pty.write(text),
    see: (what, timeout = 15_000) => until(() => shows(what), `never saw ${what}`, timeout),
    gone: (what, timeout = 15_000) => until(() => !shows(what), `${what} did not go away`, timeout),
    quiet: (ms = 120) => {
      const asked = Date.now();
      return until(() => Date.now() - Math.max(lastDrawn, asked) > ms, 'the screen never came to rest', 15_000);
    },
    cursor: () => ({ x: terminal.buffer.active.cursorX, y: terminal.buffer.active.cursorY }),
    resize: (c, r) => {
      terminal.resize(c, r);
      pty.resize(c, r);
    },
    kill: (signal) => pty.kill(signal),
    exit,
    raw: () => raw,
    dataDir,
  };
}

function definedOnly(env: NodeJS.ProcessEnv): Record<string, string> {
  return Object.fromEntries(Object.entries(env).flatMap(([k, v]) => (v === undefined ? [] : [[k, v]])));
}

/** Keys as terminals send them. */
export const KEYS = {
  enter: '\r',
  esc: '\u001b',
  up: '\u001b[A',
  down: '\u001b[B',
  left: '\u001b[D',
  right: '\u001b[C',
  home: '\u001b[H',
  pageDown: '\u001b[6~',
  pageUp: '\u001b[5~',
  f1: '\u001bOP',
  f2: '\u001bOQ',
  f3: '\u001bOR',
  f4: '\u001bOS',
  f5: '\u001b[15~',
  f6: '\u001b[17~',
  f7: '\u001b[18~',
  f8: '\u001b[19~',
  f9: '\u001b[20~',
  tab: '\t',
  ctrl: (letter: string) => String.fromCharCode(letter.charCodeAt(0) & 0x1f),
  paste: (text: string) => `\u001b[200~${text}\u001b[201~`,
} as const;
