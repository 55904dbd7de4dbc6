import type { HereDoc, Redirect, Redirection } from 'unbash';
import { DISCARD, EMPTY, FsError, joinPath, type Run } from '../os/index.ts';
import { makePipe, makeTextSource, openToRead, openToWrite } from './descriptors.ts';
import { runStatements } from './execute.ts';
import { expandHere, expandText, expandWords } from './expand.ts';
import { connectNetwork } from './network.ts';
import { redirectionMessage } from './redirect-errors.ts';
import { type Descriptor, option, type Shell, ShellError } from './shell.ts';
import { spawnSubshell } from './subshell.ts';
import { assign, getValue } from './variables.ts';

/** What redirections changed, to be put back. */
export interface Redirected {
  readonly before: Map<number, Descriptor>;
  readonly release: readonly (() => void)[];
}

/** Applies redirections in their order. Throws ShellError, having put back those that were done. */
export function* redirect(sh: Shell, redirections: readonly Redirection[]): Run<Redirected> {
  const before = sh.fds;
  const release: (() => void)[] = [];
  sh.fds = new Map(before);
  try {
    for (const r of redirections) yield* applyOne(sh, r, release);
  } catch (e) {
    restore(sh, { before, release });
    throw e;
  }
  return { before, release };
}

/** Takes redirections back. */
export function restore(sh: Shell, done: Redirected): void {
  sh.fds = done.before;
  for (const give of done.release) give();
}

function* applyOne(sh: Shell, r: Redirection, release: (() => void)[]): Run<void> {
  const fallback = r.operator.startsWith('<') ? 0 : 1;
  const fd = descriptorOf(sh, r, fallback);
  if (r.type === 'HereDoc') sh.fds.set(fd, { source: makeTextSource(yield* hereText(sh, r)) });
  else if (r.type === 'HereString')
    sh.fds.set(fd, { source: makeTextSource(`${r.target ? yield* expandText(sh, r.target) : ''}\n`) });
  else if (r.operator === '<&' || r.operator === '>&') yield* duplicate(sh, r, fd, release);
  else yield* openFile(sh, r, fd, release);
}

/** `{name}>file` takes a free descriptor from 10 and puts its number into the variable. */
function descriptorOf(sh: Shell, r: Redirection, fallback: number): number {
  if (r.descriptor === undefined) return fallback;
  if (r.descriptor.type === 'FileDescriptor') return r.descriptor.value;
  const closing = r.type === 'Redirect' && r.target?.text === '-';
  if (closing) return Number(getValue(sh, r.descriptor.name) ?? -1);
  let fd = 10;
  while (sh.fds.has(fd)) fd++;
  assign(sh, r.descriptor.name, String(fd));
  return fd;
}

function* hereText(sh: Shell, r: HereDoc): Run<string> {
  // one that the end of the file closes has its last newline all the same
  let text =
    r.closing || sh.state.dialect !== 'bash' || r.body.text === '' || r.body.text.endsWith('\n')
      ? r.body.text
      : `${r.body.text}\n`;
  if (r.operator === '<<-') text = text.replace(/^\t+/gm, '');
  if (r.delimiter?.quoted) return text;
  return yield* expandHere(sh, text);
}

function* openFile(sh: Shell, r: Redirect, fd: number, release: (() => void)[]): Run<void> {
  if (r.target?.parts?.length === 1 && r.target.parts[0]?.type === 'ProcessSubstitution')
    return throughPipe(sh, r, fd, release);
  const path = yield* targetOf(sh, r);
  const both = r.operator === '&>' || r.operator === '&>>';
  const opened = yield* open(sh, path, r.operator);
  sh.fds.set(fd, opened);
  if (both) sh.fds.set(2, opened);
}

/** The file name of a redirection: exactly one word. */
function* targetOf(sh: Shell, r: Redirect): Run<string> {
  if (!r.target) return '';
  if (sh.state.dialect !== 'bash') return yield* expandText(sh, r.target);
  const words = yield* expandWords(sh, [r.target]);
  if (words.length !== 1) throw new ShellError(`${r.target.text}: ambiguous redirect`, 1, 'command');
  return words[0] ?? '';
}

