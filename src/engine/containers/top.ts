import { civilOf, type Reader, twoDigits } from '../../base/index.ts';
import { linksOf } from '../../net/index.ts';
import { type ProcessRow, processes } from '../../os/index.ts';
import type { StatsResponse, TopResponse } from '../api/index.ts';
import { conflict } from '../errors.ts';
import type { Container } from '../rows.ts';
import { columnsOf } from './ps-columns.ts';

/** `GET /containers/{id}/top`: ps -ef of its processes, as the host sees them. */
export function topContainer(r: Reader, c: Container, psArgs = '-ef'): TopResponse {
  if (!c.state.running) throw conflict(`container ${c.id} is not running`);
  if (c.state.restarting) throw conflict(`Container ${c.id} is restarting, wait until the container is running`);
  const columns = columnsOf(psArgs);
  const rows = r
    .by(processes, 'container', c.id)
    .filter((p) => !p.hidden)
    .sort((a, b) => a.pid - b.pid);
  return {
    Processes: rows.map((p) => columns.map(({ field }) => cell(p, field))),
    Titles: columns.map((c) => c.title),
  };
}

function cell(p: ProcessRow, name: string): string {
  const at = civilOf(p.started);
  const clock = `${twoDigits(at.hour)}:${twoDigits(at.minute)}`;
  const command = commandLine(p);
  const comm = (p.argv[0] ?? '').replace(/:.*/, '').split('/').at(-1) ?? '';
  const id = p.user === 'root' ? '0' : p.user;
  const tty = p.tty ? 'pts/0' : '?';
  const values: Readonly<Record<string, string>> = {
    ...{ user: p.user, euser: p.user, group: p.user, egroup: p.user, uid: id, gid: id },
    ...{ pid: String(p.pid), ppid: String(p.ppid), tty, tt: tty, tname: tty },
    ...{ c: '0', pcpu: '0.0', '%cpu': '0.0', pmem: '0.0', '%mem': '0.0', vsz: '1624', rss: '960' },
    ...{
      stime: clock,
      start: `${clock}:${twoDigits(at.second)}`,
      bsdstart: clock,
      time: '00:00:00',
      cputime: '00:00:00',
    },
    ...{ cmd: command, args: command, command, comm, ucmd: comm, stat: 'Ss', state: 'S', s: 'S' },
  };
  return values[name] ?? '-';
}

const commandLine = (p: ProcessRow) => p.argv.join(' ');

/** Memory that a process is taken to use: there is no memory here to measure. */
const PROCESS_MEMORY = 2_949_120;
const HOST_MEMORY = 8_232_337_408;

/** What docker stats shows; the network's figures are those of the container's interfaces. */
export function statsOf(r: Reader, c: Container): StatsResponse {
  const live = c.state.running && !c.state.restarting;
  const rows = live ? r.by(processes, 'container', c.id).filter((p) => !p.hidden) : [];
  const links =
    live && c.hostConfig.NetworkMode !== 'host'
      ? linksOf(r, rows[0]?.netns ?? `c:${c.id}`).filter((l) => l.kind !== 'lo')
      : [];
  return {
    name: `/${c.name}`,
    id: c.id,
    pids: rows.length,
    cpu: 0,
    memory: { usage: rows.length * PROCESS_MEMORY, limit: live ? c.hostConfig.Memory || HOST_MEMORY : 0 },
    networks: {
      rx_bytes: links.reduce((sum, l) => sum + l.rx.bytes, 0),
      tx_bytes: links.reduce((sum, l) => sum + l.tx.bytes, 0),
    },
    blkio: { read: 0, write: 0 },
  };
}
