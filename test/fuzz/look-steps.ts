import { type Action, flags, settled } from './action.ts';
import type { Chance } from './chance.ts';
import { bridges, type KnownContainer, type Memory, networkOf, running } from './memory.ts';
import { PORT_ERRORS } from './port-words.ts';

const CONTAINER_FORMATS = [
  "'{{json .NetworkSettings.Networks}}'",
  "'{{json .NetworkSettings.Ports}}'",
  "'{{json .HostConfig.PortBindings}}'",
  "'{{.HostConfig.NetworkMode}}'",
  "'{{.State.Status}} {{.State.Running}} {{.State.Paused}} {{.State.ExitCode}}'",
  "'{{.NetworkSettings.IPAddress}}|{{.NetworkSettings.Gateway}}|{{.NetworkSettings.IPPrefixLen}}'",
  "'{{range .NetworkSettings.Networks}}{{.IPAddress}} {{end}}'",
  "'{{range $k, $v := .NetworkSettings.Networks}}{{$k}}={{$v.IPAddress}}/{{$v.IPPrefixLen}} gw {{$v.Gateway}}{{println}}{{end}}'",
  "'{{range $k, $v := .NetworkSettings.Networks}}{{$k}} {{json $v.IPAMConfig}} {{json $v.Aliases}} {{$v.GwPriority}}{{println}}{{end}}'",
  "'{{range .NetworkSettings.Networks}}{{json .DNSNames}}{{end}}'",
  "'{{.Config.Hostname}} {{.Config.Domainname}} {{.Config.Image}} {{json .Config.Cmd}}'",
  "'{{json .HostConfig.Dns}} {{json .HostConfig.DnsSearch}} {{json .HostConfig.DnsOptions}} {{json .HostConfig.ExtraHosts}}'",
  "'{{json .HostConfig.RestartPolicy}} {{.RestartCount}}'",
  "'{{json .HostConfig.Links}} {{json .Config.ExposedPorts}} {{json .Config.Labels}}'",
  "'{{.Name}} {{.Path}} {{json .Args}} {{.Driver}} {{.Platform}}'",
  "'{{json .Config.Env}}'",
  "'{{.Nosuch}}'",
  "'{{.State.Nosuch}}'",
  "'{{.State'",
];

const state = (m: Memory, c: Chance): KnownContainer | undefined => c.any(m.containers);

export const inspectContainer: Action = (m, c) => {
  const box = state(m, c);
  if (box === undefined) return undefined;
  const whole = c.one([
    `docker inspect ${box.name} | jq '.[0].NetworkSettings | del(.SandboxID, .SandboxKey)'`,
    `docker inspect ${box.name} | jq '.[0].State | del(.Pid)'`,
    `docker inspect ${box.name} | jq '.[0].Config'`,
    `docker inspect -f '{{json .NetworkSettings.Networks}}' ${box.name} | jq .`,
  ]);
  if (c.maybe(0.25)) return whole;
  return flags(
    c.one(['docker inspect', 'docker inspect', 'docker container inspect', 'docker inspect --type container']),
    `${c.one(['-f', '--format'])} ${c.one(CONTAINER_FORMATS)}`,
    box.name,
    c.maybe(0.12) && state(m, c)?.name,
  );
};

export const ps: Action = (m, c) => {
  const box = state(m, c)?.name ?? 'web';
  const net = c.any(bridges(m))?.name ?? 'bridge';
  const several = m.containers.some((x) => x.networks.length > 1);
  return flags(
    c.one(['docker ps', 'docker ps', 'docker container ls', 'docker container ps']),
    c.one(['', '-a', '-a', '-q', '-aq', '-l', '-n 2', '-a --no-trunc']),
    c.one([
      '',
      '',
      '',
      `--filter name=${box}`,
      `--filter network=${net}`,
      '--filter status=running',
      '--filter status=exited',
      '--filter status=paused',
      '--filter status=created -a',
      '--filter label=tier=web',
      '--filter ancestor=nginx',
      '--filter publish=80',
      '--filter expose=80',
      '--filter exited=0',
      '--filter exited=137',
      '--filter health=none',
      `--filter before=${box}`,
      `--filter since=${box}`,
      '--filter volume=x',
    ]),
    c.maybe(0.5) &&
      `--format ${c.one([
        "'{{.Names}} {{.Status}}'",
        "'table {{.Names}}\\t{{.Image}}\\t{{.Ports}}'",
        "'{{.Names}}: {{.Ports}}'",
        several ? "'{{.Names}} {{.State}}'" : "'{{.Names}} {{.Networks}}'",
        "'table {{.Names}}\\t{{.State}}\\t{{.Command}}'",
        '\'{{.Names}} {{.Labels}} {{.Label "tier"}}\'',
        "'{{.Nosuch}}'",
        "'{{json .Names}} {{json .Image}}'",
      ])}`,
  );
};

export const port: Action = (m, c) => {
  const box = c.any(m.containers.filter((x) => x.hostPorts.length > 0)) ?? state(m, c);
  if (box === undefined) return undefined;
  return flags('docker port', box.name, c.one(['', '', '', '80', '80/tcp', '80/udp', '81', 'abc']));
};

