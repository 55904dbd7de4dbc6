import { ApiError, type Daemon } from '../../../engine/index.ts';
import {
  baseName,
  copy,
  err,
  FsError,
  joinPath,
  type Process,
  parentOf,
  type Run,
  readAll,
  remove,
  stat,
  write,
} from '../../../os/index.ts';
import { archiveSize, type FileAt, tarOf, untarInto } from '../common/index.ts';
import { humanSize } from '../format/index.ts';
import { bool, CliError, command, exactly } from '../grammar/index.ts';

/** docker container cp; cli/command/container/ of docker/cli. */
export const cp = command({
  use: 'cp [OPTIONS] CONTAINER:SRC_PATH DEST_PATH|-\n\tdocker cp [OPTIONS] SRC_PATH|- CONTAINER:DEST_PATH',
  short: 'Copy files/folders between a container and the local filesystem',
  long: "Copy files/folders between a container and the local filesystem\n\nUse '-' as the source to read a tar archive from stdin\nand extract it to a directory destination in a container.\nUse '-' as the destination to stream a tar archive of a\ncontainer source to stdout.",
  spellings: 'docker container cp, docker cp',
  args: exactly(2),
  flags: {
    archive: bool('Archive mode (copy all uid/gid information)', { short: 'a' }),
    'follow-link': bool('Always follow symbol link in SRC_PATH', { short: 'L' }),
    quiet: bool(
      'Suppress progress output during copy. Progress output is automatically suppressed if no terminal is attached',
      { short: 'q' },
    ),
  },

  *run({ args, flags, changed, daemon, proc }) {
    const [from, to] = args.map(splitArgument) as [Place, Place];
    if (from.container !== '' && to.container !== '') throw new CliError('copying between containers is not supported');
    if (from.container === '' && to.container === '') throw new CliError('must specify at least one container source');
    const copied = yield* copyBetween(proc, daemon, from, to);
    const quiet = changed('quiet') ? flags.quiet : !proc.isatty(1);
    if (copied && !quiet) yield* err(`Successfully copied ${humanSize(copied.size, 3)} to ${copied.shown}`);
    return 0;
  },
});

export interface Place {
  /** Empty: the client's own files. */
  readonly container: string;
  readonly path: string;
}

/** `web:/etc` is in a container (or a service); `/a:b` and `./a:b` are not. */
export function splitArgument(text: string): Place {
  const colon = text.indexOf(':');
  if (text.startsWith('/') || text.startsWith('.') || colon < 0) return { container: '', path: text };
  return { container: text.slice(0, colon), path: text.slice(colon + 1) };
}

interface Copied {
  readonly size: number;
  readonly shown: string;
}

/** Copies one way; what was copied, unless it went through a pipe. */
export function* copyBetween(proc: Process, daemon: Daemon, from: Place, to: Place): Run<Copied | undefined> {
  if (to.container === '' && to.path === '-') yield* toStdout(proc, daemon, from);
  else if (from.container === '' && from.path === '-') yield* fromStdin(proc, daemon, to);
  else return from.container === '' ? intoContainer(proc, daemon, from, to) : outOfContainer(proc, daemon, from, to);
  return undefined;
}

const missing = (path: string, container: string) =>
  new ApiError(404, `Could not find the file ${path} in container ${container}`);

/** `docker cp web:/etc -`: a tar archive on standard output. */
function* toStdout(proc: Process, daemon: Daemon, from: Place): Run<void> {
  if (proc.isatty(1)) throw new CliError('cannot copy to a terminal: redirect stdout to a file or pipe');
  const at = { fs: daemon.containerFiles(from.container).fs, path: joinPath('/', from.path) };
  if (!stat(proc.world, at.fs, at.path)) throw missing(from.path, from.container);
  yield* write(tarOf(proc.world, at, baseName(at.path) || '.'));
}

