import { isIpv6, parseIp } from '../../base/index.ts';
import { udpSend } from '../../net/index.ts';
import {
  dial,
  GAI_TEXT,
  getaddrinfo,
  getnameinfo,
  type Process,
  type Program,
  type Run,
  sleep,
  write,
} from '../../os/index.ts';
import { connectError } from '../busybox/wget.ts';
import { guarded, notSimulated, quit } from '../lib/answer.ts';
import { getopt, has, optionOf, type Parsed } from '../lib/getopt.ts';
import { accept, bindSocket, closeSocket, receiveFrom } from '../lib/listen.ts';
import { integer } from '../lib/numbers.ts';
import { pump } from '../lib/pump.ts';
import { serviceName, servicePort } from '../lib/services.ts';

const USAGE = `usage: nc [-46CDdFhklNnrStUuvZz] [-I length] [-i interval] [-M ttl]
	  [-m minttl] [-O length] [-P proxy_username] [-p source_port]
	  [-q seconds] [-s sourceaddr] [-T keyword] [-V rtable] [-W recvlimit]
	  [-w timeout] [-X proxy_protocol] [-x proxy_address[:port]]
	  [destination] [port]`;

interface Choice {
  readonly parsed: Parsed;
  readonly udp: boolean;
  readonly verbose: boolean;
  readonly numeric: boolean;
  /** Milliseconds of -w. */
  readonly wait: number | undefined;
  readonly family: 4 | 6 | undefined;
}

/** nc of netcat-openbsd, as Debian ships it. */
export const nc: Program = (proc) => guarded(run(proc));

function* run(proc: Process): Run<number> {
  const parsed = getopt(proc.argv.slice(1), { short: '46bCDdFhI:i:klM:m:NnO:P:p:q:rSs:T:tUuV:vW:w:X:x:Zz' });
  if ('error' in parsed) quit(`nc: ${parsed.error}\n${USAGE}`, 1);
  for (const name of ['U', 'x', 'X', 'F', 'i', 'I', 'O', 'T', 'M', 'm', 'W'])
    if (has(parsed, name)) notSimulated(`nc -${name}`, 'nc -l -k -z -u -v -w -n -N -p -s');
  if (has(parsed, 'h')) quit(USAGE, 0);
  const seconds = optionOf(parsed, 'w');
  const wait =
    seconds === undefined ? undefined : (integer(seconds) ?? quit(`nc: timeout invalid: ${seconds}`, 1)) * 1000;
  const choice: Choice = {
    parsed,
    udp: has(parsed, 'u'),
    verbose: has(parsed, 'v'),
    numeric: has(parsed, 'n'),
    wait,
    family: has(parsed, '4') ? 4 : has(parsed, '6') ? 6 : undefined,
  };
  const [first, second, extra] = parsed.operands;
  if (extra !== undefined) quit(USAGE, 1);
  if (has(parsed, 'l')) {
    const port = second ?? optionOf(parsed, 'p') ?? first;
    if (port === undefined) quit(USAGE, 1);
    const host =
      second === undefined && optionOf(parsed, 'p') === undefined ? undefined : first === port ? undefined : first;
    return yield* server(proc, choice, host, portOf(port, choice));
  }
  if (first === undefined || second === undefined) quit(USAGE, 1);
  let status = 1;
  for (const port of portList(second, choice)) {
    if ((yield* client(proc, choice, first, port)) === 0) {
      status = 0;
      if (!has(parsed, 'z')) break;
    }
  }
  return status;
}

function portOf(text: string, choice: Choice): number {
  const n = integer(text) ?? servicePort(text, choice.udp ? 'udp' : 'tcp');
  if (n === undefined) return quit(`nc: port number invalid: ${text}`, 1);
  return n >= 1 && n <= 65535 ? n : quit(`nc: port number ${n < 1 ? 'too small' : 'too large'}: ${text}`, 1);
}

function portList(text: string, choice: Choice): number[] {
  const range = /^(\d+)-(\d+)$/.exec(text);
  if (!range) return [portOf(text, choice)];
  const [low, high] = [portOf(range[1] ?? '', choice), portOf(range[2] ?? '', choice)].sort((a, b) => a - b);
  return Array.from({ length: (high ?? 0) - (low ?? 0) + 1 }, (_, i) => (low ?? 0) + i);
}

/** `web (172.18.0.2)`, or the number alone. */
function named(host: string, ip: string, choice: Choice): string {
  return choice.numeric || parseIp(host) !== undefined ? host : `${host} (${ip})`;
}

function* client(proc: Process, choice: Choice, host: string, port: number): Run<number> {
  const found =
    choice.numeric && parseIp(host) === undefined
      ? ({ kind: 'noname' } as const)
      : yield* getaddrinfo(proc, host, choice.family === undefined ? {} : { family: choice.family });
  if (found.kind !== 'ok') quit(`nc: getaddrinfo for host "${host}" port ${port}: ${GAI_TEXT[found.kind]}`, 1);
  const proto = choice.udp ? 'udp' : 'tcp';
  for (const ip of found.addresses) {
    if (choice.udp) return yield* datagrams(proc, choice, host, ip, port);
    const source = optionOf(choice.parsed, 's');
    const result = yield* dial(proc, ip, port, {
      ...(choice.wait === undefined ? {} : { timeout: choice.wait }),
      ...(source === undefined ? {} : { src: source }),
    });
    if (result.kind !== 'open') {
      const late = result.kind === 'timeout' && choice.wait !== undefined;
      if (choice.verbose)
        yield* write(
          `nc: connect to ${named(host, ip, choice)} port ${port} (${proto}) ${late ? 'timed out: Operation now in progress' : `failed: ${connectError(result.kind)}`}\n`,
          2,
        );
      continue;
    }
    if (choice.verbose || has(choice.parsed, 'z')) yield* write(success(host, ip, port, proto, choice), 2);
    if (!has(choice.parsed, 'z')) {
      const quitAfter = optionOf(choice.parsed, 'q');
      yield* pump(proc, result.connection, {
        atEnd: has(choice.parsed, 'N')
          ? 'shutdown'
          : quitAfter === undefined
            ? 'listen'
            : Number(quitAfter) < 0
              ? 'listen'
              : 'shutdown',
        idle: choice.wait,
        deaf: has(choice.parsed, 'd'),
      });
    }
    result.connection.close();
    return 0;
  }
  return 1;
}

