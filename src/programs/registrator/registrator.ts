import { civilOf, clockOf, twoDigits } from '../../base/index.ts';
import { type ContainerJSON, type Daemon, daemonOf } from '../../engine/index.ts';
import { dial, err, getaddrinfo, hostname, type Process, type Program, type Run, sleep, stat } from '../../os/index.ts';

/** How often it looks for what the events of Docker would tell it, ms. */
const PACE = 500;

interface Service {
  readonly ID: string;
  readonly Name: string;
  readonly Address: string;
  readonly Port: number;
  readonly Tags: readonly string[];
}

/** registrator: registers what containers publish (`-internal`: what they expose) at a Consul agent, through Docker's socket. */
export const registrator: Program = function* (proc) {
  const words = proc.argv.slice(1);
  const internal = words.includes('-internal');
  const given = words.indexOf('-ip');
  const uri = /^consul:\/\/([^:/]+)(?::(\d+))?/.exec(words.at(-1) ?? '');
  const say = (text: string) => err(`${stamp(proc.now)} ${text}`);
  yield* say('Starting registrator v7 ...');
  if (!uri) {
    yield* say(`unrecognized adapter: ${words.at(-1) ?? ''}`);
    return 1;
  }
  if (!stat(proc.world, proc.fs, '/tmp/docker.sock')) {
    yield* say('dial unix /tmp/docker.sock: connect: no such file or directory');
    return 1;
  }
  const consul: Target = { host: uri[1] ?? '', port: Number(uri[2] ?? 8500) };
  yield* say(`Using consul adapter: ${words.at(-1)}`);
  for (let tries = 0; ; tries++) {
    const leader = yield* request(proc, consul, 'GET', '/v1/status/leader');
    if (leader !== undefined) {
      yield* say(`consul: current leader  ${leader.replaceAll('"', '')}`);
      break;
    }
    yield* say(`Connecting to backend (${tries}/0)`);
    yield* sleep(2000);
  }
  yield* say('Listening for Docker events ...');
  const daemon = daemonOf(proc, proc.host);
  const known = new Map<string, readonly Service[]>();
  for (;;) {
    const running = daemon.containerList({ all: false }).map((c) => c.Id);
    for (const id of [...known.keys()].filter((k) => !running.includes(k))) {
      for (const s of known.get(id) ?? []) {
        yield* request(proc, consul, 'PUT', `/v1/agent/service/deregister/${s.ID}`);
        yield* say(`removed: ${id.slice(0, 12)} ${s.ID}`);
      }
      known.delete(id);
    }
    for (const id of running.filter((r) => !known.has(r)).reverse()) {
      const ip = given < 0 ? undefined : words[given + 1];
      const services = yield* servicesOf(proc, daemon, id, internal, ip);
      known.set(id, services);
      for (const s of services) {
        yield* request(proc, consul, 'PUT', '/v1/agent/service/register', JSON.stringify(s));
        yield* say(`added: ${id.slice(0, 12)} ${s.ID}`);
      }
      if (services.length === 0) yield* say(`ignored: ${id.slice(0, 12)} no published ports`);
    }
    yield* sleep(PACE);
  }
};

/** `2026/01/05 09:00:00` */
function stamp(at: number): string {
  const civil = civilOf(at);
  return `${civil.year}/${twoDigits(civil.month)}/${twoDigits(civil.day)} ${clockOf(civil)}`;
}

interface Target {
  readonly host: string;
  readonly port: number;
}

/** One request to the agent; its answer, undefined when there is none. */
function* request(proc: Process, to: Target, method: string, path: string, body = ''): Run<string | undefined> {
  const found = yield* getaddrinfo(proc, to.host);
  if (found.kind !== 'ok') return undefined;
  const dialed = yield* dial(proc, found.addresses[0] ?? '', to.port, { timeout: 5000 });
  if (dialed.kind !== 'open') return undefined;
  yield* dialed.connection.send(
    `${method} ${path} HTTP/1.1\r\nHost: ${to.host}:${to.port}\r\nConnection: close\r\nContent-Length: ${body.length}\r\n\r\n${body}`,
  );
  let text = '';
  for (;;) {
    const got = yield* dialed.connection.recv(5000);
    if (typeof got === 'string') break;
    text += got.data;
  }
  dialed.connection.close();
  return text.includes('\r\n\r\n') ? text.slice(text.indexOf('\r\n\r\n') + 4) : undefined;
}

/** The services of a container, one a port; bridge.go of registrator. */
function* servicesOf(
  proc: Process,
  daemon: Daemon,
  id: string,
  internal: boolean,
  hostIp: string | undefined,
): Run<readonly Service[]> {
  const c = daemon.containerInspect(id);
  const meta = metadata(c);
  const image = (c.Config.Image ?? '').replace(/^.*\//, '').replace(/:.*$/, '');
  const me = hostname(proc.world, proc);
  const own = yield* getaddrinfo(proc, me);
  const published = Object.entries(c.NetworkSettings.Ports ?? {}).flatMap(([port, bindings]) => {
    if (internal) return [{ port, address: c.NetworkSettings.IPAddress ?? '', at: Number(port.split('/')[0]) }];
    return (bindings ?? [])
      .filter((b) => !b.HostIp.includes(':'))
      .map((b) => {
        const any = b.HostIp === '0.0.0.0' && own.kind === 'ok' ? (own.addresses[0] ?? '') : b.HostIp;
        return { port, address: hostIp ?? any, at: Number(b.HostPort) };
      });
  });
  return published
    .map(({ port, address, at }): Service | undefined => {
      const [number = '', proto = 'tcp'] = port.split('/');
      const of = (key: string) => meta[`SERVICE_${number}_${key}`] ?? meta[`SERVICE_${key}`];
      if (of('IGNORE')) return undefined;
      const several = published.length > 1 && meta[`SERVICE_${number}_NAME`] === undefined;
      const tags = (of('TAGS') ?? '').split(',').filter((t) => t !== '');
      return {
        ID: `${me}:${c.Name.slice(1)}:${number}${proto === 'udp' ? ':udp' : ''}`,
        Name: `${of('NAME') ?? image}${several ? `-${number}` : ''}`,
        Address: address,
        Port: at,
        Tags: proto === 'udp' ? [...tags, 'udp'] : tags,
      };
    })
    .filter((s) => s !== undefined);
}

/** What a container says of its services: SERVICE_… of its environment and labels. */
function metadata(c: ContainerJSON): Readonly<Record<string, string>> {
  const env = (c.Config.Env ?? []).map((e): [string, string] => {
    const at = e.indexOf('=');
    return [e.slice(0, at), e.slice(at + 1)];
  });
  return Object.fromEntries(
    [...env, ...Object.entries(c.Config.Labels ?? {})].filter(([k]) => k.startsWith('SERVICE_')),
  );
}