/** `docker cp - web:/tmp`: unpacks a tar archive from standard input. */
function* fromStdin(proc: Process, daemon: Daemon, to: Place): Run<void> {
  const at = { fs: daemon.containerFiles(to.container).fs, path: joinPath('/', to.path) };
  const archive = yield* readAll();
  const target = stat(proc.world, at.fs, at.path);
  if (target?.kind !== 'dir') throw new CliError(`destination "${to.container}:${to.path}" must be a directory`);
  if (!proc.transact((tx) => untarInto(tx, archive, at)))
    throw new ApiError(500, 'Error processing tar file(exit status 1): archive/tar: invalid tar header');
}

function outOfContainer(proc: Process, daemon: Daemon, from: Place, to: Place): Copied {
  const target = joinPath(proc.cwd, to.path);
  const there = stat(proc.world, proc.fs, target);
  const parent = parentOf(target);
  if (!there && !to.path.endsWith('/') && stat(proc.world, proc.fs, parent)?.kind !== 'dir')
    throw new CliError(`invalid output path: directory "${parent}" does not exist`);
  const { fs } = daemon.containerFiles(from.container);
  const source = { fs, path: joinPath('/', from.path) };
  const row = stat(proc.world, fs, source.path);
  if (!row) throw missing(from.path, from.container);
  checkFits(row, there, to.path);
  place(proc, source, { fs: proc.fs, path: target }, from.path.endsWith('/.'));
  return { size: archiveSize(proc.world, source), shown: target };
}

function intoContainer(proc: Process, daemon: Daemon, from: Place, to: Place): Copied {
  const source = { fs: proc.fs, path: joinPath(proc.cwd, from.path) };
  const row = stat(proc.world, proc.fs, source.path);
  if (!row) throw new CliError(`lstat ${source.path}: no such file or directory`);
  const path = joinPath('/', to.path);
  // that the container is missing is found out when the archive is sent
  const known = filesOf(daemon, to.container);
  const there = known === undefined ? undefined : stat(proc.world, known, path);
  checkFits(row, there, to.path);
  const { fs } = daemon.containerFiles(to.container);
  const parent = stat(proc.world, fs, parentOf(path));
  if (!there && !parent) throw missing(parentOf(path), to.container);
  if (!there && parent?.kind !== 'dir') throw new ApiError(400, 'extraction point is not a directory');
  place(proc, source, { fs, path }, from.path.endsWith('/.'));
  return { size: archiveSize(proc.world, source), shown: `${to.container}:${to.path}` };
}

function filesOf(daemon: Daemon, container: string): string | undefined {
  try {
    return daemon.containerFiles(container).fs;
  } catch (e) {
    if (e instanceof ApiError) return undefined;
    throw e;
  }
}

/** Whether a file or a directory can become what is (or is not) there; PrepareArchiveCopy of moby's archive package. */
function checkFits(
  source: { readonly kind: string },
  there: { readonly kind: string } | undefined,
  path: string,
): void {
  const isDir = source.kind === 'dir';
  if (isDir && there && there.kind !== 'dir') throw new CliError('cannot copy directory');
  if (!isDir && !there && /\/\.?$/.test(path)) throw new CliError('no such directory');
}

/** Copies as cp -a does: into a directory that is there, else to that name; `dir/.` copies what is in it. */
function place(proc: Process, from: FileAt, to: FileAt, contents: boolean): void {
  const into = stat(proc.world, to.fs, to.path)?.kind === 'dir' && !contents;
  const target = into ? { fs: to.fs, path: joinPath(to.path, baseName(from.path)) } : to;
  try {
    proc.transact((tx) => {
      const old = stat(tx, target.fs, target.path, { nofollow: true });
      if (old && old.kind !== 'dir') remove(tx, target.fs, target.path);
      copy(tx, from, target);
    });
  } catch (e) {
    throw e instanceof FsError ? new CliError(`${e.path}: ${e.message.toLowerCase()}`) : e;
  }
}
