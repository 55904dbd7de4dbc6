import { type Action, flags } from './action.ts';

/** docker network create with the macvlan or ipvlan driver, over the host's card or over none that exists. */
export const macvlan: Action = (m, c) => {
  const name = c.any(['lan', 'mv', 'phys'].filter((n) => !m.networks.some((x) => x.name === n)));
  if (name === undefined) return undefined;
  const stem = `192.168.${60 + m.made++}.`;
  const parent = c.one(['eth0', 'eth0', 'eth0', 'nosuch0', 'eth0.x']);
  const driver = c.one(['macvlan', 'macvlan', 'macvlan', 'ipvlan'] as const);
  const modes = driver === 'macvlan' ? ['bridge', 'private', 'vepa', 'passthru', 'what'] : ['l2', 'l3', 'l3s', 'what'];
  const command = flags(
    `docker network create -d ${driver}`,
    c.maybe(0.8) && `--subnet ${stem}0/24`,
    c.maybe(0.4) && `--gateway ${stem}1`,
    c.maybe(0.2) && `--ip-range ${stem}128/26`,
    `-o parent=${parent}`,
    c.maybe(0.3) && `-o ${driver}_mode=${c.one(modes)}`,
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
