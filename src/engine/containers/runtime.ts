import { quoteGo, type Reader } from '../../base/index.ts';
import { ExecError, joinPath, stat, which } from '../../os/index.ts';
import { badRequest } from '../errors.ts';

/** What keeps a program from being started, in the words of runc; and the exit status that docker gives it. */
export interface RuntimeFailure {
  readonly text: string;
  readonly exitCode: 126 | 127;
}

/** Finds out what runc would say to argv, or nothing if it would start; runc libcontainer/standard_init_linux.go. */
export function cannotRun(
  r: Reader,
  fs: string,
  cwd: string,
  env: Readonly<Record<string, string>>,
  argv: readonly string[],
): RuntimeFailure | undefined {
  const name = argv[0] ?? '';
  if (name.includes('/')) {
    const row = stat(r, fs, joinPath(cwd, name));
    if (!row) return { text: `exec: ${quoteGo(name)}: stat ${name}: no such file or directory`, exitCode: 127 };
    if (row.kind === 'dir') return { text: `exec: ${quoteGo(name)}: is a directory: permission denied`, exitCode: 126 };
    if ((row.mode & 0o111) === 0) return { text: `exec: ${quoteGo(name)}: permission denied`, exitCode: 126 };
    return undefined;
  }
  if (which(r, { fs, cwd, env }, name) !== undefined) return undefined;
  return { text: `exec: ${quoteGo(name)}: executable file not found in $PATH`, exitCode: 127 };
}

/** What execve(2) itself refused. */
export function execFailure(argv: readonly string[], error: unknown): RuntimeFailure {
  const name = argv[0] ?? '';
  const code = error instanceof ExecError ? error.code : 'ENOEXEC';
  if (code === 'ENOEXEC') return { text: `exec ${name}: exec format error`, exitCode: 127 };
  if (code === 'ENOENT') return { text: `exec ${name}: no such file or directory`, exitCode: 127 };
  return { text: `exec: ${quoteGo(name)}: permission denied`, exitCode: 126 };
}

/** The user that a process runs as; the numbers of a user that no file names stand for its name. */
export interface ExecUser {
  readonly name: string;
  readonly home: string;
  /** Its group and the groups beside it. */
  readonly groups: readonly number[];
}

const MAX_ID = 2_147_483_647;

/**
 * `user[:group]` by the container's /etc/passwd and /etc/group, with the groups of `--group-add`; getUser in
 * daemon/oci_linux.go and GetExecUser of moby/sys/user. Numbers need no entry. Throws ApiError.
 */
export function resolveUser(r: Reader, fs: string, spec: string, added: readonly string[]): ExecUser {
  const lines = (path: string) => (stat(r, fs, path)?.content ?? '').split('\n').map((l) => l.split(':'));
  const groupFile = lines('/etc/group');
  const gid = (group: string) => numbered(group, groupFile) ?? missing('group', group);
  const [user = '', group = ''] = spec.split(':');
  const account = lines('/etc/passwd').find(
    ([name, , uid]) => name !== '' && (name === (user || 'root') || uid === user),
  );
  const number = user === '' || user === 'root' ? 0 : id(user);
  if (!account && number === undefined) missing('user', user);
  const name = account?.[0] ?? (number === 0 ? 'root' : user);
  const own = group === '' ? Number(account?.[3] ?? 0) : gid(group);
  const member = (list: string | undefined) => (list ?? '').split(',').includes(name);
  const beside = group === '' ? groupFile.filter((l) => member(l[3])).map((l) => Number(l[2])) : [];
  return {
    name,
    home: account?.[5] || (number === 0 ? '/root' : '/'),
    groups: [...new Set([own, ...[...beside, ...added.map(gid)].sort((a, b) => a - b)])],
  };
}

/** A number for an id, or undefined for what is none. */
function id(text: string): number | undefined {
  if (!/^[+-]?\d+$/.test(text)) return undefined;
  const n = Number(text);
  if (n < 0 || n > MAX_ID) throw badRequest(`uids and gids must be in range 0-${MAX_ID}`);
  return n;
}

function numbered(group: string, file: readonly (readonly string[])[]): number | undefined {
  const known = file.find(([name, , gid]) => name === group || gid === group)?.[2];
  return known === undefined ? id(group) : Number(known);
}

function missing(kind: 'user' | 'group', name: string): never {
  const file = kind === 'user' ? 'passwd' : 'group';
  throw badRequest(`unable to find ${kind} ${name}: no matching entries in ${file} file`);
}

/** `NAME=value` words as a record; a name without `=` is removed. Later ones win but keep the first one's place. */
export function envRecord(words: readonly string[]): Record<string, string> {
  const env: Record<string, string> = {};
  for (const word of words) {
    const cut = word.indexOf('=');
    if (cut < 0) delete env[word];
    else env[word.slice(0, cut)] = word.slice(cut + 1);
  }
  return env;
}

const DEFAULT_PATH = 'PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

/** The environment of a container's processes: the daemon's own variables, links, the image's and the user's; then HOME, which runc adds. */
export function containerEnv(
  hostname: string,
  tty: boolean,
  linkWords: readonly string[],
  configWords: readonly string[],
  home: string,
): Record<string, string> {
  const env = envRecord([
    DEFAULT_PATH,
    `HOSTNAME=${hostname}`,
    ...(tty ? ['TERM=xterm'] : []),
    ...linkWords,
    ...configWords,
  ]);
  return { ...env, ...(env.HOME === undefined ? { HOME: home } : {}) };
}
