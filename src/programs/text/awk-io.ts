import { type Child, Pipe, type Run, type Sink, type Source, until, wait, write, writeFile } from '../../os/index.ts';
import { pathOf, readText } from '../lib/paths.ts';
import { AwkError } from './awk-lex.ts';
import type { Expr } from './awk-parse.ts';
import { type Awk, cell, convfmt, evaluate, setRecord, setVariable, store, textOf } from './awk-run.ts';
import { fromInput, regexOf, toNumber, toText } from './awk-value.ts';
import { type Lines, linesOfText } from './lines.ts';

/** Gives records of the main input. */
export interface Records {
  next(): Run<string | undefined>;
}

/** What a program has open beside its main input. */
export interface Streams {
  main: Records | undefined;
  /** Files written so far in this run: the first `>` empties them. */
  readonly files: Set<string>;
  readonly readers: Map<string, Lines>;
  readonly commands: Map<
    string,
    { readonly source: Source; readonly sink: Sink; readonly child: Child; buffer: string; ended: boolean }
  >;
  readonly pipes: Map<string, { readonly sink: Sink; readonly child: Child }>;
}

/** Starts `sh -c command`. */
function shell(awk: Awk, command: string, io: { readonly stdin?: Source; readonly stdout?: Sink }): Child {
  return awk.proc.spawn({ argv: ['sh', '-c', command], ...io });
}

/** system(): waits for the command and returns its status. */
export function* system(awk: Awk, command: string): Run<number> {
  return yield* wait(shell(awk, command, {}));
}

/** Writes what print or printf made. */
export function* sendTo(
  awk: Awk,
  text: string,
  redirect: { readonly op: '>' | '>>' | '|'; readonly to: string } | undefined,
): Run<void> {
  if (!redirect || (redirect.op !== '|' && (redirect.to === '/dev/stdout' || redirect.to === '-'))) yield* write(text);
  else if (redirect.op === '|') yield* toCommand(awk, redirect.to, text);
  else if (redirect.to === '/dev/stderr') yield* write(text, 2);
  else if (redirect.to !== '/dev/null') {
    const append = redirect.op === '>>' || awk.streams.files.has(redirect.to);
    awk.streams.files.add(redirect.to);
    try {
      awk.proc.transact((tx) => writeFile(tx, awk.proc.fs, pathOf(awk.proc, redirect.to), text, { append }));
    } catch {
      throw new AwkError(0, `cannot open "${redirect.to}" for output`);
    }
  }
}

function* toCommand(awk: Awk, command: string, text: string): Run<void> {
  let open = awk.streams.pipes.get(command);
  if (!open) {
    const pipe = new Pipe();
    const sink = pipe.sink();
    open = { sink, child: shell(awk, command, { stdin: pipe.source() }) };
    awk.streams.pipes.set(command, open);
  }
  const { sink } = open;
  let result = sink.write(text);
  yield* until(() => {
    if (result === 'full') result = sink.write(text);
    return result !== 'full';
  });
}

/** close(): the status of a command, 0 for a file, -1 for what was not open. */
export function* closeStream(awk: Awk, name: string): Run<number> {
  const { files, readers, commands, pipes } = awk.streams;
  const pipe = pipes.get(name);
  if (pipe) {
    pipe.sink.close();
    pipes.delete(name);
    return yield* wait(pipe.child);
  }
  const command = commands.get(name);
  if (command) {
    commands.delete(name);
    return yield* wait(command.child);
  }
  return files.delete(name) || readers.delete(name) ? 0 : -1;
}

/** At the end everything is closed, and what is piped to is waited for. */
export function* closeAll(awk: Awk): Run<void> {
  for (const name of [...awk.streams.pipes.keys()]) yield* closeStream(awk, name);
}