/** Programs that show a container's own network. */
export const view: Action = (m, c) => {
  const box = c.any(running(m).filter((x) => x.mode !== 'host' && x.mode !== 'container'));
  if (box === undefined) return undefined;
  const common = [
    'cat /etc/resolv.conf',
    'hostname',
    'cat /etc/hostname',
    ...(box.shuffled ? [] : ['cat /etc/hosts', 'hostname -i']),
  ];
  const net = [
    'ip addr',
    'ip -o -4 addr show',
    'ip route',
    'ip link',
    'ip -6 route',
    'ip addr show eth0',
    'ip link show eth1',
    'ip route get 8.8.8.8',
    'ip -4 addr show dev eth0',
  ];
  const busybox = ['ifconfig eth0', 'route -n', 'netstat -rn', 'ip nosuch', 'ip addr show nosuch'];
  const full = ['ip -br addr', 'ip -j route', 'ip neigh', 'ss -ltn', 'ip -d link show eth0', 'ip -s link show lo'];
  const pool =
    box.tools === 'slim' || box.shuffled
      ? common
      : box.tools === 'busybox'
        ? [...common, ...net, ...busybox]
        : [...common, ...net, ...full];
  return `docker exec ${box.name} ${c.one(pool)}`;
};

/** The way out of a container, or that there is none. */
export const routes: Action = (m, c) => {
  const box = c.any(running(m).filter((x) => x.tools !== 'slim' && x.networks.length > 0 && !x.shuffled));
  return box && `docker exec ${box.name} ${c.one(['ip route', 'ip -6 route', 'ip addr'])}`;
};

/** Names of others and wrong ones: what a container may ask for. */
function targets(m: Memory, box: KnownContainer, c: Chance): string {
  const near = running(m).filter((x) => x !== box && x.networks.some((n) => box.networks.includes(n)));
  const far = running(m).filter((x) => x !== box && !near.includes(x));
  const one = c.maybe(0.7) || !m.outside ? c.any(near) : c.any(far);
  const unknown = m.outside ? 'nobody' : '172.17.0.99';
  const net = networkOf(m, c.any(box.networks) ?? 'bridge');
  const address = net?.stem === undefined ? '172.17.0.1' : `${net.stem}1`;
  if (box.deaf) return c.one([address, box.name]);
  return c.one([
    one?.name ?? unknown,
    one?.name ?? box.name,
    one?.aliases[0] ?? one?.name ?? unknown,
    address,
    box.name,
    unknown,
  ]);
}

export const probe: Action = (m, c) => {
  const box = c.any(running(m).filter((x) => x.mode !== 'container'));
  if (box === undefined) return undefined;
  const to = targets(m, box, c);
  const slim = [
    `getent hosts ${to}`,
    `curl -s -m 2 -o /dev/null -w '%{http_code}\\n' http://${to}`,
    `curl -sS -m 2 http://${to}/nope`,
  ];
  const busybox = [
    `ping -c 1 -W 1 ${to}`,
    `ping -c 2 -W 1 -q ${to}`,
    `nslookup ${to}`,
    `wget -q -T 2 -O /dev/null http://${to}`,
    `nc -z -w 1 ${to} 80`,
  ];
  const full = [
    `ping -c 1 -W 1 ${to}`,
    `dig +short ${to}`,
    `getent hosts ${to}`,
    `nslookup ${to}`,
    `curl -s -m 2 -o /dev/null -w '%{http_code}\\n' http://${to}`,
    `nc -zv -w 1 ${to} 80`,
  ];
  return settled(
    `docker exec ${box.name} ${c.one(box.tools === 'slim' ? slim : box.tools === 'busybox' ? busybox : full)}`,
  );
};

/** Published ports and container addresses as the host sees them. */
export const hostProbe: Action = (m, c) => {
  const box = c.any(running(m).filter((x) => x.hostPorts.length > 0));
  const p = box?.hostPorts[0] ?? 8080;
  const where = c.one(['localhost', '127.0.0.1', '192.168.1.100', '[::1]']);
  return settled(
    c.one([
      `curl -s -m 2 -o /dev/null -w '%{http_code}\\n' http://${where}:${p}`,
      `curl -sS -m 2 -o /dev/null http://${where}:${p}`,
    ]),
  );
};

/** The kernel's link watch tells a bridge's state up to a second late. */
export const hostView: Action = (m, c) =>
  `~ 2\n$ ${c.one([
    'ip route',
    'ip -br link show type bridge',
    'ip -4 -br addr',
    'ip addr show docker0',
    'bridge link | wc -l',
    `ip route get ${c.any(m.networks.filter((n) => n.stem !== undefined))?.stem ?? '172.17.0.'}9`,
  ])}`;

export const firewall: Action = (_, c) =>
  c.one([
    'iptables -S',
    'iptables -t nat -S',
    'iptables -t raw -S',
    'iptables -S DOCKER',
    'iptables -S DOCKER-FORWARD',
    'iptables -S DOCKER-ISOLATION-STAGE-1',
    'iptables -t nat -S DOCKER',
    'iptables -t nat -S POSTROUTING',
    'ip6tables -S',
    'ip6tables -t nat -S',
    'iptables -nL DOCKER',
    'iptables -t nat -nL POSTROUTING',
  ]);

export const portWrong: Action = (m, c) => {
  const p = c.any(m.containers.flatMap((x) => (x.state === 'running' ? x.hostPorts : [])));
  const words = p !== undefined && c.maybe(0.4) ? `-p ${p}:80` : c.one(PORT_ERRORS);
  m.made++;
  return `docker run -d --name p${m.made} ${words} nginx`;
};
