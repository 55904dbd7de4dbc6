import type { NetworkFact } from '../facts.ts';
import { type Message, message } from '../message.ts';
import type { GoalKind } from './kind.ts';
import { noNetwork } from './words.ts';

/** A network is there, and is as its options say. */
export const network: GoalKind = {
  name: 'network',
  about: 'the network is there, and is as the options say',
  use: 'network NAME|?net [driver=bridge] [subnet=CIDR] [ip-range=CIDR] [aux-address=IP] [gateway=IP] [internal=true] [attachable=true] [mtu=BYTES] [opt.KEY=VALUE] [label.KEY=VALUE]',
  args: ['network'],
  options: [
    'driver',
    'subnet',
    'ip-range',
    'aux-address',
    'gateway',
    'internal',
    'attachable',
    'mtu',
    'opt.',
    'label.',
  ],
  say({ goal, args: [net] }) {
    const options = Object.entries(goal.options)
      .map(([k, v]) => `\`${k}=${v}\``)
      .join(', ');
    if (net === undefined) return options ? message('goal.network.any.with', { options }) : message('goal.network.any');
    return options ? message('goal.network.with', { net, options }) : message('goal.network', { net });
  },
  async check({ goal, args: [net] }, asked) {
    if (net === undefined)
      return noneWith(
        goal.options,
        (await asked.networks()).filter((n) => !n.predefined),
      );
    const absent = await noNetwork(asked, net);
    const it = await asked.network(net);
    if (absent !== undefined || it === undefined) return absent;
    const key = firstMiss(it, goal.options);
    if (key === undefined) return undefined;
    const is = valuesOf(it, key);
    if (is.length === 0) return message('not.network.option.none', { net: it.name, key });
    const want = `\`${key}=${goal.options[key]}\``;
    return message('not.network.option', { net: it.name, is: is.map((v) => `\`${key}=${v}\``).join(', '), want });
  },
};

/** The first option in which a network is otherwise. */
function firstMiss(net: NetworkFact, options: Readonly<Record<string, string>>): string | undefined {
  return Object.keys(options).find((key) => !valuesOf(net, key).includes(options[key] ?? ''));
}

/** Why no network of the learner's will do: there is none, or each differs somewhere. */
function noneWith(options: Readonly<Record<string, string>>, own: readonly NetworkFact[]): Message {
  if (own.length === 0) return message('not.network.any');
  const have = own.map((net) => {
    const key = firstMiss(net, options) ?? '';
    return `\`${net.name}\`: \`${key}=${valuesOf(net, key).join(' ')}\``;
  });
  const want = Object.entries(options).map(([key, value]) => `\`${key}=${value}\``);
  return message('not.network.none-with', { want: want.join(', '), have: have.sort().join(', ') });
}

function valuesOf(net: NetworkFact, key: string): readonly string[] {
  if (key === 'driver') return [net.driver];
  if (key === 'subnet') return net.subnets;
  if (key === 'ip-range') return net.ranges;
  if (key === 'aux-address') return net.reserved;
  if (key === 'gateway') return net.gateways;
  if (key === 'internal') return [String(net.internal)];
  if (key === 'attachable') return [String(net.attachable)];
  const [from, name] = optionOf(net, key);
  const value = from[name];
  return value === undefined ? [] : [value];
}

/** Where a network keeps what a key asks for. The MTU is an option of the driver; a goal can ask for it without naming that. */
function optionOf(net: NetworkFact, key: string): readonly [Readonly<Record<string, string>>, string] {
  if (key === 'mtu') return [net.options, 'com.docker.network.driver.mtu'];
  return key.startsWith('opt.') ? [net.options, key.slice(4)] : [net.labels, key.slice(6)];
}
