import { type Action, flags, settled } from './action.ts';
import { running } from './memory.ts';

/** docker network create with the macvlan or ipvlan driver, over the host's card or over none that exists. */
export const macvlan: Action = (m, c) => {
  const name = c.any(['lan', 'mv', 'phys', 'side', 'low'].filter((n) => !m.networks.some((x) => x.name === n)));
  if (name === undefined) return undefined;
  // over the LAN's own subnet, as a course on macvlan has it, or over one of its own
  const onLan = name === 'lan' && c.maybe(0.5);
  const stem = onLan ? '192.168.1.' : `192.168.${60 + m.made++}.`;
  const parent = c.one(['eth0', 'eth0', 'eth0', 'eth0', 'nosuch0', 'eth0.x']);
  const driver = c.one(['macvlan', 'macvlan', 'macvlan', 'ipvlan', 'ipvlan'] as const);
  const modes =
    driver === 'macvlan' ? ['bridge', 'private', 'vepa', 'passthru', 'what', 'what'] : ['l2', 'l3', 'l3s', 'what'];
  const command = flags(
    `docker network create -d ${driver}`,
    (onLan || c.maybe(0.8)) && `--subnet ${stem}0/24`,
    (onLan || c.maybe(0.4)) && `--gateway ${stem}1`,
    (onLan || c.maybe(0.2)) && `--ip-range ${stem}128/26`,
    c.maybe(0.15) && `--aux-address host=${stem}129`,
    `-o parent=${parent}`,
    c.maybe(0.7) && `-o ${driver}_mode=${c.one(modes)}`,
    c.maybe(0.1) && '--internal',
    name,
  );
  m.networks.push({
    name,
    driver,
    attachable: driver === 'macvlan' && parent === 'eth0' && !/what|passthru/.test(command),
    internal: command.includes('--internal'),
    ipv6: false,
    builtin: false,
    stem,
  });
  return command;
};

/** A child of the card: to its neighbours, to the LAN, and to its own host, which it cannot reach. */
export const macvlanProbe: Action = (m, c) => {
  const lans = m.networks.filter((n) => n.driver === 'macvlan');
  const box = c.any(running(m).filter((x) => x.tools !== 'slim' && lans.some((n) => x.networks.includes(n.name))));
  const stem = c.any(lans)?.stem;
  if (box === undefined || stem === undefined) return undefined;
  const to = c.one(['192.168.1.100', '192.168.1.1', '203.0.113.10', `${stem}128`, `${stem}2`]);
  const inside = [
    `ping -c 1 -W 1 ${to}`,
    'ip route',
    'ip route show default',
    'ip addr show eth0',
    'ip -d link show eth0',
    `ip route get ${to}`,
  ];
  const usable = box.tools === 'full' ? inside : inside.filter((x) => !x.includes(' -d '));
  return settled(
    c.maybe(0.9) ? `docker exec ${box.name} ${c.one(usable)}` : `ping -c 1 -W 1 ${stem}${c.one([2, 128])}`,
  );
};
