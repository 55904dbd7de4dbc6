import { type Datagram, datagrams, type Socket, sockets, streams } from '../net/index.ts';
import type { Kernel } from './kernel.ts';
import type { Place, ProcessRow, Program } from './program.ts';
import { processes } from './rows.ts';
import { conversation } from './socket.ts';
import { EMPTY } from './stream.ts';

type Waiting =
  | { readonly kind: 'stream'; readonly id: string }
  | { readonly kind: 'datagram'; readonly datagram: Datagram };

/** Starts what answers the connections and datagrams that wait for a service, as inetd(8) does; tells whether there was any. */
export function serveWaiting(kernel: Kernel): boolean {
  const { world } = kernel;
  const byId = (a: { readonly id: string }, b: { readonly id: string }) => (a.id < b.id ? -1 : 1);
  let some = false;
  for (const { id, socket } of world.by(streams, 'waiting', 'service').sort(byId)) {
    const listening = world.get(sockets, socket);
    if (listening && isFrozen(kernel, listening)) continue;
    some = true;
    kernel.transact((tx) => tx.patch(streams, id, { accepted: true }));
    if (listening) answer(kernel, listening, { kind: 'stream', id });
  }
  for (const datagram of world.by(datagrams, 'waiting', 'service').sort(byId)) {
    const bound = world.get(sockets, datagram.socket);
    if (bound && isFrozen(kernel, bound)) continue;
    some = true;
    kernel.transact((tx) => tx.delete(datagrams, datagram.id));
    if (bound) answer(kernel, bound, { kind: 'datagram', datagram });
  }
  return some;
}

function isFrozen(kernel: Kernel, socket: Socket): boolean {
  return kernel.world.get(processes, String(socket.pid))?.frozen ?? false;
}

function answer(kernel: Kernel, socket: Socket, what: Waiting): void {
  const app = kernel.options.apps[socket.service ?? ''];
  const owner = kernel.world.get(processes, String(socket.pid));
  const place: Place = owner ?? { host: socket.netns, netns: socket.netns, fs: socket.netns };
  if (app) runFor(kernel, socket.pid, place, [socket.comm], (proc) => app(conversation(proc, socket, what)));
}

/** Runs what a parked process does at a signal (nginx reads its configuration again at HUP). */
export function handleSignal(kernel: Kernel, row: ProcessRow, id: string): void {
  const program = kernel.options.programs[id]?.run;
  if (program) runFor(kernel, row.pid, row, [id, String(row.pid)], program);
}

/** Starts work on behalf of a server: it writes where its server writes (nginx's access log). */
function runFor(kernel: Kernel, pid: number, place: Place, argv: readonly string[], program: Program): void {
  kernel.spawn({ argv, place, program, hidden: true, env: {}, cwd: '/', stdin: EMPTY, ...kernel.outputsOf(pid) });
}
