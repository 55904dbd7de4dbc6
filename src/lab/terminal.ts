import type { Sink, Source, Tty } from '../os/index.ts';

/** A piece of what a terminal shows, in order. */
export interface Chunk {
  /** 1 and 2: what programs wrote; `prompt`: the shell's prompt; `echo`: what the learner typed, with its newline. */
  readonly fd: 1 | 2 | 'prompt' | 'echo';
  readonly data: string;
}

/** The terminal's line discipline in canonical mode, termios(3): lines wait until a program reads them; ^D ends the input. */
export class Terminal {
  private readonly lines: (string | 'end')[] = [];
  readonly tty: Tty;
  /** What was shown since the last newline: the prompt of a program that reads, if it wrote one. */
  partial = '';
  /** A program has asked for input, and there is none. */
  starving = false;

  constructor(
    size: { readonly columns: number; readonly rows: number; readonly screen?: boolean },
    private readonly show: (chunk: Chunk) => void,
  ) {
    this.tty = { ...size, foreground: 0 };
  }

  type(text: string): void {
    this.starving = false;
    this.lines.push(text);
  }

  end(): void {
    this.lines.push('end');
  }

  /** A line that was typed and that nobody has read. */
  take(): string | undefined {
    while (this.lines[0] === 'end') this.lines.shift();
    return this.lines.shift();
  }

  flush(): void {
    this.lines.length = 0;
  }

  source(): Source {
    return {
      isatty: true,
      read: () => {
        const next = this.lines.shift();
        this.starving = next === undefined;
        return next === undefined ? '' : next === 'end' ? undefined : next;
      },
      close: () => undefined,
    };
  }

  sink(fd: 1 | 2): Sink {
    return {
      isatty: true,
      write: (data) => {
        this.put({ fd, data });
        return 'ok';
      },
      close: () => undefined,
    };
  }

  put(chunk: Chunk): void {
    const cut = chunk.data.lastIndexOf('\n');
    this.partial = cut < 0 ? this.partial + chunk.data : chunk.data.slice(cut + 1);
    this.show(chunk);
  }
}