/** getline in its forms: 1 a record was read, 0 the end, -1 it could not be. */
export function* getline(awk: Awk, e: Extract<Expr, { kind: 'getline' }>): Run<number> {
  const name = e.source ? toText(yield* evaluate(awk, e.source), convfmt(awk)) : '';
  let text: string | undefined;
  if (e.from === 'input') text = yield* nextRecord(awk);
  else if (e.from === 'command') text = yield* fromCommand(awk, name);
  else {
    let reader = awk.streams.readers.get(name);
    if (!reader) {
      const file = readText(awk.proc, name);
      if (!('text' in file)) return -1;
      reader = linesOfText(file.text);
      awk.streams.readers.set(name, reader);
    }
    text = (yield* reader.next())?.text;
  }
  if (text === undefined) return 0;
  if (e.to) yield* store(awk, e.to, fromInput(text));
  else setRecord(awk, text);
  if (e.from !== 'file') counted(awk, e.from === 'input');
  return 1;
}

function counted(awk: Awk, inFile: boolean): void {
  setVariable(awk, 'NR', toNumber(cell(awk, 'NR').value) + 1);
  if (inFile) setVariable(awk, 'FNR', toNumber(cell(awk, 'FNR').value) + 1);
}

/** The next record of the main input. */
export function* nextRecord(awk: Awk): Run<string | undefined> {
  return awk.streams.main ? yield* awk.streams.main.next() : undefined;
}

/** Reads the next record into $0. */
export function* advance(awk: Awk): Run<boolean> {
  const text = yield* nextRecord(awk);
  if (text === undefined) return false;
  setRecord(awk, text);
  counted(awk, true);
  return true;
}

function* fromCommand(awk: Awk, command: string): Run<string | undefined> {
  let open = awk.streams.commands.get(command);
  if (!open) {
    const pipe = new Pipe();
    const sink = pipe.sink();
    open = { source: pipe.source(), sink, child: shell(awk, command, { stdout: sink }), buffer: '', ended: false };
    awk.streams.commands.set(command, open);
  }
  const c = open;
  for (;;) {
    const cut = c.buffer.indexOf('\n');
    if (cut >= 0 || (c.ended && c.buffer !== '')) {
      const line = cut < 0 ? c.buffer : c.buffer.slice(0, cut);
      c.buffer = cut < 0 ? '' : c.buffer.slice(cut + 1);
      return line;
    }
    if (c.ended) return undefined;
    let data: string | undefined = '';
    yield* until(() => {
      if (data === '') data = c.source.read();
      return data !== '' || c.child.status() !== undefined;
    });
    if (data === '') {
      c.sink.close();
      data = c.source.read();
    }
    if (data === undefined || data === '') c.ended = true;
    else c.buffer += data;
  }
}

/** Records of text that comes in pieces: RS a newline, a character, an expression, or "" for paragraphs. */
export function recordsOf(awk: Awk, more: () => Run<string | undefined>): Records {
  let buffer = '';
  let ended = false;
  const fill = function* (): Run<boolean> {
    if (ended) return false;
    const data = yield* more();
    if (data === undefined) ended = true;
    else buffer += data;
    return data !== undefined;
  };
  const found = (separator: string): { readonly at: number; readonly length: number } | undefined => {
    if (separator.length === 1) {
      const at = buffer.indexOf(separator);
      return at < 0 ? undefined : { at, length: 1 };
    }
    const m = (separator === '' ? /\n\n+/ : regexOf(separator)).exec(buffer);
    // a match at the very end may go on in what is still to come
    return m && (ended || m.index + m[0].length < buffer.length) ? { at: m.index, length: m[0].length } : undefined;
  };
  return {
    *next() {
      const separator = textOf(awk, 'RS');
      for (;;) {
        if (separator === '') buffer = buffer.replace(/^\n+/, '');
        const hit = found(separator);
        if (hit) {
          const record = buffer.slice(0, hit.at);
          buffer = buffer.slice(hit.at + hit.length);
          return record;
        }
        if (yield* fill()) continue;
        if (buffer === '') return undefined;
        const last =
          separator === '' || (separator.length > 1 && buffer.endsWith('\n')) ? buffer.replace(/\n+$/, '') : buffer;
        buffer = '';
        return last;
      }
    },
  };
}
