import { type Action, flags, settled } from './action.ts';
import { type KnownContainer, networkOf, running } from './memory.ts';

const NAMES = ['six', 'six2', 'dual', 'v6only'];

/** docker network create with IPv6: beside IPv4, or alone. */
export const createSix: Action = (m, c) => {
  const name = c.any(NAMES.filter((n) => !m.networks.some((x) => x.name === n)));
  if (name === undefined) return undefined;
  m.made++;
  const alone = c.maybe(0.15);
  const stem = !alone && c.maybe(0.5) ? `10.${70 + m.made}.0.` : undefined;
  const stem6 = `fd00:${(0xb0 + m.made).toString(16)}::`;
  const internal = c.maybe(0.15);
  m.networks.push({
    name,
    driver: 'bridge',
    internal,
    ipv6: true,
    builtin: false,
    stem6,
    ...(stem === undefined ? {} : { stem }),
  });
  const mode = c.one(['nat', 'routed', 'nat-unprotected']);
  return flags(
    'docker network create --ipv6',
    alone && '--ipv4=false',
    stem !== undefined && `--subnet ${stem}0/24`,
    c.maybe(0.85) && `--subnet ${stem6}/64`,
    internal && '--internal',
    c.maybe(0.25) && `-o com.docker.network.bridge.gateway_mode_ipv6=${mode}`,
    c.maybe(0.1) && '-o com.docker.network.bridge.enable_icc=false',
    name,
  );
};

/** IPv6 inside a container: its addresses, its routes, its neighbours by name and by address. */
export const sixProbe: Action = (m, c) => {
  const on = (x: KnownContainer) => x.networks.find((n) => networkOf(m, n)?.stem6 !== undefined);
  const box = c.any(running(m).filter((x) => on(x) !== undefined && !x.shuffled));
  const net = box && networkOf(m, on(box) ?? '');
  if (box === undefined || net === undefined) return undefined;
  const near = running(m).filter((x) => x !== box && x.networks.includes(net.name));
  const name = c.any(near)?.name ?? box.name;
  const to = c.one([name, `${net.stem6}2`, `${net.stem6}1`, `${net.stem6}3`]);
  const url = to.includes(':') ? `[${to}]` : to;
  const slim = [
    `getent ahostsv6 ${name}`,
    `getent hosts ${name}`,
    `curl -6 -s -m 2 -o /dev/null -w '%{http_code}\\n' -g http://${url}`,
    'cat /etc/hosts',
    'cat /proc/sys/net/ipv6/conf/eth0/disable_ipv6',
  ];
  const busybox = [
    `ping -6 -c 1 -W 1 ${to}`,
    `nslookup -type=AAAA ${name}`,
    `nslookup ${name}`,
    'ip -6 route',
    'ip -6 addr show dev eth0',
    `ip route get ${net.stem6}9`,
    'ip addr',
  ];
  const full = [
    `ping -6 -c 1 -W 1 ${to}`,
    `dig +short AAAA ${name}`,
    `getent ahosts ${name}`,
    'ip -6 route',
    'ip -br addr',
    `ip -6 route get ${net.stem6}9`,
    `curl -s -m 2 -o /dev/null -w '%{http_code}\\n' -g http://${url}`,
  ];
  const pool = box.tools === 'slim' ? slim : box.tools === 'busybox' ? busybox : full;
  return settled(`docker exec ${box.name} ${c.one(pool)}`);
};

/** IPv6 on the host: routes, rules, containers by address. */
export const sixHost: Action = (m, c) => {
  const stem6 = c.any(m.networks.filter((n) => n.stem6 !== undefined))?.stem6;
  if (stem6 === undefined) return undefined;
  return `~ 2\n$ ${c.one([
    "ip -6 route | grep ^fd00 | awk '{print $1, $4, $5, $6}'",
    `ping -6 -c 1 -W 1 ${stem6}2`,
    `ping -6 -c 1 -W 1 ${stem6}1`,
    `curl -s -m 2 -o /dev/null -w '%{http_code}\\n' -g http://[${stem6}2]`,
    `ip -6 route get ${stem6}2`,
    'ip6tables -S DOCKER',
    'ip6tables -S DOCKER-FORWARD',
    'ip6tables -t nat -S POSTROUTING',
    'ip6tables -t nat -S DOCKER',
    'ip6tables -t raw -S',
  ])}`;
};
