import type { Extension, Option } from './extension.ts';
import { neg, parsePortRange, refuse } from './values.ts';

type Transport = 'tcp' | 'udp' | 'sctp';
function port(m: 'sport' | 'dport', proto: Transport): Option {
  return {
    args: 1,
    to: ([text = ''], not) => {
      const [from, to] = parsePortRange(text);
      return { m, proto, from, to, ...neg(not) };
    },
  };
}

/** `-m tcp`, `-m udp`, `-m sctp`: ports, which need the protocol. */
export function transport(proto: Transport, more: Extension['options'] = {}): Extension {
  return {
    options: {
      'source-port': port('sport', proto),
      sport: port('sport', proto),
      'destination-port': port('dport', proto),
      dport: port('dport', proto),
      ...more,
    },
    check: (_, at) => {
      if (at.proto !== proto) refuse(`${proto.toUpperCase()} match requires '-p ${proto}'`);
    },
  };
}

const FLAG_ORDER = ['FIN', 'SYN', 'RST', 'PSH', 'ACK', 'URG'];

function flags(text: string): string {
  if (text === 'ALL') return FLAG_ORDER.join(',');
  if (text === 'NONE') return 'NONE';
  const wanted = text.split(',');
  for (const flag of wanted) if (!FLAG_ORDER.includes(flag)) refuse(`Unknown TCP flag \`${flag}'`);
  return FLAG_ORDER.filter((flag) => wanted.includes(flag)).join(',');
}

/** `-m tcp` with its flags. */
export const tcp = transport('tcp', {
  'tcp-flags': {
    args: 2,
    to: ([mask = '', set = ''], not) => ({ m: 'tcpflags', mask: flags(mask), set: flags(set), ...neg(not) }),
  },
  syn: { args: 0, to: (_, not) => ({ m: 'tcpflags', mask: 'FIN,SYN,RST,ACK', set: 'SYN', ...neg(not) }) },
});

/** `-m multiport`. */
export function multi(which: 'sports' | 'dports' | 'ports'): Option {
  return {
    args: 1,
    to: ([text = ''], not, at) => {
      if (!['tcp', 'udp', 'udplite', 'sctp', 'dccp'].includes(at.proto ?? '')) {
        refuse("multiport needs `-p tcp', `-p udp', `-p udplite', `-p sctp' or `-p dccp'");
      }
      return { m: 'multiport', which, ports: text.split(',').map(parsePortRange), ...neg(not) };
    },
  };
}
