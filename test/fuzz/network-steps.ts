import { type Action, flags } from './action.ts';
import type { Chance } from './chance.ts';
import { change, joinable, type KnownNetwork, type Memory, networkOf, userNetworks } from './memory.ts';

const NAMES = ['app', 'back', 'front', 'db', 'lab', 'net2', 'net10', 'zone', 'my-net', 'mesh_1'];

const freeName = (m: Memory, c: Chance, names: readonly string[]): string | undefined =>
  c.any(names.filter((n) => !m.networks.some((x) => x.name === n)));

const OPTIONS = [
  'com.docker.network.bridge.enable_icc=false',
  'com.docker.network.bridge.enable_icc=true',
  'com.docker.network.bridge.enable_ip_masquerade=false',
  'com.docker.network.bridge.host_binding_ipv4=127.0.0.1',
  'com.docker.network.bridge.host_binding_ipv4=192.168.1.100',
  'com.docker.network.driver.mtu=1400',
  'com.docker.network.driver.mtu=9000',
  'com.docker.network.bridge.gateway_mode_ipv4=nat',
  'com.docker.network.bridge.gateway_mode_ipv4=routed',
  'com.docker.network.bridge.gateway_mode_ipv4=nat-unprotected',
  'com.docker.network.bridge.gateway_mode_ipv6=routed',
  'com.docker.network.bridge.gateway_mode_ipv6=nat-unprotected',
  'com.docker.network.bridge.inhibit_ipv4=true',
  'com.docker.network.container_iface_prefix=net',
  'com.docker.network.bridge.trusted_host_interfaces=eth0',
  'com.example.unknown=1',
];

interface Addressing {
  readonly words: string;
  readonly stem?: string;
  readonly stem6?: string;
}

function addressing(m: Memory, c: Chance): Addressing {
  const kind = c.below(10);
  m.made++;
  const stem = `10.${20 + c.below(40)}.${m.made}.`;
  if (kind < 3) return { words: '' };
  const subnet = `--subnet ${stem}0/24`;
  if (kind < 5) return { words: subnet, stem };
  if (kind < 6) return { words: flags(subnet, `--gateway ${stem}${c.one([1, 5, 254])}`), stem };
  if (kind < 7) return { words: flags(subnet, `--ip-range ${stem}${c.one(['0/26', '64/28', '128/25'])}`), stem };
  if (kind < 8) return { words: flags(subnet, `--aux-address host1=${stem}${c.one([2, 3, 20])}`), stem };
  if (kind < 9)
    return {
      words: flags(
        subnet,
        `--ip-range ${stem}${c.one(['16/28', '192/26'])}`,
        `--gateway ${stem}${c.one([1, 17, 200])}`,
        c.maybe(0.4) && `--aux-address a=${stem}18`,
      ),
      stem,
    };
  const stem6 = `fd00:${(0xa0 + m.made).toString(16)}::`;
  return { words: flags('--ipv6', `--subnet ${stem6}/64`, c.maybe(0.3) && `--gateway ${stem6}1`), stem6 };
}

const creation =
  (internalShare: number): Action =>
  (m, c) => {
    const name = freeName(m, c, NAMES);
    if (name === undefined) return undefined;
    const where = addressing(m, c);
    const internal = c.maybe(internalShare);
    const options = c.some(OPTIONS, 0.09).map((o) => `${c.one(['-o', '--opt'])} ${o}`);
    const command = flags(
      'docker network create',
      c.maybe(0.15) && c.one(['-d bridge', '--driver bridge', '--driver=bridge']),
      where.words,
      internal && '--internal',
      c.maybe(0.05) && '--attachable',
      c.maybe(0.12) && `--label ${c.one(['env=lab', 'team=net', 'only'])}`,
      c.maybe(0.06) && where.stem6 === undefined && '--ipv6',
      ...options,
      c.maybe(0.1) && `-o com.docker.network.bridge.name=br-${name.slice(0, 10)}`,
      name,
    );
    m.networks.push({
      name,
      driver: 'bridge',
      internal,
      ipv6: command.includes('--ipv6'),
      builtin: false,
      ...(where.stem === undefined ? {} : { stem: where.stem }),
      ...(where.stem6 === undefined ? {} : { stem6: where.stem6 }),
    });
    return command;
  };

/** docker network create with the options of the bridge driver. */
export const createBridge = creation(0.12);
export const createInternal = creation(0.8);

