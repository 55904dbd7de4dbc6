import type {
  ContainerFact,
  EndpointFact,
  Facts,
  NetworkFact,
  NodeFact,
  Play,
  PortFact,
  RanFact,
  ServiceFact,
  Stage,
} from '../../src/course/index.ts';

/** A tiny world for tests of the course: who is on which network. Containers reach each other when they share one. */
export interface Toy {
  readonly networks: Readonly<
    Record<
      string,
      {
        readonly subnet: string;
        readonly driver?: string;
        readonly range?: string;
        readonly reserved?: readonly string[];
      }
    >
  >;
  readonly containers: Readonly<Record<string, ToyContainer>>;
  readonly ran: readonly RanFact[];
  readonly nodes?: readonly NodeFact[];
  readonly services?: readonly ServiceFact[];
}

export interface ToyContainer {
  readonly image: string;
  readonly host?: string;
  readonly on: Readonly<Record<string, string>>;
  readonly state?: ContainerFact['state'];
  readonly exitCode?: number;
  readonly ports?: readonly Omit<PortFact, 'container'>[];
  /** Ports on which it listens. */
  readonly listens?: readonly number[];
}

export const FRESH: Toy = { networks: { bridge: { subnet: '172.17.0.0/16' } }, containers: {}, ran: [] };

/** The first address of a subnet, raised by n: enough for /16 and /24 of the tests. */
const nth = (subnet: string, n: number) => subnet.replace(/0\/\d+$/, String(n));

export function toyFacts(toy: Toy): Facts {
  const running = (name: string) => (toy.containers[name]?.state ?? 'running') === 'running';
  const shared = (a: string, b: string) =>
    Object.keys(toy.containers[a]?.on ?? {}).filter((n) => toy.containers[b]?.on[n] !== undefined);
  const owner = (ip: string) => Object.entries(toy.containers).find(([, c]) => Object.values(c.on).includes(ip))?.[0];
  const lookUp = (from: string, name: string) =>
    shared(from, name).flatMap((n) => (n === 'bridge' ? [] : [toy.containers[name]?.on[n] ?? '']));
  return {
    networks: () =>
      Object.entries(toy.networks).map(
        ([name, n]): NetworkFact => ({
          id: name,
          name,
          driver: n.driver ?? 'bridge',
          scope: 'local',
          subnets: [n.subnet],
          ranges: n.range === undefined ? [] : [n.range],
          reserved: n.reserved ?? [],
          gateways: [nth(n.subnet, 1)],
          internal: false,
          attachable: false,
          predefined: name === 'bridge',
          options: {},
          labels: {},
        }),
      ),
    containers: () =>
      Object.entries(toy.containers).map(
        ([name, c]): ContainerFact => ({
          id: name,
          name,
          host: c.host ?? 'node1',
          image: c.image,
          state: c.state ?? 'running',
          exitCode: c.exitCode ?? 0,
          networkMode: 'bridge',
        }),
      ),
    endpoints: () =>
      Object.entries(toy.containers).flatMap(([container, c]) =>
        Object.entries(c.on).map(([network, ip]): EndpointFact => ({ container, network, ip, aliases: [] })),
      ),
    portBindings: () =>
      Object.entries(toy.containers).flatMap(([container, c]) => (c.ports ?? []).map((p) => ({ container, ...p }))),
    resolve: (from, name) => {
      if (!running(from)) return { kind: 'no-source' };
      const addresses = lookUp(from, name);
      return addresses.length > 0 ? { kind: 'ok', addresses } : { kind: 'noname' };
    },
    probe: (from, to) => {
      const isIp = /^\d/.test(to.host);
      const name = isIp ? owner(to.host) : lookUp(from, to.host).length > 0 ? to.host : undefined;
      if (name === undefined) return { kind: isIp ? 'timeout' : 'noname' };
      if (from !== name && !shared(from, name).some((n) => !isIp || toy.containers[name]?.on[n] === to.host))
        return { kind: 'timeout' };
      if (to.port !== undefined && !(toy.containers[name]?.listens ?? [80]).includes(to.port))
        return { kind: 'refused' };
      return { kind: 'reached' };
    },
    fetch: (from, { url, headers, times }) => {
      const [, host = '', port = '80'] = /^http:\/\/([^/:]+)(?::(\d+))?/.exec(url) ?? [];
      const name = /^\d/.test(host) ? owner(host) : lookUp(from, host).length > 0 ? host : undefined;
      const open = name !== undefined && (toy.containers[name]?.listens ?? []).includes(Number(port));
      if (!open) return [{ kind: 'failed', error: 'curl: (7) Failed to connect' }];
      const status = url.endsWith('/nosuch') ? 404 : 200;
      return Array.from({ length: times }, (_, i) => ({
        kind: 'answer' as const,
        status,
        text: `HTTP/1.1 ${status} OK\nServer: toy\n\nHostname: ${name}\nrequest ${i + 1}\n${headers.Host ?? ''}`,
      }));
    },
    nodes: () => toy.nodes ?? [],
    services: () => toy.services ?? [],
    ran: () => toy.ran,
  };
}

