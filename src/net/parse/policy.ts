import type { Match } from '../rows/index.ts';
import type { Extension, Option } from './extension.ts';
import { notSimulated, parseNumber, parseProtocol, refuse } from './values.ts';

type Policy = Extract<Match, { readonly m: 'policy' }>;

/** An option that may have a `!` before it, and says so in a field of its own. */
function field(to: (text: string) => Omit<Policy, 'm'>, no: `${'reqid' | 'spi' | 'proto' | 'mode'}Not`): Option {
  return { args: 1, to: ([text = ''], not) => ({ m: 'policy', ...to(text), ...(not ? { [no]: true } : {}) }) };
}

function oneOf<T extends string>(words: readonly T[], text: string, what: string): T {
  return words.find((word) => word === text) ?? refuse(`${what} "${text}"`);
}

const unsimulated = (option: string, args: 0 | 1): Option => ({
  args,
  to: () => notSimulated(`iptables -m policy --${option}`),
});

/** `-m policy`: what IPsec has done to a packet, or is going to do; iptables-extensions(8). */
export const policy: Extension = {
  options: {
    dir: {
      args: 1,
      to: ([text = '']) => ({ m: 'policy', dir: oneOf(['in', 'out'], text, 'policy_match: invalid dir') }),
    },
    pol: {
      args: 1,
      to: ([text = '']) =>
        oneOf(['none', 'ipsec'], text, 'policy match: invalid policy') === 'none'
          ? { m: 'policy', pol: 'none' }
          : { m: 'policy' },
    },
    reqid: field((text) => ({ reqid: parseNumber(text, 'reqid') }), 'reqidNot'),
    spi: field((text) => ({ spi: parseNumber(text, 'spi') }), 'spiNot'),
    proto: field(
      (text) => ({ proto: parseProtocol(text) ?? refuse(`unknown protocol "${text}" specified`) }),
      'protoNot',
    ),
    mode: field((text) => ({ mode: oneOf(['tunnel', 'transport'], text, 'policy match: invalid mode') }), 'modeNot'),
    strict: unsimulated('strict', 0),
    next: unsimulated('next', 0),
    'tunnel-src': unsimulated('tunnel-src', 1),
    'tunnel-dst': unsimulated('tunnel-dst', 1),
  },
  check: (own) => {
    if (!own.some((it) => it.m === 'policy' && it.dir))
      refuse('policy match: neither --dir in nor --dir out specified');
  },
};
