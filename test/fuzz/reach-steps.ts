import { type Action, flags, settled } from './action.ts';
import type { Chance } from './chance.ts';
import { joinable, type KnownContainer, type Memory, networkOf, running } from './memory.ts';

/** The web server of example.com, the router, the host's own card. */
const OUTSIDE = ['203.0.113.10', '203.0.113.10', '192.168.1.1', '192.168.1.100'];

const CODE = "-s -m 2 -o /dev/null -w '%{http_code}\\n'";

/** From a container to the world beyond its networks. */
export const outsideProbe: Action = (m, c) => {
  const box = c.any(running(m).filter((x) => x.mode !== 'container'));
  if (box === undefined) return undefined;
  const to = c.one(OUTSIDE);
  const name = box.deaf ? to : c.one([to, 'example.com']);
  const slim = [`curl ${CODE} http://${name}`, `curl -sS -m 2 -o /dev/null http://${to}`, `getent hosts ${name}`];
  const busybox = [
    `ping -c 1 -W 1 ${name}`,
    `ping -c 1 -W 1 ${to}`,
    `wget -q -T 2 -O /dev/null http://${name}`,
    `ip route get ${to}`,
    `nc -z -w 1 ${to} 80`,
  ];
  const full = [
    `ping -c 1 -W 1 ${to}`,
    `ping -c 1 -t 1 -W 1 ${to}`,
    `ping -c 1 -t 2 -W 1 ${to}`,
    `ip route get ${to}`,
    `curl ${CODE} http://${name}`,
    `nc -zv -w 1 ${to} 80`,
  ];
  const pool = box.tools === 'slim' ? slim : box.tools === 'busybox' ? busybox : full;
  return settled(`docker exec ${box.name} ${c.one(pool)}`);
};

/** What shows that there is a way out, or none, of a container on networks without one. */
export const wayOut: Action = (m, c) => {
  const inside = (x: KnownContainer) => x.networks.some((n) => networkOf(m, n)?.internal === true);
  const box = c.any(running(m).filter((x) => inside(x) && x.tools !== 'slim' && !x.shuffled));
  if (box === undefined) return undefined;
  return settled(
    `docker exec ${box.name} ${c.one([
      'ip route',
      'ip route show default',
      'ip route get 203.0.113.10',
      'ping -c 1 -W 1 203.0.113.10',
      'ping -c 1 -W 1 192.168.1.100',
    ])}`,
  );
};

const stems = (m: Memory): string[] => ['172.17.0.', ...m.networks.flatMap((n) => n.stem ?? [])];

/** From the host to containers by address, and what listens on the host. */
export const hostReach: Action = (m, c) => {
  const to = `${c.one(stems(m))}${c.one([1, 2, 2, 3])}`;
  return settled(
    c.one([
      `ping -c 1 -W 1 ${to}`,
      `curl ${CODE} http://${to}`,
      `nc -z -w 1 ${to} 80; echo $?`,
      `ip route get ${to}`,
      'ss -Hltn | wc -l',
      "ss -ltn | awk 'NR>1 {print $4}' | sort",
      "ss -lun | awk 'NR>1 {print $4}' | sort",
      'curl -s -o /dev/null -w "%{http_code}\\n" http://example.com',
    ]),
  );
};

/** A container that only asks something and goes. */
export const throwaway: Action = (m, c) => {
  const peer = c.any(running(m).filter((x) => x.networks.length > 0 && !x.shuffled));
  const net = c.any(joinable(m).filter((n) => n.driver === 'bridge' || n.driver === 'overlay'));
  const near = peer?.networks.includes(net?.name ?? '') === true ? peer : undefined;
  const where = c.any(
    [
      net && `--network ${net.name}`,
      net && `--network ${net.name}`,
      peer?.networks[0] && `--network ${peer.networks[0]}`,
      peer && `--network container:${peer.name}`,
      peer?.networks[0] === 'bridge' && `--link ${peer.name}:up`,
      c.one(['--network none', '--network host', '--network bridge']),
    ].filter((w) => typeof w === 'string'),
  );
  if (where === undefined) return undefined;
  const to = where.includes('--link') ? 'up' : ((near ?? peer)?.name ?? 'example.com');
  return settled(
    flags(
      'docker run --rm',
      where,
      c.maybe(0.1) && !where.includes('container:') && '--hostname probe',
      c.one(['alpine', 'alpine', 'busybox']),
      asked(c, to, where),
    ),
  );
};

function asked(c: Chance, to: string, where: string): string {
  const own = ['ip addr', 'ip route', 'cat /etc/resolv.conf', 'hostname', 'cat /etc/hosts', 'ip link show eth0'];
  // The names of the host's links are Docker's chance.
  if (where === '--network host') return c.one(['ip route', 'cat /etc/resolv.conf', 'hostname', 'cat /etc/hosts']);
  return c.one([
    ...own,
    `ping -c 1 -W 1 ${to}`,
    `wget -q -T 2 -O /dev/null http://${to}`,
    `nslookup ${to}`,
    'ping -c 1 -W 1 203.0.113.10',
    'wget -q -T 2 -O /dev/null http://example.com',
  ]);
}

/** Inside containers that use the network of the host or of another container. */
export const sharedView: Action = (m, c) => {
  const target = (x: KnownContainer) => m.containers.find((y) => y.name === x.shares);
  const usable = (x: KnownContainer) => x.mode === 'host' || (x.mode === 'container' && target(x)?.shuffled === false);
  const box = c.any(running(m).filter(usable));
  if (box === undefined) return undefined;
  const any = ['hostname', 'cat /etc/hosts', 'cat /etc/resolv.conf', 'cat /etc/hostname'];
  const tools = ['ip route', 'ip addr show eth0', 'ip link show lo', 'ip -4 addr show eth0'];
  return `docker exec ${box.name} ${c.one(box.tools === 'slim' ? any : [...any, ...tools, ...tools])}`;
};

/** Changing the network from inside, which needs NET_ADMIN. */
export const tinker: Action = (m, c) => {
  const box = c.any(running(m).filter((x) => x.tools !== 'slim' && x.networks.length > 0 && !x.shuffled));
  if (box === undefined) return undefined;
  return `docker exec ${box.name} ${c.one([
    'ip link set eth0 mtu 1300',
    'ip addr add 10.1.1.1/24 dev eth0',
    'ip route add 10.9.0.0/16 dev eth0',
    'ip route del default',
    'ip link set lo down',
    'ip link set eth0 down',
  ])}`;
};
