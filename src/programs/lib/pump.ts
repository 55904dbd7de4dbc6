import { type Connection, type Process, type Run, write } from '../../os/index.ts';

/** How a two-way copy between a connection and the standard streams goes on and ends. */
export interface PumpOptions {
  /** At the end of the input: close the sending direction (nc -N), stop (nc -q 0), or just listen on. */
  readonly atEnd: 'listen' | 'shutdown' | 'stop';
  /** Milliseconds of silence after which it ends (nc -w). */
  readonly idle: number | undefined;
  /** Read no input at all (nc -d). */
  readonly deaf?: boolean;
}

/** A sender that has nothing more to say gives the answer this long before it closes (the simulation has no half-closed connections). */
const GRACE = 100;

/** Copies input to the connection and what comes back to the output until one side is done. */
export function* pump(
  proc: Process,
  connection: Connection,
  options: PumpOptions,
): Run<'eof' | 'reset' | 'idle' | 'stopped'> {
  let ended = options.deaf ?? false;
  let typed = '';
  let closed = false;
  const pull = () => {
    if (ended) return false;
    const data = proc.stdin.read();
    if (data === undefined) ended = true;
    else typed += data;
    return ended || typed !== '';
  };
  for (;;) {
    pull();
    if (typed !== '') {
      const data = typed;
      typed = '';
      if ((yield* connection.send(data)) === 'reset') return 'reset';
      continue;
    }
    if (ended && options.atEnd === 'stop') return 'stopped';
    const closing = ended && !closed && options.atEnd === 'shutdown' && !options.deaf;
    const got = yield* receive(connection, closing ? GRACE : options.idle, ended ? () => false : pull);
    if (got === 'input') continue;
    if (typeof got === 'object') yield* write(got.data);
    else if (got === 'timeout' && closing) {
      connection.close();
      closed = true;
    } else if (got === 'timeout') return 'idle';
    else return got;
  }
}

/** recv that also ends when `also` holds. */
function* receive(
  connection: Connection,
  timeout: number | undefined,
  also: () => boolean,
): Run<{ readonly data: string } | 'eof' | 'reset' | 'timeout' | 'input'> {
  const receiving = connection.recv(timeout);
  let step = receiving.next();
  while (!step.done) {
    const asked = step.value;
    if (asked.kind !== 'until') {
      step = receiving.next(yield asked);
      continue;
    }
    const value = yield { ...asked, ready: () => asked.ready() || also() };
    if (value === true && !asked.ready()) {
      receiving.return('eof');
      return 'input';
    }
    step = receiving.next(value);
  }
  return step.value;
}