function* open(sh: Shell, path: string, operator: Redirect['operator']): Run<Descriptor> {
  const device = yield* special(sh, path);
  if (device) return device;
  const full = joinPath(sh.state.cwd, path);
  const writing = operator !== '<';
  try {
    if (path === '') throw new FsError('ENOENT', path);
    if (!writing) return { source: openToRead(sh.proc, full) };
    const mode = 0o666 & ~sh.state.umask;
    const append = operator === '>>' || operator === '&>>';
    const exclusive = option(sh, 'noclobber') && (operator === '>' || operator === '&>');
    const sink = openToWrite(sh.proc, full, { append, truncate: !append && operator !== '<>', exclusive, mode });
    return operator === '<>' ? { sink, source: openToRead(sh.proc, full) } : { sink };
  } catch (e) {
    if (e instanceof FsError)
      throw new ShellError(redirectionMessage(sh, path, e, writing), sh.state.dialect === 'dash' ? 2 : 1, 'command');
    throw e;
  }
}

/** Names that stand for descriptors and devices; bash(1), "REDIRECTION". */
function* special(sh: Shell, path: string): Run<Descriptor | undefined> {
  const fd = /^\/dev\/(?:fd\/(\d+)|std(in|out|err))$/.exec(path);
  if (fd) {
    const n = fd[1] === undefined ? { in: 0, out: 1, err: 2 }[fd[2] ?? 'in'] : Number(fd[1]);
    return n === undefined ? undefined : sh.fds.get(n);
  }
  if (path === '/dev/null') return { source: EMPTY, sink: DISCARD };
  if (path === '/dev/tty' && sh.proc.tty) return { source: sh.proc.stdin, sink: sh.proc.stderr };
  const network = sh.state.dialect === 'bash' ? /^\/dev\/(tcp|udp)\/([^/]+)\/([^/]+)$/.exec(path) : null;
  if (network)
    return yield* connectNetwork(sh, network[1] === 'udp' ? 'udp' : 'tcp', network[2] ?? '', network[3] ?? '', path);
  return undefined;
}

function* duplicate(sh: Shell, r: Redirect, fd: number, release: (() => void)[]): Run<void> {
  const text = r.target ? yield* expandText(sh, r.target) : '';
  if (text === '-') {
    sh.fds.delete(fd);
    return;
  }
  const move = /^(\d+)(-?)$/.exec(text);
  if (!move) {
    // `>& file` is `&> file`
    if (r.operator === '>&' && r.descriptor === undefined && sh.state.dialect !== 'dash')
      return yield* openFile(sh, { ...r, operator: '&>' }, 1, release);
    if (sh.state.dialect === 'bash') throw new ShellError(`${text}: ambiguous redirect`, 1, 'command');
    throw new ShellError('Syntax error: Bad fd number', 2);
  }
  const from = Number(move[1]);
  const found = sh.fds.get(from);
  if (!found)
    throw new ShellError(
      sh.state.dialect === 'ash' ? `dup2(${from},${fd}): Bad file descriptor` : `${from}: Bad file descriptor`,
      sh.state.dialect === 'dash' ? 2 : 1,
      'command',
    );
  sh.fds.set(fd, found);
  if (move[2] === '-') sh.fds.delete(from);
}

/** `< <(list)` and `> >(list)`: a pipe to a process that runs beside the command. */
function throughPipe(sh: Shell, r: Redirect, fd: number, release: (() => void)[]): void {
  const part = r.target?.parts?.[0];
  if (part?.type !== 'ProcessSubstitution') return;
  const pipe = makePipe();
  const reads = part.operator === '<';
  const mine: Descriptor = reads ? { source: pipe.source } : { sink: pipe.sink };
  const end = reads ? pipe.source : pipe.sink;
  end.hold?.();
  release.push(() => end.drop?.());
  const theirs: Descriptor = reads ? { sink: pipe.sink } : { source: pipe.source };
  const statements = part.script?.commands ?? [];
  const child = spawnSubshell(sh, (sub) => runStatements(sub, statements), {
    fds: new Map(sh.fds).set(reads ? 1 : 0, theirs),
  });
  sh.children.set(child.pid, child);
  sh.fds.set(fd, mine);
}