/** A network create that should be refused. */
export const createWrong: Action = (m, c) => {
  const old = c.any(userNetworks(m));
  const stem = old?.stem;
  return `docker network create ${c.one([
    'bridge',
    'host',
    'none',
    'default',
    old?.name ?? 'bridge',
    '',
    'a b',
    '-bad',
    'bad/name',
    "''",
    '--subnet 10.9.0.0/33 bad',
    '--subnet 10.9.0.5/24 odd',
    '--subnet 10.9.0.0 bad',
    '--subnet nonsense bad',
    '--gateway 10.9.0.1 bad',
    '--subnet 10.9.0.0/24 --gateway 10.8.0.1 bad',
    '--subnet 10.9.0.0/24 --ip-range 10.8.0.0/28 bad',
    '--subnet 10.9.0.0/24 --ip-range 10.9.0.0/20 bad',
    '--subnet 10.9.0.0/24 --aux-address x=10.8.0.1 bad',
    '--subnet 10.9.0.0/24 --aux-address nonsense bad',
    '--subnet 10.9.0.0/24 --gateway nonsense bad',
    '--subnet 10.9.0.0/24 --subnet 10.9.0.0/16 bad',
    '--subnet 10.9.0.0/24 --subnet 10.10.0.0/24 bad',
    '--subnet 172.17.0.0/16 bad',
    stem === undefined ? '--subnet 172.17.3.0/24 bad' : `--subnet ${stem}128/25 bad`,
    '--subnet 192.168.1.0/24 lan',
    '-d nosuch bad',
    '-d host bad',
    '-d null bad',
    '-d overlay bad',
    '--driver',
    '--nosuch bad',
    '-z bad',
    '--ipv4=false bad',
    '--ipv4=maybe bad',
    '--internal=maybe bad',
    '-o com.docker.network.bridge.enable_icc=maybe bad',
    '-o com.docker.network.driver.mtu=big bad',
    '-o com.docker.network.driver.mtu=-5 bad',
    '-o com.docker.network.bridge.name=docker0 bad',
    '-o com.docker.network.bridge.name=averylongname-for-a-link bad',
    '-o com.docker.network.bridge.gateway_mode_ipv4=isolated bad',
    '-o com.docker.network.bridge.gateway_mode_ipv4=what bad',
    '-o com.docker.network.bridge.host_binding_ipv4=what bad',
    '--scope swarm bad',
    '--scope what bad',
    '--ingress bad',
    '--config-only --subnet 10.77.0.0/24 conf',
    '--config-only --internal conf2',
    '--config-from nosuch bad',
    '--ipam-driver nosuch bad',
    '--label "" bad',
    '--subnet fd00:1::/64 bad',
    '--ipv6 --subnet fe80::/64 bad',
  ])}`;
};

const reference = (m: Memory, c: Chance): string =>
  c.maybe(0.85) ? (c.any(userNetworks(m))?.name ?? 'bridge') : c.one(['bridge', 'host', 'none', 'nope']);

/** docker network rm of one or several; memory forgets those nobody uses. */
export const removeNetwork: Action = (m, c) => {
  const names = [reference(m, c), ...(c.maybe(0.2) ? [reference(m, c)] : [])];
  const busy = (n: KnownNetwork) =>
    m.containers.some((x) => (x.state === 'running' || x.state === 'paused') && x.networks.includes(n.name));
  const gone = userNetworks(m).filter((n) => names.includes(n.name) && !busy(n));
  m.networks = m.networks.filter((n) => !gone.includes(n));
  return flags('docker network', c.one(['rm', 'rm', 'remove']), c.maybe(0.1) && '-f', ...names);
};

export const pruneNetworks: Action = (m, c) => {
  const filter = c.one([
    '',
    '',
    '',
    '--filter label=env=lab',
    '--filter until=1h',
    '--filter label!=only',
    '--filter nosuch=1',
  ]);
  if (filter === '')
    m.networks = m.networks.filter((n) => n.builtin || m.containers.some((x) => x.networks.includes(n.name)));
  return flags('docker network prune -f', filter);
};

const address = (n: KnownNetwork, c: Chance): string =>
  n.stem === undefined ? '172.18.0.77' : `${n.stem}${c.one([9, 10, 33, 66, 100, 129, 200, 201])}`;

/** docker network connect of a container to a network it is not on (mostly). */
export const connect: Action = (m, c) => {
  const box = c.any(m.containers);
  // Which network of a container comes first at its start is chance, and its mode's must be known by then.
  if (box === undefined || (box.state === 'created' && networkOf(m, box.mode)?.driver === 'overlay')) return undefined;
  const wrong = c.maybe(0.12);
  const free = joinable(m).filter((n) => !box.networks.includes(n.name));
  const net = wrong ? c.any(m.networks) : c.any(free);
  if (net === undefined) return undefined;
  const possible = !wrong && box.networks.length > 0;
  if (possible) change(m, box.name, { networks: [...box.networks, net.name] });
  const user = !net.builtin || c.maybe(0.1);
  return flags(
    'docker network connect',
    user && c.maybe(0.2) && `--alias ${c.one(['web2', 'cache', 'db,store', 'api'])}`,
    (net.stem !== undefined || c.maybe(0.1)) && c.maybe(0.3) && `--ip ${address(net, c)}`,
    net.stem6 !== undefined && c.maybe(0.3) && `--ip6 ${net.stem6}${c.one(['20', 'abc'])}`,
    c.maybe(0.12) && `--gw-priority ${c.one(['1', '100', '-1', '-5'])}`,
    c.maybe(0.06) && `--driver-opt ${c.one(['com.docker.network.endpoint.ifname=lan0', 'a=b', 'nonsense'])}`,
    c.maybe(0.04) && '--link-local-ip 169.254.8.8',
    net.name,
    c.maybe(0.03) ? 'nobody' : box.name,
    c.maybe(0.02) && 'more',
  );
};

