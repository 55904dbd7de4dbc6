import { netnses } from '../../net/index.ts';
import { FsError, joinPath, type Process, parentOf, processes, resolvePath, stat } from '../../os/index.ts';

/** The network namespace that a file stands for: bound there by `ip netns` or dockerd, or /proc/PID/ns/net; namespaces(7). */
export function netnsOfFile(proc: Process, path: string): string | undefined {
  const pid = /^\/proc\/(\d+)\/ns\/net$/.exec(path)?.[1];
  if (pid !== undefined) return netnsOfPid(proc, pid);
  const row = stat(proc.world, proc.fs, joinPath(proc.cwd, path), { nofollow: true });
  if (row?.kind === 'link') return netnsOfFile(proc, joinPath(parentOf(row.path), row.content));
  try {
    const file = resolvePath(proc.world, proc.fs, path, { cwd: proc.cwd });
    return proc.world.by(netnses, 'file', `${proc.host}:${file}`)[0]?.id;
  } catch (e) {
    if (e instanceof FsError) return undefined;
    throw e;
  }
}

/** The network namespace of a process, by the number that the one who asks knows it by. */
export function netnsOfPid(proc: Process, pid: string): string | undefined {
  return proc.world
    .by(processes, 'host', proc.host)
    .filter((p) => proc.container === undefined || p.container === proc.container)
    .find((p) => String(proc.container === undefined ? p.pid : p.nspid) === pid)?.netns;
}
