import type { Daemon, DaemonOf } from '../../../engine/index.ts';
import {
  type Dial,
  dial,
  getaddrinfo,
  type Process,
  type Run,
  resolvConf,
  Transcript,
  textSource,
  wait,
} from '../../../os/index.ts';
import { machineBehind } from '../../lib/machines.ts';
import { LOCAL } from '../context/index.ts';
import { notSimulated } from '../format/index.ts';
import { CliError } from '../grammar/index.ts';
import { requestOf } from './requests.ts';

/** Why a request came to nothing: told with the request that was made. */
type Failure = (request: string) => CliError;

/** The daemon at an endpoint: the one of this machine, of another over ssh, or one whose every call tells why it cannot be reached. */
export function* connect(proc: Process, host: string, daemonOf: DaemonOf): Run<Daemon> {
  if (host === LOCAL) return daemonOf(proc, proc.host);
  const [, scheme = 'tcp', rest = ''] = /^(?:([a-z]+):\/\/)?(.*)$/s.exec(host) ?? [];
  if (scheme === 'unix') return unreachable(refused(host));
  if (scheme === 'tcp' || scheme === 'http') return unreachable(yield* overTcp(proc, rest));
  if (scheme === 'ssh') return yield* overSsh(proc, rest, daemonOf);
  throw new CliError(`Failed to initialize: unable to resolve docker endpoint: invalid bind address format: ${host}`);
}

/** client.ErrorConnectionFailed */
const refused =
  (host: string): Failure =>
  () =>
    new CliError(`Cannot connect to the Docker daemon at ${host}. Is the docker daemon running?`);

/** Any other failure is told as net/http tells it. */
const during =
  (base: string, why: string): Failure =>
  (request) =>
    new CliError(`error during connect: ${request.replace(/ \//, ` "${base}/v1.51/`)}": ${why}`);

/** A daemon whose every call fails so. */
function unreachable(failure: Failure): Daemon {
  const call =
    (method: string) =>
    (...args: readonly unknown[]): never => {
      throw failure(requestOf(method, args));
    };
  // whatever is asked of it, it answers with the same failure
  return new Proxy({} as Daemon, { get: (_, method) => (method === 'host' ? '' : call(String(method))) });
}

/** No dockerd of the lab listens on TCP: what is found out is how the attempt fails. */
function* overTcp(proc: Process, address: string): Run<Failure> {
  const [name, port] = hostPort(address);
  const url = `tcp://${name}:${port}`;
  const found = yield* getaddrinfo(proc, name, {});
  if (found.kind !== 'ok') {
    const why = found.kind === 'again' ? 'server misbehaving' : 'no such host';
    const [server] = resolvConf(proc.world, proc.fs).servers;
    return during(`http://${name}:${port}`, `dial tcp: lookup ${name} on ${server}:53: ${why}`);
  }
  const to = found.addresses[0] ?? '';
  const tried = yield* dial(proc, to, port);
  if (tried.kind === 'open')
    throw notSimulated(
      `docker -H ${url}`,
      'What answers there is no dockerd: those of the lab listen on their sockets alone.',
    );
  const words = WORDS[tried.kind];
  return words === undefined
    ? refused(url)
    : during(`http://${name}:${port}`, `dial tcp ${to}:${port}: connect: ${words}`);
}

/** Words of connect(2) for what is no refusal and no timeout. */
const WORDS: Readonly<Partial<Record<Dial['kind'], string>>> = {
  'no-route': 'network is unreachable',
  'net-unreachable': 'network is unreachable',
  'host-unreachable': 'no route to host',
  prohibited: 'permission denied',
  'too-long': 'message too long',
};

function hostPort(address: string): readonly [string, number] {
  const [, name = '', port] = /^(\[[^\]]*\]|[^:/]*)(?::(\d+))?/.exec(address) ?? [];
  return [name === '' ? 'localhost' : name.replace(/^\[|\]$/g, ''), port === undefined ? 2375 : Number(port)];
}

/** `docker -H ssh://…`: the client runs `docker system dial-stdio` over there; cli/connhelper of docker/cli. */
function* overSsh(proc: Process, address: string, daemonOf: DaemonOf): Run<Daemon> {
  const [, user, name = '', port] = /^(?:([^@]*)@)?([^:/]*)(?::(\d+))?/.exec(address) ?? [];
  const who = [...(user === undefined ? [] : ['-l', user]), ...(port === undefined ? [] : ['-p', port])];
  const argv = ['ssh', '-o', 'ConnectTimeout=30', '-T', ...who, '--', name, 'docker', 'system', 'dial-stdio'];
  const said = new Transcript();
  const base = 'http://docker.example.com';
  let status: number;
  try {
    status = yield* wait(proc.spawn({ argv, stdin: textSource(''), stderr: said.sink(2) }));
  } catch {
    return unreachable(during(base, 'exec: "ssh": executable file not found in $PATH'));
  }
  const machine = yield* machineBehind(proc, name);
  if (status === 0 && machine !== undefined) return daemonOf(proc, machine);
  const advice = 'make sure the URL is valid, and Docker 18.09 or later is installed on the remote host';
  const command = argv.join(' ');
  return unreachable(
    during(
      base,
      `command [${command}] has exited with exit status ${status}, ${advice}: stderr=${said.text().trimEnd()}`,
    ),
  );
}
