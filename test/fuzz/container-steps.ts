import { type Action, flags } from './action.ts';
import type { Chance } from './chance.ts';
import {
  begin,
  bridges,
  change,
  halt,
  joinable,
  type KnownContainer,
  type Memory,
  networkOf,
  running,
  stopped,
  type Tools,
} from './memory.ts';
import { ports } from './port-words.ts';

const NAMES = ['web', 'api', 'db', 'cache', 'client', 'c1', 'c2', 'box', 'my-app', 'x_1'];

interface Image {
  readonly image: string;
  readonly tools: Tools;
  readonly serves: boolean;
  readonly command: string;
}

const IMAGES: readonly Image[] = [
  { image: 'alpine', tools: 'busybox', serves: false, command: 'sleep infinity' },
  { image: 'alpine', tools: 'busybox', serves: false, command: 'sleep 1d' },
  { image: 'nginx', tools: 'slim', serves: true, command: '' },
  { image: 'nginx:alpine', tools: 'full', serves: true, command: '' },
  { image: 'traefik/whoami', tools: 'slim', serves: true, command: '' },
  { image: 'nicolaka/netshoot', tools: 'full', serves: false, command: 'sleep infinity' },
  { image: 'redis', tools: 'slim', serves: false, command: '' },
  { image: 'busybox', tools: 'busybox', serves: false, command: 'sleep 1000' },
];

const SYSCTLS = [
  'net.ipv4.ip_forward=1',
  'net.ipv6.conf.all.disable_ipv6=1',
  'net.ipv6.conf.all.disable_ipv6=0',
  'net.ipv4.ip_unprivileged_port_start=1024',
  'net.ipv4.icmp_echo_ignore_all=1',
];

const freeName = (m: Memory, c: Chance): string | undefined =>
  c.any(NAMES.filter((n) => !m.containers.some((x) => x.name === n)));

interface Attached {
  readonly words: string;
  readonly mode: string;
  readonly networks: readonly string[];
  readonly aliases: readonly string[];
  readonly shares?: string;
}

function attachment(m: Memory, c: Chance): Attached {
  const kind = c.below(20);
  const none = { aliases: [], networks: [] };
  if (kind < 4) return { words: '', mode: 'bridge', networks: ['bridge'], aliases: [] };
  if (kind === 4) return { words: '--network host', mode: 'host', ...none };
  if (kind === 5) return { words: c.one(['--network none', '--net none']), mode: 'none', ...none };
  const target = c.any(running(m));
  if (kind === 6 && target)
    return { words: `--network container:${target.name}`, mode: 'container', ...none, shares: target.name };
  const user = joinable(m).filter((n) => !n.builtin);
  const net = c.any(user);
  if (net === undefined) return { words: '', mode: 'bridge', networks: ['bridge'], aliases: [] };
  // Where the network of the mode is not yet here (an overlay) or not at all, it is chance which of the two is missed first.
  const second = net.driver === 'bridge' && c.maybe(0.1) ? c.any(user.filter((n) => n !== net)) : undefined;
  const aliases = c.maybe(0.15) ? [c.one(['www', 'backend', 'store', 'svc'])] : [];
  const ip = net.stem !== undefined && c.maybe(0.25) ? `${net.stem}${c.one([7, 8, 50, 70, 130, 196])}` : '';
  const ip6 = net.stem6 !== undefined && c.maybe(0.25) ? `${net.stem6}${(0x70 + m.made++).toString(16)}` : '';
  const long = second === undefined && c.maybe(0.08);
  const words = long
    ? `--network ${[
        `name=${net.name}`,
        ...aliases.map((a) => `alias=${a}`),
        ...(ip === '' ? [] : [`ip=${ip}`]),
        ...(c.maybe(0.3) ? ['gw-priority=2'] : []),
        ...(c.maybe(0.2) ? ['driver-opt=com.docker.network.endpoint.ifname=web0'] : []),
      ].join(',')}`
    : flags(
        `${c.one(['--network', '--network', '--net'])} ${net.name}`,
        second && `--network ${second.name}`,
        ...aliases.map((a) => `--network-alias ${a}`),
        ip !== '' && second === undefined && `--ip ${ip}`,
        ip6 !== '' && second === undefined && `--ip6 ${ip6}`,
      );
  return { words, mode: net.name, networks: second ? [net.name, second.name] : [net.name], aliases };
}