export const disconnect: Action = (m, c) => {
  const box = c.any(m.containers.filter((x) => x.networks.length > 0));
  if (box === undefined) return undefined;
  const net = c.maybe(0.85) ? c.any(box.networks) : c.any(m.networks.map((n) => n.name));
  if (net === undefined || (net === 'bridge' && !box.networks.includes(net))) return undefined;
  change(m, box.name, { networks: box.networks.filter((n) => n !== net) });
  return flags('docker network disconnect', c.maybe(0.1) && '-f', net, c.maybe(0.04) ? 'nobody' : box.name);
};

const NETWORK_FORMATS = [
  "'{{.Name}} {{.Driver}} {{.Scope}} {{.Internal}} {{.EnableIPv6}}'",
  "'{{json .Options}} {{json .Labels}}'",
  "'{{json .IPAM}}'",
  "'{{range .Containers}}{{.IPv4Address}} {{end}}'",
  "'{{len .Containers}}'",
  "'{{(index .IPAM.Config 0).Subnet}} {{(index .IPAM.Config 0).Gateway}}'",
  "'{{range .IPAM.Config}}{{.Subnet}} {{.Gateway}}{{println}}{{end}}'",
  "'{{.Attachable}} {{.Ingress}} {{.ConfigOnly}} {{.EnableIPv4}}'",
  "'{{.Nosuch}}'",
  "'{{.Name'",
  '\'{{index .Options "com.docker.network.driver.mtu"}}\'',
];

export const inspectNetwork: Action = (m, c) => {
  const names = [reference(m, c), ...(c.maybe(0.15) ? [reference(m, c)] : [])];
  // Docker writes the members of one network in the order of their ids.
  const many = names.some((n) => m.containers.filter((x) => x.networks.includes(n)).length > 1);
  const format = c.one(many ? NETWORK_FORMATS.filter((f) => !f.includes('range .Containers')) : NETWORK_FORMATS);
  const how = c.maybe(0.55) ? '' : `${c.one(['-f', '--format'])} ${format}`;
  if (how === '' || c.maybe(0.8)) return flags('docker network inspect', how, c.maybe(0.05) && '-v', ...names);
  return flags('docker inspect', c.maybe(0.4) && '--type network', how, ...names);
};

export const listNetworks: Action = (m, c) =>
  flags(
    'docker network',
    c.one(['ls', 'ls', 'list']),
    c.one([
      '',
      '',
      '-q',
      '--no-trunc',
      '--filter driver=bridge',
      '--filter type=custom',
      '--filter type=builtin',
      '--filter dangling=true',
      '--filter dangling=false',
      '--filter label=env',
      '--filter label=env=lab',
      '--filter scope=local',
      `--filter name=${reference(m, c)}`,
      '--filter name=n',
      '--filter name=^b',
      '--filter type=what',
      '--filter dangling=what',
      '--filter nosuch=1',
      '--filter nosuch',
      '-f driver=null -f driver=host',
    ]),
    c.maybe(0.35) &&
      `--format ${c.one([
        "'{{.Name}}: {{.Driver}}'",
        "'table {{.Name}}\\t{{.Driver}}\\t{{.Internal}}'",
        "'{{.Name}} {{.IPv4}} {{.IPv6}} {{.Scope}}'",
        "'table {{.ID}}\\t{{.Labels}}'",
        "'{{.Nosuch}}'",
        "'{{upper .Name}}'",
        '\'{{.Label "env"}}|{{.Name}}\'',
        'raw',
      ])}`,
  );

/** Words that the network commands refuse. */
export const networkWrong: Action = (m, c) => {
  const box = c.any(m.containers)?.name ?? 'nobody';
  const net = networkOf(m, reference(m, c))?.name ?? 'nope';
  return c.one([
    'docker network',
    'docker network what',
    'docker network rm',
    'docker network connect',
    `docker network connect ${net}`,
    `docker network connect nope ${box}`,
    `docker network connect host ${box}`,
    `docker network connect none ${box}`,
    `docker network connect --ip 10.99.99.99 ${net} ${box}`,
    `docker network connect --ip nonsense ${net} ${box}`,
    `docker network connect --alias x bridge ${box}`,
    `docker network connect --gw-priority high ${net} ${box}`,
    `docker network connect --mac-address 02:00:00:00:00:01 ${net} ${box}`,
    `docker network disconnect ${net}`,
    `docker network disconnect nope ${box}`,
    `docker network disconnect ${net} nobody`,
    `docker network disconnect -f ${net} nobody`,
    `docker network disconnect host ${box}`,
    'docker network inspect',
    'docker network inspect nope',
    `docker network inspect nope ${net}`,
    `docker network inspect --nosuch ${net}`,
    'docker network ls extra',
    'docker network prune extra -f',
    `docker network rm bridge ${box}`,
    'docker network rm -f nope',
  ]);
};
