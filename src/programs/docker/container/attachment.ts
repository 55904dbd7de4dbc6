import type { Daemon, Io } from '../../../engine/index.ts';
import { ApiError } from '../../../engine/index.ts';
import { DISCARD, type Process, type Run, type Signal, until } from '../../../os/index.ts';
import { CliError } from '../grammar/index.ts';

/** Which of its streams a client connects. */
export interface Streams {
  readonly stdin: boolean;
  readonly stdout: boolean;
  readonly stderr: boolean;
  readonly tty: boolean;
}

/** The client's streams as the daemon gets them; with a terminal everything comes on standard output. */
export function ioOf(proc: Process, streams: Streams): Io {
  return {
    ...(streams.stdin ? { stdin: proc.stdin } : {}),
    stdout: streams.stdout ? proc.stdout : DISCARD,
    stderr: streams.stderr ? (streams.tty ? proc.stdout : proc.stderr) : DISCARD,
    ...(streams.tty && proc.tty ? { tty: proc.tty } : {}),
  };
}

/** A terminal is wanted inside, but standard input is none; In.CheckTty of docker/cli. */
export function checkTty(proc: Process, stdin: boolean, tty: boolean): void {
  if (tty && stdin && !proc.isatty(0)) throw new CliError('the input device is not a TTY');
}

const PROXIED: readonly Signal[] = ['HUP', 'INT', 'QUIT', 'TERM', 'USR1', 'USR2'];

/** Passes the client's signals on to the container while `body` runs. */
export function* proxySignals<T>(
  proc: Process,
  daemon: Daemon,
  id: string,
  enabled: boolean,
  body: () => Run<T>,
): Run<T> {
  if (!enabled) return yield* body();
  for (const signal of PROXIED) proc.trap(signal, () => forward(proc, daemon, id, signal));
  try {
    return yield* body();
  } finally {
    for (const signal of PROXIED) proc.trap(signal, 'default');
  }
}

function forward(proc: Process, daemon: Daemon, id: string, signal: Signal): void {
  proc.spawn({
    argv: proc.argv,
    hidden: true,
    pgid: 'new',
    program: function* kill() {
      try {
        yield* daemon.containerKill(id, signal);
      } catch (e) {
        // the container may have ended meanwhile, which docker logs at debug level only
        if (!(e instanceof ApiError)) throw e;
      }
      return 0;
    },
  });
}

/** Waits until a container made with --rm is gone. */
export function* untilRemoved(daemon: Daemon, id: string): Run<void> {
  yield* until(() => {
    try {
      daemon.containerInspect(id);
      return false;
    } catch (e) {
      if (e instanceof ApiError) return true;
      throw e;
    }
  }, 60_000);
}
