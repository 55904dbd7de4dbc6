import { type Reader, type Tx, table } from '../../base/index.ts';
import type { Answer } from './respond.ts';
import type { Exchange } from './variables.ts';

interface Counts {
  readonly accepted: number;
  readonly closed: number;
  readonly requests: number;
  /** Connections to backends that began, and that ended. */
  readonly dialed: number;
  readonly hungUp: number;
}

/** By the master's pid: a reload does not begin anew. */
const counts = table<Counts>('apps.nginx.status');

const NONE: Counts = { accepted: 0, closed: 0, requests: 0, dialed: 0, hungUp: 0 };

/** Counts a connection or a request. */
export function count(tx: Tx, pid: number, what: keyof Counts): void {
  const before = tx.get(counts, String(pid)) ?? NONE;
  tx.put(counts, String(pid), { ...before, [what]: before[what] + 1 });
}

/** How many connections are open, from clients and to backends: what `worker_connections` limits. */
export function openConnections(r: Reader, pid: number): number {
  const c = r.get(counts, String(pid)) ?? NONE;
  return c.accepted - c.closed + c.dialed - c.hungUp;
}

/** `stub_status` */
export function statusPage(x: Exchange): Answer {
  const c = x.conn.world.get(counts, String(x.conn.socket.pid)) ?? NONE;
  const active = c.accepted - c.closed;
  return {
    status: 200,
    type: 'text/plain',
    body: `Active connections: ${active} \nserver accepts handled requests\n ${c.accepted} ${c.accepted} ${c.requests} \nReading: 0 Writing: 1 Waiting: ${active - 1} \n`,
  };
}
