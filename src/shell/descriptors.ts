import {
  FsError,
  type Process,
  parentOf,
  readFile,
  resolvePath,
  type Sink,
  type Source,
  stat,
  writeFile,
} from '../os/index.ts';

/** A Source that takes back what was read too much: `read` consumes one line and leaves the rest to others. */
export interface Rewindable extends Source {
  unread(text: string): void;
}

const wrapped = new WeakMap<Source, Rewindable>();

function isRewindable(source: Source): source is Rewindable {
  return 'unread' in source;
}

/** The same source with `unread`; wrapping it twice gives the same one, so that processes that share it share what was put back. */
export function rewindable(source: Source): Rewindable {
  if (isRewindable(source)) return source;
  const known = wrapped.get(source);
  if (known) return known;
  let back = '';
  const made: Rewindable = {
    isatty: source.isatty,
    read: () => {
      if (back === '') return source.read();
      const text = back;
      back = '';
      return text;
    },
    unread: (text) => {
      back = text + back;
    },
    close: () => source.close(),
    hold: () => source.hold?.(),
    drop: () => source.drop?.(),
  };
  wrapped.set(source, made);
  return made;
}

const CAPACITY = 65536;

/** pipe(7) between processes: its ends count who has them open. */
export interface HeldPipe {
  readonly source: Rewindable;
  readonly sink: Sink;
}

/** Makes a pipe; the reader sees the end when the last writer is gone, the writer SIGPIPE when the last reader is. */
export function makePipe(): HeldPipe {
  let buffer = '';
  const writers = counter();
  const readers = counter();
  return {
    source: {
      isatty: false,
      read: () => {
        if (buffer === '') return writers.gone() ? undefined : '';
        const data = buffer;
        buffer = '';
        return data;
      },
      unread: (text) => {
        buffer = text + buffer;
      },
      close: readers.drop,
      hold: readers.hold,
      drop: readers.drop,
    },
    sink: {
      isatty: false,
      write: (data) => {
        if (readers.gone()) return 'broken';
        if (buffer.length >= CAPACITY) return 'full';
        buffer += data;
        return 'ok';
      },
      close: writers.drop,
      hold: writers.hold,
      drop: writers.drop,
    },
  };
}

function counter() {
  let count = 0;
  let used = false;
  return {
    hold: () => {
      count++;
      used = true;
    },
    drop: () => {
      count--;
    },
    gone: () => used && count <= 0,
  };
}

/** Collects text: for command substitutions. */
export function makeCollector(): { readonly sink: Sink; text(): string } {
  const parts: string[] = [];
  return {
    sink: {
      isatty: false,
      write: (data) => {
        parts.push(data);
        return 'ok';
      },
      close: () => undefined,
    },
    text: () => parts.join(''),
  };
}

/** A Source over text that is all there: here-documents, files. */
export function makeTextSource(text: string): Rewindable {
  let rest = text;
  return {
    isatty: false,
    read: () => {
      if (rest === '') return undefined;
      const now = rest;
      rest = '';
      return now;
    },
    unread: (back) => {
      rest = back + rest;
    },
    close: () => undefined,
  };
}

/** Opens a file to read; its text is taken when it is first read. Throws FsError. */
export function openToRead(proc: Process, path: string): Rewindable {
  const target = resolvePath(proc.world, proc.fs, path);
  const row = stat(proc.world, proc.fs, target);
  if (!row) throw new FsError('ENOENT', path);
  let inner: Rewindable | undefined;
  const open = () => {
    inner ??= makeTextSource(row.kind === 'dir' ? '' : readFile(proc.world, proc.fs, target));
    return inner;
  };
  const size = () => new TextEncoder().encode(row.content).length;
  return {
    isatty: false,
    size,
    read: () => open().read(),
    unread: (text) => open().unread(text),
    close: () => undefined,
  };
}

/** How a file is opened to write. */
export interface OpenMode {
  readonly append?: boolean;
  readonly truncate?: boolean;
  /** set -o noclobber. */
  readonly exclusive?: boolean;
  readonly mode: number;
}

/** Opens a file to write, making it if it is missing; open(2). Throws FsError. */
export function openToWrite(proc: Process, path: string, how: OpenMode): Sink {
  const target = resolvePath(proc.world, proc.fs, path);
  const old = stat(proc.world, proc.fs, target);
  if (old?.kind === 'dir') throw new FsError('EISDIR', path);
  if (old && how.exclusive && old.kind === 'file') throw new FsError('EEXIST', path);
  if (!old && stat(proc.world, proc.fs, parentOf(target)) === undefined) throw new FsError('ENOENT', path);
  if (!old || how.truncate) proc.transact((tx) => writeFile(tx, proc.fs, target, '', old ? {} : { mode: how.mode }));
  let offset = 0;
  return {
    isatty: false,
    write: (data) => {
      proc.transact((tx) => {
        const now = stat(tx, proc.fs, target);
        if (!now) return; // unlinked meanwhile: nobody can read it any more
        if (how.append) writeFile(tx, proc.fs, target, data, { append: true });
        else if (now.content.length === offset) writeFile(tx, proc.fs, target, data, { append: true });
        else writeFile(tx, proc.fs, target, overwrite(now.content, offset, data));
      });
      offset += data.length;
      return 'ok';
    },
    close: () => undefined,
  };
}

/** Writing past the end leaves a hole of NULs; lseek(2). */
function overwrite(text: string, offset: number, data: string): string {
  return text.slice(0, offset).padEnd(offset, '\0') + data + text.slice(offset + data.length);
}
