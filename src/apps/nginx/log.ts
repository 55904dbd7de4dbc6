import { bytesOf } from '../../base/index.ts';
import { type Conversation, FsError, type Process, processes, stat, writeFile } from '../../os/index.ts';
import type { Level, Settings, Site } from './model.ts';
import { type Exchange, errorTime, expand } from './variables.ts';

/** Appends to a log file; the image's files may be links to the container's output. */
export function appendLog(proc: Process, path: string, line: string): void {
  const link = path === 'stderr' ? undefined : stat(proc.world, proc.fs, path, { nofollow: true });
  const target = link?.kind === 'link' ? link.content : path;
  if (target === '/dev/stdout') proc.stdout.write(`${line}\n`);
  else if (target === '/dev/stderr' || target === 'stderr') proc.stderr.write(`${line}\n`);
  else
    try {
      proc.transact((tx) => writeFile(tx, proc.fs, path, `${line}\n`, { append: true, mode: 0o640 }));
    } catch (e) {
      if (!(e instanceof FsError)) throw e;
    }
}

/** What could break the line out of its form is told byte by byte: `log_format escape=default`. */
function escaped(value: string): string {
  if (/^[ !#-[\]-~]*$/.test(value)) return value;
  const hex = (byte: number) => `\\x${byte.toString(16).toUpperCase().padStart(2, '0')}`;
  return [...bytesOf(value)]
    .map((b) => (b < 0x20 || b > 0x7e || b === 0x22 || b === 0x5c ? hex(b) : String.fromCharCode(b)))
    .join('');
}

/** The line of the access log; empty values are shown as `-`. */
export function logAccess(x: Exchange, site: Site, settings: Settings): void {
  const log = settings.accessLog;
  if (!log) return;
  const format = site.formats[log.format] ?? site.formats.combined ?? '';
  const line = format.replace(/\$(?:\{(\w+)\}|(\w+))/g, (whole) => escaped(expand(x, whole)) || '-');
  appendLog(x.conn, log.path, line);
}

/** The pid that a worker of this nginx sees of itself. */
export function workerOf(conn: Conversation): number {
  const master = conn.world.get(processes, String(conn.socket.pid));
  const own = conn.world.by(processes, 'netns', conn.netns).find((p) => p.ppid === master?.pid && !p.hidden);
  return own?.nspid ?? master?.nspid ?? conn.nspid;
}

const LEVELS: readonly Level[] = ['debug', 'info', 'notice', 'warn', 'error', 'crit', 'alert', 'emerg'];

/** The line of the error log about a request. */
export function logError(
  x: Exchange,
  site: Site,
  message: string,
  upstream?: string,
  level: 'alert' | 'error' | 'warn' | 'info' = 'error',
): void {
  const log = x.server.settings.errorLog ?? site.errorLog;
  if (LEVELS.indexOf(level) < LEVELS.indexOf(log.level)) return;
  const { conn, request, server } = x;
  const host = request.headers.find(([n]) => n.toLowerCase() === 'host')?.[1];
  const parts = [
    `client: ${conn.peer.ip}`,
    `server: ${server.names[0] ?? ''}`,
    `request: "${request.method} ${request.target} ${request.version}"`,
    ...(upstream === undefined ? [] : [`upstream: "${upstream}"`]),
    ...(host === undefined ? [] : [`host: "${host}"`]),
  ];
  const pid = workerOf(conn);
  appendLog(
    conn,
    log.path,
    `${errorTime(conn.now)} [${level}] ${pid}#${pid}: *${x.number} ${message}, ${parts.join(', ')}`,
  );
}