function success(host: string, ip: string, port: number, proto: 'tcp' | 'udp', choice: Choice): string {
  const service = choice.numeric ? '*' : (serviceName(port, proto) ?? '*');
  return `Connection to ${named(host, ip, choice)} ${port} port [${proto}/${service}] succeeded!\n`;
}

/** UDP: what comes in goes out as datagrams; -z sends a few and sees whether anybody objects. */
function* datagrams(proc: Process, choice: Choice, host: string, ip: string, port: number): Run<number> {
  const socket = bindSocket(
    proc,
    'udp',
    isIpv6(ip) ? '::' : '0.0.0.0',
    Number(optionOf(choice.parsed, 'p') ?? 0),
    'nc',
  );
  if ('error' in socket) quit(`nc: ${socket.error}`, 1);
  const send = (data: string) =>
    proc.transact((tx) => udpSend(tx, proc.netns, { dst: ip, dport: port, sport: socket.port, data, pid: proc.pid }))
      .kind;
  if (has(choice.parsed, 'z')) {
    for (let i = 0; i < 4; i++) {
      const kind = send('X');
      yield* sleep(i === 0 ? 10 : 1000);
      if (kind !== 'sent') {
        closeSocket(proc, socket);
        return 1;
      }
    }
    yield* write(success(host, ip, port, 'udp', choice), 2);
    closeSocket(proc, socket);
    return 0;
  }
  if (choice.verbose) yield* write(success(host, ip, port, 'udp', choice), 2);
  yield* talk(proc, choice, socket, { data: '', from: { ip, port } }, send);
  closeSocket(proc, socket);
  return 0;
}

type Peer = { readonly data: string; readonly from: { readonly ip: string; readonly port: number } };

function* talk(
  proc: Process,
  choice: Choice,
  socket: Exclude<ReturnType<typeof bindSocket>, { readonly error: string }>,
  first: Peer,
  send: (data: string) => string,
): Run<void> {
  let ended = false;
  yield* write(first.data);
  for (;;) {
    const data = ended ? '' : proc.stdin.read();
    if (data === undefined) ended = true;
    else if (data !== '' && send(data) === 'refused') return;
    const got = yield* receiveFrom(proc, socket, ended ? choice.wait : 20);
    if (got) yield* write(got.data);
    else if (ended) return;
  }
}

function* server(proc: Process, choice: Choice, given: string | undefined, port: number): Run<number> {
  const host = given ?? optionOf(choice.parsed, 's');
  const found = host === undefined ? undefined : yield* getaddrinfo(proc, host, { family: choice.family ?? 4 });
  if (found !== undefined && found.kind !== 'ok')
    quit(`nc: getaddrinfo for host "${host}" port ${port}: ${GAI_TEXT[found.kind]}`, 1);
  const ip = found?.addresses[0] ?? (choice.family === 6 ? '::' : '0.0.0.0');
  const socket = bindSocket(proc, choice.udp ? 'udp' : 'tcp', ip, port, 'nc', { reuseport: true });
  if ('error' in socket) return quit(`nc: ${socket.error}`, 1);
  if (choice.verbose) yield* write(`${choice.udp ? 'Bound' : 'Listening'} on ${ip} ${port}\n`, 2);
  do {
    if (choice.udp) {
      const first = yield* receiveFrom(proc, socket);
      if (!first) break;
      if (choice.verbose)
        yield* write(`Connection received on ${yield* peerName(proc, choice, first.from.ip)} ${first.from.port}\n`, 2);
      yield* talk(
        proc,
        choice,
        socket,
        first,
        (data) =>
          proc.transact((tx) =>
            udpSend(tx, proc.netns, { dst: first.from.ip, dport: first.from.port, sport: port, data, pid: proc.pid }),
          ).kind,
      );
    } else {
      const connection = yield* accept(proc, socket);
      if (!connection) break;
      if (choice.verbose)
        yield* write(
          `Connection received on ${yield* peerName(proc, choice, connection.peer.ip)} ${connection.peer.port}\n`,
          2,
        );
      yield* pump(proc, connection, {
        atEnd: has(choice.parsed, 'N') ? 'shutdown' : 'listen',
        idle: choice.wait,
        deaf: has(choice.parsed, 'd'),
      });
      connection.close();
    }
  } while (has(choice.parsed, 'k'));
  closeSocket(proc, socket);
  return 0;
}

function* peerName(proc: Process, choice: Choice, ip: string): Run<string> {
  if (choice.numeric) return ip;
  return (yield* getnameinfo(proc, ip)) ?? ip;
}
