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

/** `--group-add`: a name must be in the container's /etc/group; daemon/oci_linux.go getUser. Throws ApiError. */
export function checkGroups(r: Reader, fs: string, groups: readonly string[]): void {
  const known = (stat(r, fs, '/etc/group')?.content ?? '').split('\n').map((line) => line.split(':')[0]);
  for (const group of groups)
    if (!/^\d+$/.test(group) && !known.includes(group))
      throw badRequest(`unable to find group ${group}: no matching entries in group file`);
}

/** `user[:group]` of the container's /etc/passwd as a user name; daemon/oci_linux.go getUser. Numbers need no entry. */
export function resolveUser(r: Reader, fs: string, spec: string): { readonly name: string; readonly home: string } {
  const [user = '', group] = spec.split(':');
  const lines = (path: string) => (stat(r, fs, path)?.content ?? '').split('\n').map((l) => l.split(':'));
  const passwd = lines('/etc/passwd');
  if (
    group !== undefined &&
    group !== '' &&
    !/^\d+$/.test(group) &&
    !lines('/etc/group').some(([name]) => name === group)
  )
    throw badRequest(`unable to find group ${group}: no matching entries in group file`);
  if (user === '' || user === '0' || user === 'root') {
    const root = passwd.find(([name]) => name === 'root');
    return { name: 'root', home: root?.[5] || '/root' };
  }
  const found = passwd.find(([name, , uid]) => name === user || uid === user);
  const gid = /^\d+$/.test(group ?? '') ? group : lines('/etc/group').find(([name]) => name === group)?.[2];
  const own = gid === undefined ? '' : `:${gid}`;
  if (found) return { name: `${found[0] ?? user}${own}`, home: found[5] || '/' };
  if (/^\d+$/.test(user)) return { name: `${user}${own}`, home: '/' };
  throw badRequest(`unable to find user ${user}: no matching entries in passwd file`);
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
