import type { NetworkFact } from '../facts.ts';
import { message } from '../message.ts';
import type { GoalKind } from './kind.ts';
import { noNetwork } from './words.ts';

/** A network is there, and is as its options say. */
export const network: GoalKind = {
  name: 'network',
  about: 'the network is there, and is as the options say',
  use: 'network NAME|?net [driver=bridge] [subnet=CIDR] [gateway=IP] [internal=true] [opt.KEY=VALUE] [label.KEY=VALUE]',
  args: ['network'],
  options: ['driver', 'subnet', 'gateway', 'internal', 'opt.', 'label.'],
  say({ goal, args: [net] }) {
    const options = Object.entries(goal.options)
      .map(([k, v]) => `\`${k}=${v}\``)
      .join(', ');
    if (net === undefined) return options ? message('goal.network.any.with', { options }) : message('goal.network.any');
    return options ? message('goal.network.with', { net, options }) : message('goal.network', { net });
  },
  async check({ goal, args: [net] }, asked) {
    const absent = await noNetwork(asked, net);
    const it = net === undefined ? undefined : await asked.network(net);
    if (absent !== undefined || it === undefined) return absent;
    for (const [key, want] of Object.entries(goal.options)) {
      const is = valuesOf(it, key);
      if (is.includes(want)) continue;
      if (is.length === 0) return message('not.network.option.none', { net: it.name, key });
      return message('not.network.option', {
        net: it.name,
        is: is.map((v) => `\`${key}=${v}\``).join(', '),
        want: `\`${key}=${want}\``,
      });
    }
    return undefined;
  },
};

function valuesOf(net: NetworkFact, key: string): readonly string[] {
  if (key === 'driver') return [net.driver];
  if (key === 'subnet') return net.subnets;
  if (key === 'gateway') return net.gateways;
  if (key === 'internal') return [String(net.internal)];
  const [from, name] = key.startsWith('opt.') ? [net.options, key.slice(4)] : [net.labels, key.slice(6)];
  const value = from[name];
  return value === undefined ? [] : [value];
}
