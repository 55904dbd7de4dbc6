import type { Option } from './extension.ts';
import { neg, refuse } from './values.ts';

// RFC 792 and RFC 4443, by the names that `iptables -p icmp -h` lists.
const ICMP4: Readonly<Record<string, string>> = {
  any: 'any',
  'echo-reply': '0',
  pong: '0',
  'destination-unreachable': '3',
  'network-unreachable': '3/0',
  'host-unreachable': '3/1',
  'protocol-unreachable': '3/2',
  'port-unreachable': '3/3',
  'fragmentation-needed': '3/4',
  'source-quench': '4',
  redirect: '5',
  'echo-request': '8',
  ping: '8',
  'time-exceeded': '11',
  'ttl-exceeded': '11',
  'ttl-zero-during-transit': '11/0',
  'parameter-problem': '12',
};
const ICMP6: Readonly<Record<string, string>> = {
  'destination-unreachable': '1',
  'no-route': '1/0',
  'address-unreachable': '1/3',
  'port-unreachable': '1/4',
  'packet-too-big': '2',
  'time-exceeded': '3',
  'ttl-exceeded': '3',
  'parameter-problem': '4',
  'echo-request': '128',
  ping: '128',
  'echo-reply': '129',
  pong: '129',
  'router-solicitation': '133',
  'router-advertisement': '134',
  'neighbour-solicitation': '135',
  'neighbor-solicitation': '135',
  'neighbour-advertisement': '136',
  'neighbor-advertisement': '136',
};

/** `--icmp-type`, `--icmpv6-type`: a number, `type/code` or a name. */
export function icmp(v6: boolean): Option {
  return {
    args: 1,
    to: ([text = ''], not) => {
      const type = /^\d+(\/\d+)?$/.test(text) ? text : (v6 ? ICMP6 : ICMP4)[text];
      if (type === undefined) return refuse(`Unknown ICMP type \`${text}'`);
      return { m: 'icmp', type, ...neg(not), ...(v6 ? { v6 } : {}) };
    },
  };
}