/** docker run or docker create of a container that should work. */
const make =
  (verb: 'run' | 'create'): Action =>
  (m, c) => {
    const name = freeName(m, c);
    if (name === undefined) return undefined;
    const image = c.one(IMAGES);
    const at = attachment(m, c);
    const published =
      at.networks.length > 0 && c.maybe(image.serves ? 0.45 : 0.1) ? ports(m, c) : { words: '', taken: [] };
    const onBridge = at.networks.length > 0;
    const peer = c.any(running(m).filter((x) => x.networks[0] === at.networks[0]));
    const removedAtEnd = c.maybe(0.05);
    const dns = at.mode !== 'container' && c.maybe(0.08) ? c.one(['1.1.1.1', '8.8.8.8', '192.168.1.1']) : undefined;
    const words = flags(
      verb === 'run'
        ? `docker${c.maybe(0.1) ? ' container' : ''} run -${c.one(['d', 'd', 'd', 'dit'])}`
        : 'docker create',
      removedAtEnd && '--rm',
      `--name ${name}`,
      at.words,
      published.words,
      at.mode !== 'container' &&
        c.maybe(0.12) &&
        `${c.one(['-h', '--hostname'])} ${c.one(['box1', 'srv.example.com', name])}`,
      dns && `--dns ${dns}`,
      at.mode !== 'container' && c.maybe(0.05) && `--dns-search ${c.one(['example.com', 'lab.local', '.'])}`,
      at.mode !== 'container' && c.maybe(0.04) && `--dns-opt ${c.one(['ndots:2', 'timeout:1'])}`,
      at.mode !== 'container' &&
        c.maybe(0.1) &&
        `--add-host ${c.one(['db.local:10.0.0.5', 'gw:host-gateway', 'six=fd00::9', 'a:1.2.3.4 --add-host b:1.2.3.5'])}`,
      onBridge && c.maybe(0.06) && '--mac-address 02:42:0a:0b:0c:0d',
      peer && at.mode === 'bridge' && c.maybe(0.3) && `--link ${peer.name}${c.one(['', ':target'])}`,
      peer && at.mode !== 'bridge' && onBridge && c.maybe(0.08) && `--link ${peer.name}:peer`,
      c.maybe(0.08) && `-e ${c.one(['A=1', 'MODE=test', 'EMPTY='])}`,
      c.maybe(0.07) && `${c.one(['-l', '--label'])} ${c.one(['tier=web', 'env=lab', 'only'])}`,
      !removedAtEnd && c.maybe(0.06) && `--restart ${c.one(['always', 'unless-stopped', 'on-failure:3', 'no'])}`,
      onBridge && c.maybe(0.06) && `--expose ${c.one(['9000', '53/udp', '7000-7002'])}`,
      c.maybe(0.03) && '--init',
      c.maybe(0.08) && c.one(['--cap-add NET_ADMIN', '--privileged', '--cap-drop NET_RAW', '--cap-drop ALL']),
      onBridge && c.maybe(0.05) && `--sysctl ${c.one(SYSCTLS)}`,
      c.maybe(0.03) && '--stop-timeout 1',
      c.maybe(0.03) && '-w /tmp',
      image.image,
      image.command,
    );
    const made: KnownContainer = {
      name,
      image: image.image,
      tools: image.tools,
      serves: image.serves,
      state: 'created',
      networks: at.networks,
      mode: at.mode,
      aliases: at.aliases,
      hostPorts: published.taken,
      shuffled: false,
      deaf: (dns === '1.1.1.1' || dns === '8.8.8.8') && networkOf(m, at.mode)?.builtin !== false,
      removedAtEnd,
      ...(at.shares === undefined ? {} : { shares: at.shares }),
    };
    m.containers.push(made);
    if (verb === 'run') begin(m, name);
    return words;
  };

export const run = make('run');
export const create = make('create');

const someone = (m: Memory, c: Chance): KnownContainer | undefined => c.any(m.containers);

export const stop: Action = (m, c) => {
  const box = c.any(running(m)) ?? someone(m, c);
  if (box === undefined) return undefined;
  halt(m, box.name);
  // With no time at all it is chance whether a program that heeds TERM ends by itself or is killed.
  const sleeps = box.tools === 'busybox' || box.image === 'nicolaka/netshoot';
  const patience = sleeps ? c.one(['-t 0', '-t 0', '-t 1', '--timeout 0']) : c.one(['', '-t 1', '--timeout 3']);
  return flags('docker stop', patience, box.name);
};

export const start: Action = (m, c) => {
  const box = c.maybe(0.9) ? c.any(stopped(m)) : someone(m, c);
  if (box === undefined) return undefined;
  if (box.state !== 'running') begin(m, box.name);
  return `docker start ${box.name}`;
};

export const restart: Action = (m, c) => {
  const box = someone(m, c);
  if (box === undefined || box.state === 'paused') return undefined;
  begin(m, box.name);
  return `docker restart -t 0 ${box.name}`;
};

export const pause: Action = (m, c) => {
  const box = c.maybe(0.85) ? c.any(running(m)) : someone(m, c);
  if (box === undefined) return undefined;
  if (box.state === 'running') change(m, box.name, { state: 'paused' });
  return `docker pause ${box.name}`;
};

export const unpause: Action = (m, c) => {
  const box = c.any(m.containers.filter((x) => x.state === 'paused')) ?? (c.maybe(0.3) ? someone(m, c) : undefined);
  if (box === undefined) return undefined;
  if (box.state === 'paused') change(m, box.name, { state: 'running' });
  return `docker unpause ${box.name}`;
};

