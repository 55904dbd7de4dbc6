import { naturalCompare, type Reader, sha256 } from '../../../base/index.ts';
import { joinPath, list, type Process, readFile, remove, stat, writeFile } from '../../../os/index.ts';
import { CliError } from '../grammar/index.ts';

/** A context as its meta.json has it; cli/context/store of docker/cli. */
export interface Context {
  readonly Name: string;
  readonly Metadata: { readonly Description?: string };
  readonly Endpoints: { readonly docker: { readonly Host: string; readonly SkipTLSVerify: boolean } };
}

/** The context that is not stored: where the daemon is without any other word. */
export const DEFAULT = 'default';
/** Where dockerd listens. */
export const LOCAL = 'unix:///var/run/docker.sock';

const meta = (dir: string) => joinPath(dir, 'contexts/meta');

/** Where a context's files lie: under the digest of its name. */
export function pathsOf(dir: string, name: string): { readonly meta: string; readonly tls: string } {
  const id = sha256(name);
  return { meta: joinPath(meta(dir), id), tls: joinPath(dir, `contexts/tls/${id}`) };
}

/** A stored context; undefined when there is none. */
export function findContext(proc: Process, dir: string, name: string): Context | undefined {
  const path = joinPath(pathsOf(dir, name).meta, 'meta.json');
  if (!stat(proc.world, proc.fs, path)) return undefined;
  return JSON.parse(readFile(proc.world, proc.fs, path)) as Context;
}

/** What is told of a context that is not there. */
export function contextMissing(dir: string, name: string): string {
  return `context "${name}": context not found: open ${pathsOf(dir, name).meta}/meta.json: no such file or directory`;
}

/** The same, or the error that tells where its file should be. */
export function getContext(proc: Process, dir: string, name: string): Context {
  const found = name === DEFAULT ? defaultContext(proc) : findContext(proc, dir, name);
  if (!found) throw new CliError(contextMissing(dir, name));
  return found;
}

/** The default context follows DOCKER_HOST. */
export function defaultContext(proc: Process): Context {
  return {
    Name: DEFAULT,
    Metadata: {},
    Endpoints: { docker: { Host: proc.env.DOCKER_HOST || LOCAL, SkipTLSVerify: false } },
  };
}

/** The stored contexts, by name. */
export function storedContexts(proc: Process, dir: string): readonly Context[] {
  if (!stat(proc.world, proc.fs, meta(dir))) return [];
  return list(proc.world, proc.fs, meta(dir))
    .map((id) => JSON.parse(readFile(proc.world, proc.fs, joinPath(meta(dir), `${id}/meta.json`))) as Context)
    .sort((a, b) => naturalCompare(a.Name, b.Name));
}

/** Writes a context's file. */
export function putContext(proc: Process, dir: string, context: Context): void {
  const path = joinPath(pathsOf(dir, context.Name).meta, 'meta.json');
  proc.transact((tx) => writeFile(tx, proc.fs, path, JSON.stringify(context), { parents: true }));
}

/** Removes a context's files. */
export function dropContext(proc: Process, dir: string, name: string): void {
  proc.transact((tx) => remove(tx, proc.fs, pathsOf(dir, name).meta, { recursive: true }));
}

/** Refuses a name that a new context cannot have; checkContextNameForCreation of docker/cli. */
export function checkNewName(proc: Process, dir: string, name: string): void {
  if (name === '') throw new CliError('context name cannot be empty');
  if (name === DEFAULT) throw new CliError(`"${DEFAULT}" is a reserved context name`);
  if (!/^[a-zA-Z0-9][a-zA-Z0-9_.+-]+$/.test(name))
    throw new CliError(
      `context name "${name}" is invalid, names are validated against regexp "^[a-zA-Z0-9][a-zA-Z0-9_.+-]+$"`,
    );
  if (findContext(proc, dir, name)) throw new CliError(`context "${name}" already exists`);
}

/** The names of the contexts that root has on a file system, the default one among them. */
export function contextNames(r: Reader, fs: string): readonly string[] {
  const dir = '/root/.docker/contexts/meta';
  const stored = stat(r, fs, dir) ? list(r, fs, dir) : [];
  return [DEFAULT, ...stored.map((id) => (JSON.parse(readFile(r, fs, `${dir}/${id}/meta.json`)) as Context).Name)];
}
