import { type Connection, dial, GAI_TEXT, getaddrinfo, type Run, type Sink, type Source } from '../os/index.ts';
import { type Descriptor, prefix, type Shell, ShellError } from './shell.ts';

/** `/dev/tcp/HOST/PORT` in a redirection opens a connection; bash(1), "REDIRECTION". */
export function* connectNetwork(
  sh: Shell,
  proto: 'tcp' | 'udp',
  host: string,
  port: string,
  path: string,
): Run<Descriptor> {
  if (proto === 'udp') throw new ShellError(`dockernet-course: not simulated: ${path} (try nc -u)`, 99, 'command');
  const service = /^\d+$/.test(port) ? Number(port) : undefined;
  if (service === undefined) throw refused(sh, `${port}: Servname not supported for ai_socktype`, path);
  const found = yield* getaddrinfo(sh.proc, host);
  if (found.kind !== 'ok') throw refused(sh, `${host}: ${GAI_TEXT[found.kind]}`, path);
  let problem = 'Connection refused';
  for (const address of found.addresses) {
    const dialled = yield* dial(sh.proc, address, service);
    if (dialled.kind === 'open') return endsOf(sh, dialled.connection);
    problem = REASONS[dialled.kind] ?? 'Connection refused';
    if (found.addresses.length === 1) break;
  }
  throw new ShellError(`${path}: ${problem}`, 1, 'command', `${sh.state.name}: connect: ${problem}`);
}

const REASONS: Readonly<Record<string, string>> = {
  refused: 'Connection refused',
  timeout: 'Connection timed out',
  'no-route': 'Network is unreachable',
  'net-unreachable': 'Network is unreachable',
  'host-unreachable': 'No route to host',
  prohibited: 'No route to host',
};

function refused(sh: Shell, message: string, path: string): ShellError {
  return new ShellError(`${path}: Invalid argument`, 1, 'command', `${prefix(sh)}${message}`);
}

function endsOf(sh: Shell, connection: Connection): Descriptor {
  let users = 0;
  const hold = () => {
    users++;
  };
  const drop = () => {
    if (--users === 0) connection.close();
  };
  sh.held.push(() => connection.close());
  const source: Source = { isatty: false, read: () => peek(connection), close: () => undefined, hold, drop };
  const sink: Sink = { isatty: false, write: (data) => deliver(connection, data), close: () => undefined, hold, drop };
  return { source, sink };
}

/** Takes what has come without waiting: answers the step that `recv` waits with at once. */
function peek(connection: Connection): string | undefined {
  const run = connection.recv(0);
  let step = run.next();
  while (!step.done) step = run.next(step.value.kind === 'until' ? step.value.ready() : undefined);
  if (step.value === 'timeout') return '';
  return typeof step.value === 'string' ? undefined : step.value.data;
}

function deliver(connection: Connection, data: string): 'ok' | 'broken' {
  const run = connection.send(data);
  let step = run.next();
  while (!step.done) step = run.next();
  return step.value === 'ok' ? 'ok' : 'broken';
}
