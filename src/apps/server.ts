import { listen, NetError, strerror } from '../net/index.ts';
import { err, type Process, type Program, park, type Run, sleep } from '../os/index.ts';

/** A port to open, and what answers it. */
export interface Port {
  readonly port: number;
  readonly proto?: 'tcp' | 'udp';
  readonly ip?: string;
  readonly service: string;
  readonly v6only?: boolean;
  /** What its app finds as `conn.socket.data`: an app that answers has no environment of its own. */
  readonly data?: unknown;
}

/** The name that a process has for `ss -p`: the file's, at most 15 characters; prctl(2) PR_SET_NAME. */
export function commOf(proc: Process): string {
  return (proc.argv[0] ?? '').split('/').at(-1)?.slice(0, 15) ?? '';
}

/** Opens ports for a process; the error's text when one is taken. */
export function open(proc: Process, ports: readonly Port[], comm = commOf(proc)): string | undefined {
  try {
    proc.transact((tx) => {
      for (const { port, proto = 'tcp', ip = '0.0.0.0', service, v6only, data } of ports)
        listen(tx, {
          ...{ netns: proc.netns, proto, ip, port, pid: proc.pid, comm, service },
          ...(v6only ? { v6only } : {}),
          ...(data === undefined ? {} : { data }),
        });
    });
    return undefined;
  } catch (e) {
    if (e instanceof NetError) return strerror(e.code);
    throw e;
  }
}

/** A server that opens its ports a moment after it was started, and ends at SIGTERM. */
export function server(
  ports: readonly Port[] | ((proc: Process) => readonly Port[]),
  options: { readonly after?: number; readonly banner?: (proc: Process) => Run<void> } = {},
): Program {
  return function* (proc) {
    proc.trap('TERM', 'default');
    yield* sleep(options.after ?? 40);
    const wanted = typeof ports === 'function' ? ports(proc) : ports;
    const failed = open(proc, wanted);
    if (failed !== undefined) {
      yield* err(`${proc.argv[0] ?? ''}: bind: ${failed}`);
      return 1;
    }
    if (options.banner) yield* options.banner(proc);
    return yield* park({ TERM: 0, INT: 0 });
  };
}
