import { type Action, flags, settled } from './action.ts';
import type { Chance } from './chance.ts';
import { type Memory, running } from './memory.ts';

const MATCHES: readonly string[] = [
  '-p tcp --dport 80',
  '-p tcp -m tcp --dport 80',
  '-p icmp',
  '-p icmp --icmp-type echo-request',
  '-p udp --dport 53',
  '-p tcp -m multiport --dports 80,443',
  '-i docker0',
  '-o docker0',
  '! -i eth0',
  '-i eth0 -p tcp',
  '-m conntrack --ctstate ESTABLISHED,RELATED',
  '-m conntrack --ctstate NEW',
  '-m addrtype --dst-type LOCAL',
  '-m comment --comment mine',
];

const TARGETS: readonly string[] = [
  '-j DROP',
  '-j DROP',
  '-j REJECT',
  '-j REJECT --reject-with icmp-host-prohibited',
  '-j ACCEPT',
  '-j RETURN',
  '',
];

const place = (m: Memory, c: Chance): string => {
  const stems = ['172.17.0.', ...m.networks.flatMap((n) => (n.stem === undefined ? [] : [n.stem]))];
  return `${c.one(['-s', '-d', '! -s'])} ${c.one(stems)}${c.one(['0/24', '2', '3', '1/32'])}`;
};

const rule = (m: Memory, c: Chance): string =>
  flags(c.maybe(0.5) && place(m, c), c.maybe(0.7) && c.one(MATCHES), c.one(TARGETS));

const WRONG: readonly string[] = [
  'iptables -A DOCKER-USER -p tcp --dport',
  'iptables -A DOCKER-USER --dport 80 -j DROP',
  'iptables -A DOCKER-USER -p udp --icmp-type 8 -j DROP',
  'iptables -A DOCKER-USER -j NOSUCH',
  'iptables -A DOCKER-USER -j',
  'iptables -A DOCKER-USR -j DROP',
  'iptables -A DOCKER-USER -s nonsense -j DROP',
  'iptables -A DOCKER-USER -s 10.0.0.0/33 -j DROP',
  'iptables -A DOCKER-USER -p what -j DROP',
  'iptables -A DOCKER-USER -m what -j DROP',
  'iptables -A DOCKER-USER -m conntrack --ctstate WHAT -j DROP',
  'iptables -D DOCKER-USER 9',
  'iptables -D DOCKER-USER 0',
  'iptables -D DOCKER-USER -s 9.9.9.9 -j DROP',
  'iptables -R DOCKER-USER 1',
  'iptables -I DOCKER-USER 9 -j DROP',
  'iptables -N DOCKER-USER',
  'iptables -X DOCKER-USER',
  'iptables -P DOCKER-USER DROP',
  'iptables -E DOCKER-USER MINE',
  'iptables -t what -S',
  'iptables -S NOSUCH',
  'iptables -Z DOCKER-USER 1',
  'iptables -w -S DOCKER-USER',
  'iptables',
  'iptables -S DOCKER-USER 1',
  'iptables -nL DOCKER-USER extra',
];

/** Rules of one's own in DOCKER-USER: put there, looked at, taken away. */
export const userRule: Action = (m, c) =>
  c.one([
    () => `iptables -I DOCKER-USER ${rule(m, c)}`,
    () => `iptables -I DOCKER-USER ${rule(m, c)}`,
    () => `iptables -A DOCKER-USER ${rule(m, c)}`,
    () => `iptables -I DOCKER-USER ${1 + c.below(3)} ${rule(m, c)}`,
    () => `iptables -R DOCKER-USER 1 ${rule(m, c)}`,
    () => 'iptables -D DOCKER-USER 1',
    () => `iptables -C DOCKER-USER ${rule(m, c)}; echo $?`,
    () => 'iptables -F DOCKER-USER',
    () => 'iptables -S DOCKER-USER',
    () => 'iptables -nL DOCKER-USER',
    () => 'iptables -nL DOCKER-USER --line-numbers',
    () => 'iptables -L FORWARD -n | head -4',
    () => c.one(WRONG),
  ])();

/** Between containers by address, where only the rules decide. */
export const addressProbe: Action = (m, c) => {
  const boxes = running(m).filter((x) => x.mode !== 'container' && x.tools !== 'slim');
  const box = c.any(boxes);
  const nets = m.networks.filter((n) => n.stem !== undefined);
  if (box === undefined) return undefined;
  const to = `${c.one(['172.17.0.', ...nets.map((n) => n.stem ?? '')])}${c.one([1, 2, 3])}`;
  const get =
    box.tools === 'full' ? `curl -sS -m 2 -o /dev/null http://${to}` : `wget -q -T 2 -O /dev/null http://${to}`;
  return settled(`docker exec ${box.name} ${c.one([`ping -c 1 -W 1 ${to}`, get])}; echo $?`);
};
