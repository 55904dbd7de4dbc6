import { dial, getaddrinfo, type Process, type Program, type Run, write } from '../../os/index.ts';
import { guarded, notSimulated, quit } from '../lib/answer.ts';
import { has, optionOf } from '../lib/getopt.ts';
import { accept, bindSocket, closeSocket } from '../lib/listen.ts';
import { integer } from '../lib/numbers.ts';
import { pump } from '../lib/pump.ts';
import { servicePort } from '../lib/services.ts';
import { appletOptions, farEnd, firstAddress, showUsage } from './applet.ts';
import { connectError } from './wget.ts';

/** nc of BusyBox, the small one that Debian builds. */
export const nc: Program = (proc) => guarded(run(proc));

function* run(proc: Process): Run<number> {
  const parsed = appletOptions('nc', proc.argv.slice(1), { short: '+lp:w:i:f:e:' });
  for (const name of ['e', 'f', 'i'])
    if (has(parsed, name)) notSimulated(`nc -${name}`, 'nc [-l -p PORT] [-w SEC] HOST PORT');
  const seconds = optionOf(parsed, 'w');
  const wait =
    seconds === undefined ? undefined : (integer(seconds) ?? quit(`nc: invalid number '${seconds}'`, 1)) * 1000;
  if (has(parsed, 'l')) return yield* serve(proc, Number(optionOf(parsed, 'p') ?? 0), wait);
  const [host, port] = parsed.operands;
  if (host === undefined || port === undefined) showUsage('nc');
  const number = integer(port) ?? servicePort(port) ?? quit(`nc: bad port '${port}'`, 1);
  const found = yield* getaddrinfo(proc, host);
  if (found.kind !== 'ok') quit(`nc: bad address '${host}'`, 1);
  const ip = firstAddress(found.addresses);
  const result = yield* dial(proc, ip, number, wait === undefined ? {} : { timeout: wait });
  if (result.kind === 'timeout' && wait !== undefined) quit('nc: timed out', 1);
  if (result.kind !== 'open') quit(`nc: can't connect to remote host${farEnd(ip)}: ${connectError(result.kind)}`, 1);
  yield* pump(proc, result.connection, { atEnd: 'shutdown', idle: undefined });
  result.connection.close();
  return 0;
}

function* serve(proc: Process, port: number, wait: number | undefined): Run<number> {
  const socket = bindSocket(proc, 'tcp', '::', port, 'nc');
  if ('error' in socket) return quit(`nc: bind: ${socket.error}`, 1);
  if (port === 0) yield* write(`${socket.port}\n`, 2);
  const connection = yield* accept(proc, socket, wait);
  closeSocket(proc, socket);
  if (!connection) return quit('nc: timed out', 1);
  yield* pump(proc, connection, { atEnd: 'listen', idle: undefined });
  connection.close();
  return 0;
}

/** telnet of BusyBox. */
export const telnet: Program = (proc) => guarded(call(proc));

function* call(proc: Process): Run<number> {
  const parsed = appletOptions('telnet', proc.argv.slice(1), { short: 'al:' });
  const [host, port = '23'] = parsed.operands;
  if (host === undefined) showUsage('telnet');
  const number = integer(port) ?? servicePort(port, 'tcp') ?? quit(`telnet: bad port '${port}'`, 1);
  const found = yield* getaddrinfo(proc, host);
  if (found.kind !== 'ok') quit(`telnet: bad address '${host}'`, 1);
  const ip = firstAddress(found.addresses);
  const result = yield* dial(proc, ip, number);
  if (result.kind !== 'open')
    quit(`telnet: can't connect to remote host${farEnd(ip)}: ${connectError(result.kind)}`, 1);
  const live = proc.isatty(1);
  if (live) yield* write(`Connected to ${host}\r\n`);
  const ended = yield* pump(proc, result.connection, { atEnd: 'stop', idle: undefined });
  result.connection.close();
  if (ended === 'eof' || ended === 'reset') yield* write(live ? 'Connection closed by foreign host\r\n' : '');
  // output to a pipe is buffered: what telnet says itself comes after what it copied
  if (!live) yield* write(`EOF on read from foreign host\nConnected to ${host}\n`);
  return 0;
}
