import type { IFileSystem } from 'just-bash';
import {
  chmod,
  copy,
  FsError,
  joinPath,
  list,
  mkdir,
  type Process,
  readFile,
  remove,
  rename,
  resolvePath,
  stat,
  symlink,
  writeFile,
} from '../../os/index.ts';

/** Node's form of an error of a file operation, which the filters read. */
function asNode(e: unknown, call: string, path: string): unknown {
  if (!(e instanceof FsError)) return e;
  const error = new Error(`${e.code}: ${e.message.toLowerCase()}, ${call} '${path}'`);
  return Object.assign(error, { code: e.code });
}

/** Runs a file operation of the simulation and answers as a promise does. */
async function attempt<T>(call: string, path: string, work: () => T): Promise<T> {
  try {
    return work();
  } catch (e) {
    throw asNode(e, call, path);
  }
}

const bytes = new TextEncoder();
const text = new TextDecoder();

function asText(content: string | Uint8Array): string {
  return typeof content === 'string' ? content : text.decode(content);
}

/** The files that a process sees, as just-bash's commands ask for them; nothing else of the machine is in reach. */
export function filesFor(proc: Process): IFileSystem {
  const { fs } = proc;
  const at = (path: string) => joinPath(proc.cwd, path);
  const statOf = (path: string, nofollow: boolean) => {
    const row = stat(proc.world, fs, at(path), { nofollow });
    if (!row) throw new FsError('ENOENT', path);
    return {
      isFile: row.kind === 'file' || row.kind === 'device',
      isDirectory: row.kind === 'dir',
      isSymbolicLink: row.kind === 'link',
      mode: row.mode,
      size: bytes.encode(row.content).length,
      mtime: new Date(row.mtime),
    };
  };
  const read = (path: string) => (path === '/dev/null' ? '' : readFile(proc.world, fs, at(path)));
  const write = (path: string, content: string, append: boolean) =>
    path === '/dev/null' ? undefined : proc.transact((tx) => writeFile(tx, fs, at(path), content, { append }));
  return {
    readFile: (path) => attempt('open', path, () => read(path)),
    readFileBuffer: (path) => attempt('open', path, () => bytes.encode(read(path))),
    writeFile: (path, content) => attempt('open', path, () => write(path, asText(content), false)),
    appendFile: (path, content) => attempt('open', path, () => write(path, asText(content), true)),
    // without directories of commands just-bash takes its own, and asks no further
    exists: (path) =>
      attempt(
        'stat',
        path,
        () => path !== '/bin' && path !== '/usr/bin' && stat(proc.world, fs, at(path)) !== undefined,
      ),
    stat: (path) => attempt('stat', path, () => statOf(path, false)),
    lstat: (path) => attempt('lstat', path, () => statOf(path, true)),
    mkdir: (path, options) =>
      attempt('mkdir', path, () =>
        proc.transact((tx) => mkdir(tx, fs, at(path), { parents: options?.recursive ?? false })),
      ),
    readdir: (path) => attempt('scandir', path, () => list(proc.world, fs, at(path))),
    rm: (path, options) =>
      attempt('unlink', path, () =>
        proc.transact((tx) => remove(tx, fs, at(path), { recursive: options?.recursive ?? false })),
      ),
    cp: (from, to) =>
      attempt('copyfile', from, () => proc.transact((tx) => copy(tx, { fs, path: at(from) }, { fs, path: at(to) }))),
    mv: (from, to) => attempt('rename', from, () => proc.transact((tx) => rename(tx, fs, at(from), at(to)))),
    resolvePath: (base, path) => joinPath(base, path),
    getAllPaths: () => [],
    chmod: (path, mode) => attempt('chmod', path, () => proc.transact((tx) => chmod(tx, fs, at(path), mode))),
    symlink: (target, path) => attempt('symlink', path, () => proc.transact((tx) => symlink(tx, fs, target, at(path)))),
    link: (from, to) =>
      attempt('link', to, () => proc.transact((tx) => copy(tx, { fs, path: at(from) }, { fs, path: at(to) }))),
    readlink: (path) =>
      attempt('readlink', path, () => stat(proc.world, fs, at(path), { nofollow: true })?.content ?? ''),
    realpath: (path) => attempt('realpath', path, () => resolvePath(proc.world, fs, at(path))),
    utimes: () => Promise.resolve(),
  };
}