export const kill: Action = (m, c) => {
  const box = c.maybe(0.85) ? c.any(running(m)) : someone(m, c);
  if (box === undefined) return undefined;
  const signal = c.one(['', '', '-s KILL', '--signal 9', '-s SIGKILL', '-s WHAT']);
  if (box.state === 'running' && signal !== '-s WHAT') halt(m, box.name);
  return flags('docker kill', signal, box.name);
};

export const remove: Action = (m, c) => {
  const box = c.maybe(0.6) ? c.any(stopped(m)) : someone(m, c);
  if (box === undefined) return undefined;
  const force = c.maybe(0.55);
  if (force || box.state === 'exited' || box.state === 'created') m.containers = m.containers.filter((x) => x !== box);
  return flags('docker rm', force && c.one(['-f', '-f', '--force', '-fv']), box.name, c.maybe(0.06) && 'nobody');
};

export const rename: Action = (m, c) => {
  const box = someone(m, c);
  if (box === undefined) return undefined;
  const to = c.maybe(0.85) ? freeName(m, c) : c.one([box.name, 'bad/name', '', someone(m, c)?.name ?? 'x']);
  if (to === undefined) return undefined;
  if (NAMES.includes(to) && !m.containers.some((x) => x.name === to)) change(m, box.name, { name: to });
  return flags('docker rename', box.name, to);
};

export const prune: Action = (m, c) => {
  const gone = stopped(m);
  if (gone.length === 0 && c.maybe(0.7)) return undefined;
  m.containers = m.containers.filter((x) => !gone.includes(x));
  // The order of removal is the order of a Go map, and the ids are random: only their number is asked for.
  return 'docker container prune -f | grep -c .';
};

/** Runs and life verbs that should be refused. */
export const containerWrong: Action = (m, c) => {
  const old = someone(m, c)?.name ?? 'nobody';
  const net = c.any(bridges(m))?.name ?? 'bridge';
  const stem = networkOf(m, net)?.stem ?? '10.9.9.';
  return c.one([
    `docker run -d --name ${old} alpine sleep 100`,
    'docker run -d --name bad/name alpine sleep 100',
    'docker run -d --name w1 --network nope alpine sleep 100',
    `docker run -d --name w2 --network ${net} --ip ${stem}1 alpine sleep 100`,
    `docker run -d --name w3 --network ${net} --ip 10.250.0.9 alpine sleep 100`,
    `docker run -d --name w4 --network ${net} --ip nonsense alpine sleep 100`,
    'docker run -d --name w5 --ip 172.17.0.9 alpine sleep 100',
    'docker run -d --name w6 --network-alias x alpine sleep 100',
    'docker run -d --name w7 --network container:nobody alpine sleep 100',
    `docker run -d --name w8 --network container:${old} -p 80:80 alpine sleep 100`,
    `docker run -d --name w9 --network container:${old} --hostname h alpine sleep 100`,
    'docker run -d --name w10 --network host -p 80:80 alpine sleep 100',
    'docker run -d --name w13 --link nobody alpine sleep 100',
    `docker run -d --name w14 --network ${net} --link ${old} --mac-address nonsense alpine sleep 100`,
    'docker run -d --name w15 --dns nonsense alpine sleep 100',
    'docker run -d --name w16 --add-host nonsense alpine sleep 100',
    'docker run -d --name w17 --add-host h:nonsense alpine sleep 100',
    'docker run -d --name w18 --restart what alpine sleep 100',
    'docker run -d --rm --restart always --name w19 alpine sleep 100',
    'docker run -d --name w20 alpine nosuchprogram',
    'docker run -d --name w21 --nosuch alpine',
    'docker run -d --name',
    'docker run',
    'docker run --rm alpine false',
    'docker run --rm alpine sh -c "echo out; echo err >&2; exit 7"',
    'docker run --rm alpine /etc',
    `docker run --rm --network ${net} alpine cat /etc/resolv.conf`,
    `docker run --rm --network ${net} alpine hostname -i`,
    'docker run --rm --network none alpine ip addr',
    'docker run --rm --network host alpine hostname',
    'docker run --rm alpine cat /etc/nosuch',
    `docker stop nobody ${old}`,
    'docker stop',
    'docker start nobody',
    'docker start',
    'docker restart nobody',
    'docker pause nobody',
    'docker kill nobody',
    'docker rm nobody',
    'docker rm -f nobody',
    'docker rename nobody other',
    'docker rename one',
    `docker exec ${old}`,
    'docker exec nobody true',
    `docker exec ${old} nosuchprogram`,
    `docker exec ${old} sh -c "exit 3"`,
    `docker exec -w /nosuch ${old} pwd`,
    `docker exec -e A=5 ${old} sh -c 'echo $A'`,
    `docker exec -it ${old} true`,
    `docker wait nobody`,
    'docker logs nobody',
    `docker top nobody`,
    `docker update --restart no ${old}`,
    'docker attach nobody',
    'docker inspect nobody',
    `docker inspect nobody ${old} -f '{{.Name}}'`,
    'docker port nobody',
    'docker ps extra',
    'docker ps --nosuch',
    'docker ps --filter nosuch=1',
    'docker ps --filter status=what',
    'docker container',
    'docker container what',
    'docker what',
  ]);
};
