import { type Run, sleep, write } from '../../../os/index.ts';
import type { Compose } from './context.ts';

export type Status = 'working' | 'done' | 'warning' | 'error';

/** Where a command tells what it does; pkg/progress of docker/compose. */
export interface Progress {
  /** `Container demo-web-1`, what happens to it, and whether that is over; `before` stands between the two. */
  event(id: string, text: string, status?: Status, before?: string): Run<void>;
  /** The last drawing. */
  stop(): Run<void>;
}

const DONE = new Set(['Created', 'Started', 'Running', 'Recreated', 'Stopped', 'Removed', 'Healthy', 'Exited']);
const ALSO_DONE = new Set(['Copied', 'Restarted', 'Killed', 'Paused', 'Unpaused', 'Pulled', 'Built']);
const WARNINGS = /^(Resource is still in use|No resource found to remove|Skipped: )/;

function statusOf(text: string): Status {
  if (DONE.has(text) || ALSO_DONE.has(text)) return 'done';
  return WARNINGS.test(text) ? 'warning' : 'working';
}

/** Says nothing: containers that start while their output is shown. */
export const SILENT: Progress = { *event() {}, *stop() {} };

/** The progress of one operation, on standard error. */
export function progressOf(compose: Compose, title = 'Running'): Progress {
  if (compose.progress === 'quiet') return SILENT;
  if (compose.progress === 'tty' || (compose.progress === 'auto' && compose.proc.isatty(2)))
    return drawn(compose, title);
  return {
    *event(id, text, status = statusOf(text), before = '') {
      yield* write(` ${id} ${before} ${text}\n`, 2);
      yield* othersGoOn(status);
    },
    *stop() {},
  };
}

/** What is announced is asked of the daemon next; while it answers, what goes on beside goes on. */
function* othersGoOn(status: Status): Run<void> {
  if (status === 'working') yield* sleep(0);
}

interface Line {
  readonly id: string;
  readonly text: string;
  readonly status: Status;
  readonly since: number;
  readonly until: number | undefined;
}

const paint = (codes: string, text: string) => `\x1b[${codes}m${text}\x1b[0m`;
const COLOUR: Readonly<Record<Status, string>> = { working: '', done: '32', warning: '33;1', error: '31;1' };
const MARK: Readonly<Record<Status, string>> = { working: '⠋', done: '✔', warning: '!', error: '✘' };

/** On a terminal: a title that counts, and a line for each thing, drawn anew at each event; pkg/progress/tty.go. */
function drawn(compose: Compose, title: string): Progress {
  const lines = new Map<string, Line>();
  let height = 0;
  const draw = function* (): Run<void> {
    const width = compose.proc.tty?.columns ?? 80;
    const done = [...lines.values()].filter((line) => line.status !== 'working').length;
    const head = `[+] ${title} ${done}/${lines.size}`;
    const pad = Math.max(0, ...[...lines.values()].map((line) => line.id.length + 1));
    const body = [...lines.values()].map((line) => lineText(line, pad, width, compose.proc.now));
    const up = height === 0 ? '' : `\x1b[${height}A`;
    const shownHead = height !== 0 && done === lines.size ? paint('34', head) : head;
    height = lines.size + 1;
    yield* write(`${up}\x1b[0G\x1b[?25l${shownHead}\n${body.join('')}\x1b[?25h`, 2);
  };
  return {
    *event(name, text, status = statusOf(text), before = '') {
      const { now } = compose.proc;
      const since = lines.get(name)?.since ?? now;
      const id = before === '' ? name : `${name} ${before}`;
      lines.set(name, { id, text, status, since, until: status === 'working' ? undefined : now });
      yield* draw();
      yield* othersGoOn(status);
    },
    *stop() {
      if (lines.size > 0) yield* draw();
    },
  };
}

function lineText(line: Line, pad: number, width: number, now: number): string {
  const left = ` ${MARK[line.status]} ${`${line.id} `.padEnd(pad)} ${line.text}`;
  const timer = `${(((line.until ?? now) - line.since) / 1000).toFixed(1)}s `;
  const gap = ' '.repeat(Math.max(0, width - left.length - timer.length));
  const colour = COLOUR[line.status];
  const text = colour === '' ? line.text : paint(colour, line.text);
  const mark = colour === '' ? paint('33', MARK[line.status]) : paint(colour, MARK[line.status]);
  return ` ${mark} ${`${line.id} `.padEnd(pad)} ${text}${gap}${paint('34', timer)}\n`;
}