/** A few docker commands, enough to prove lessons about the toy world. */
export const toyPlay: Play = () => stageOf(FRESH);

export function stageOf(toy: Toy): Stage {
  return {
    facts: () => toyFacts(toy),
    play(line) {
      const [next, output, status] = run(toy, line);
      const ran: RanFact = { line, where: 'node1', status, output };
      return { stage: stageOf({ ...next, ran: [...next.ran, ran] }), output, status };
    },
  };
}

function run(toy: Toy, typed: string): [Toy, string, number] {
  const words = typed
    .replace(/^sudo /, '')
    .replace(/=/g, ' ')
    .split(/\s+/)
    .filter((w) => w !== 'container');
  const line = words.join(' ');
  const flag = (name: string) => words[words.indexOf(name) + 1] ?? '';
  const has = (name: string) => words.includes(name);
  const last = words.at(-1) ?? '';
  if (/^docker network (ls|connect|create|rm) --help$/.test(line)) return [toy, 'Usage:\n', 0];
  if (line.startsWith('docker network create')) {
    const subnet = has('--subnet') ? flag('--subnet') : `172.${17 + Object.keys(toy.networks).length}.0.0/16`;
    const name = words.slice(3).find((w, i, all) => !w.startsWith('-') && !all[i - 1]?.startsWith('--')) ?? last;
    return [{ ...toy, networks: { ...toy.networks, [name]: { subnet } } }, `${name}\n`, 0];
  }
  if (line.startsWith('docker run')) {
    const network = has('--network') ? flag('--network') : 'bridge';
    if (toy.networks[network] === undefined) return [toy, `network ${network} not found\n`, 125];
    const image = words.slice(2).find((w, i, all) => !w.startsWith('-') && !all[i - 1]?.startsWith('--')) ?? last;
    return [
      connect(
        { ...toy, containers: { ...toy.containers, [flag('--name')]: { image, on: {} } } },
        network,
        flag('--name'),
      ),
      'id\n',
      0,
    ];
  }
  if (line.startsWith('docker network connect')) return [connect(toy, words[3] ?? '', words[4] ?? ''), '', 0];
  if (line.startsWith('docker network rm')) {
    const { [last]: _, ...networks } = toy.networks;
    return [{ ...toy, networks }, `${last}\n`, 0];
  }
  if (line.startsWith('docker network ls')) return [toy, `${Object.keys(toy.networks).join('\n')}\n`, 0];
  return [toy, `bash: ${words[0]}: command not found\n`, 127];
}

function connect(toy: Toy, network: string, name: string): Toy {
  const [net, container] = [toy.networks[network], toy.containers[name]];
  if (net === undefined || container === undefined) return toy;
  const used = Object.values(toy.containers).filter((c) => c.on[network] !== undefined).length;
  return {
    ...toy,
    containers: {
      ...toy.containers,
      [name]: { ...container, on: { ...container.on, [network]: nth(net.subnet, used + 2) } },
    },
  };
}
