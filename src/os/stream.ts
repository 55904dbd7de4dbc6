/** Where output goes. `broken` when nobody will ever read it (EPIPE), `full` when the writer must wait. Whoever made a sink closes it. */
export interface Sink {
  write(data: string): 'ok' | 'full' | 'broken';
  /** Called when the last writer is gone. */
  close(): void;
  /** True for a terminal. */
  readonly isatty: boolean;
  /** The kernel calls `hold` when a process gets this as a descriptor and `drop` when that process is gone; dup(2), close(2). */
  hold?(): void;
  drop?(): void;
}

/** Where input comes from. */
export interface Source {
  /** For a regular file its size in bytes, as fstat(2) tells it. */
  size?(): number;
  /** As for a Sink. */
  hold?(): void;
  drop?(): void;
  /** What is there, '' when nothing is yet, undefined at the end. */
  read(): string | undefined;
  /** Called when the reader is gone. */
  close(): void;
  readonly isatty: boolean;
}

/** Standard input that is at its end (/dev/null). */
export const EMPTY: Source = { read: () => undefined, close: () => undefined, isatty: false };

/** Output that nobody wants (/dev/null). */
export const DISCARD: Sink = { write: () => 'ok', close: () => undefined, isatty: false };

/** pipe(7): the capacity in characters. */
const CAPACITY = 65536;

/** pipe(7): several writers, one reader. */
export class Pipe {
  private buffer = '';
  private writers = 0;
  private readable = true;

  /** A new writing end; the reader sees the end when all are closed. */
  sink(): Sink {
    this.writers++;
    let open = true;
    return {
      isatty: false,
      write: (data) => {
        if (!this.readable) return 'broken';
        if (this.buffer.length >= CAPACITY) return 'full';
        this.buffer += data;
        return 'ok';
      },
      close: () => {
        if (open) this.writers--;
        open = false;
      },
    };
  }

  source(): Source {
    return {
      isatty: false,
      read: () => {
        if (this.buffer === '') return this.writers > 0 ? '' : undefined;
        const data = this.buffer;
        this.buffer = '';
        return data;
      },
      close: () => {
        this.readable = false;
      },
    };
  }
}

/** Collects what is written, in order, with the descriptor that it was written to. */
export class Transcript {
  readonly chunks: { fd: 1 | 2; data: string }[] = [];

  sink(fd: 1 | 2, isatty = false): Sink {
    return {
      isatty,
      write: (data) => {
        this.chunks.push({ fd, data });
        return 'ok';
      },
      close: () => undefined,
    };
  }

  text(fd?: 1 | 2): string {
    return this.chunks
      .filter((c) => fd === undefined || c.fd === fd)
      .map((c) => c.data)
      .join('');
  }
}

/** A Source over fixed text. */
export function textSource(text: string): Source {
  let rest: string | undefined = text === '' ? undefined : text;
  return {
    isatty: false,
    read: () => {
      const now = rest;
      rest = undefined;
      return now;
    },
    close: () => undefined,
  };
}
