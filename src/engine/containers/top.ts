import { civilOf, type Reader, twoDigits } from '../../base/index.ts';
import { linksOf } from '../../net/index.ts';
import { type ProcessRow, processes } from '../../os/index.ts';
import type { StatsResponse, TopResponse } from '../api/index.ts';
import { badRequest, conflict } from '../errors.ts';
import type { Container } from '../rows.ts';

/** `GET /containers/{id}/top`: ps -ef of its processes, as the host sees them. */
export function topContainer(r: Reader, c: Container, psArgs = '-ef'): TopResponse {
  if (!c.state.running) throw conflict(`container ${c.id} is not running`);
  if (c.state.restarting) throw conflict(`Container ${c.id} is restarting, wait until the container is running`);
  const columns = columnsOf(psArgs);
  const rows = r
    .by(processes, 'container', c.id)
    .filter((p) => !p.hidden)
    .sort((a, b) => a.pid - b.pid);
  const titles = columns.map((name) => (name === 'COMM' ? 'COMMAND' : name));
  return { Processes: rows.map((p) => columns.map((name) => cell(p, name))), Titles: titles };
}

const FULL = ['UID', 'PID', 'PPID', 'C', 'STIME', 'TTY', 'TIME', 'CMD'];
const AUX = ['USER', 'PID', '%CPU', '%MEM', 'VSZ', 'RSS', 'TTY', 'STAT', 'START', 'TIME', 'COMMAND'];

/** ps(1) with the arguments that docker top takes. */
function columnsOf(psArgs: string): readonly string[] {
  if (psArgs === '' || psArgs === '-ef' || psArgs === 'ef') return FULL;
  if (psArgs === 'aux' || psArgs === '-aux') return AUX;
  const own = /^-?e?o\s+(.+)$/.exec(psArgs.trim());
  const names = (own?.[1] ?? '').split(/[\s,]+/).map((n) =>
    n
      .toUpperCase()
      .replace(/^ARGS$/, 'COMMAND')
      .replace(/^USER$/, 'USER'),
  );
  if (!own)
    throw badRequest(
      `dockernet-course: not simulated: docker top with ps options ${psArgs} (try -ef, aux, -o pid,cmd)`,
    );
  if (!names.includes('PID')) throw badRequest("Couldn't find PID field in ps output");
  return names;
}

function cell(p: ProcessRow, name: string): string {
  const at = civilOf(p.started);
  const values: Readonly<Record<string, string>> = {
    UID: p.user,
    USER: p.user,
    PID: String(p.pid),
    PPID: String(p.ppid),
    C: '0',
    STIME: `${twoDigits(at.hour)}:${twoDigits(at.minute)}`,
    START: `${twoDigits(at.hour)}:${twoDigits(at.minute)}`,
    TTY: p.tty ? 'pts/0' : '?',
    TIME: '00:00:00',
    CMD: commandLine(p),
    COMMAND: commandLine(p),
    ARGS: commandLine(p),
    COMM: (p.argv[0] ?? '').replace(/:.*/, '').split('/').at(-1) ?? '',
    STAT: 'Ss',
    '%CPU': '0.0',
    '%MEM': '0.0',
    VSZ: '1624',
    RSS: '960',
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
