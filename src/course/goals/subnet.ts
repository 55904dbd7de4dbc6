import { inCidr } from '../../base/index.ts';
import { message } from '../message.ts';
import type { GoalKind } from './kind.ts';
import { list, missing, noNetwork, said } from './words.ts';

/** A network has a subnet. */
export const subnet: GoalKind = {
  name: 'subnet',
  about: 'IPAM has this range for it',
  use: 'subnet NETWORK|?net CIDR',
  args: ['network', 'cidr'],
  say: (bound) => message('goal.subnet', { net: said(bound, 0), want: bound.args[1] ?? '' }),
  async check({ args: [net, want = ''] }, asked) {
    const absent = await noNetwork(asked, net);
    const it = net === undefined ? undefined : await asked.network(net);
    if (absent !== undefined || it === undefined) return absent;
    return it.subnets.includes(want) ? undefined : message('not.subnet', { net: it.name, is: list(it.subnets) });
  },
};

/** A network's bridge has an address. */
export const gateway: GoalKind = {
  name: 'gateway',
  about: 'its bridge has this address',
  use: 'gateway NETWORK|?net IP',
  args: ['network', 'ip'],
  say: (bound) => message('goal.gateway', { net: said(bound, 0), want: bound.args[1] ?? '' }),
  async check({ args: [net, want = ''] }, asked) {
    const absent = await noNetwork(asked, net);
    const it = net === undefined ? undefined : await asked.network(net);
    if (absent !== undefined || it === undefined) return absent;
    return it.gateways.includes(want) ? undefined : message('not.gateway', { net: it.name, is: list(it.gateways) });
  },
};

/** A container has an address on a network, or one out of a range. */
export const address: GoalKind = {
  name: 'address',
  about: 'the container has this address there, or one out of this range',
  use: 'address CONTAINER NETWORK|?net IP|CIDR',
  args: ['container', 'network', 'ip'],
  say: (bound) => {
    const want = bound.args[2] ?? '';
    const params = { name: bound.args[0] ?? '', net: said(bound, 1), want };
    return message(want.includes('/') ? 'goal.address.in' : 'goal.address', params);
  },
  async check({ args: [name = '', net, want = ''] }, asked) {
    if ((await asked.container(name)) === undefined) return missing(asked, name);
    const absent = await noNetwork(asked, net);
    if (absent !== undefined || net === undefined) return absent;
    const ip = (await asked.endpointsOf(name)).find((e) => e.network === net)?.ip;
    if (ip === undefined || ip === '') return message('not.address.none', { name, net });
    const fits = want.includes('/') ? inCidr(ip, want) : ip === want;
    return fits ? undefined : message('not.address', { name, net, is: `\`${ip}\`` });
  },
};
