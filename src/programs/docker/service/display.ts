import { type Process, type Run, write } from '../../../os/index.ts';

/** A line of progress: what it is about, what is being done, and how far it is. Without an id it is a message of its own. */
export interface Progress {
  readonly id: string;
  readonly action: string;
  readonly current?: number;
  readonly total?: number;
}

/** Where progress goes. */
export type Show = (p: Progress) => Run<void>;

/** Prints progress as docker shows a stream of it: on a terminal each id has its line, which is drawn again; elsewhere bars are left out. */
export function progressDisplay(proc: Process): Show {
  const terminal = proc.isatty(1);
  const width = proc.tty?.columns ?? 200;
  const lines: string[] = [];
  return function* show({ id, action, current = 0, total = 0 }) {
    const bar = current <= 0 && total <= 0 ? undefined : progressBar(current, total, width);
    if (!terminal || id === '') {
      if (bar === undefined) yield* write(id === '' ? `${action}\n` : `${id}: ${action}\n`);
      return;
    }
    let text = '';
    if (!lines.includes(id)) {
      lines.push(id);
      text += '\n';
    }
    const up = lines.length - lines.indexOf(id);
    text += `\x1b[${up}A\x1b[2K\r${id}: ${action} ${bar ?? ''}\r\x1b[${up}B`;
    yield* write(text);
  };
}

/** `[=====>     ] `, where the terminal is wide enough; jsonmessage.JSONProgress of moby. */
function progressBar(current: number, total: number, width: number): string {
  if (width <= 110) return '';
  const done = Math.min(50, Math.floor(Math.trunc((current / total) * 100) / 2));
  return `[${'='.repeat(done)}>${' '.repeat(50 - done)}] `;
}
