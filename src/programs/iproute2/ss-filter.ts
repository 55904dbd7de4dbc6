import { inCidr, parseIp } from '../../base/index.ts';
import { servicePort } from '../lib/services.ts';
import type { Shown } from '../lib/sockets.ts';

/** An expression of ss(8), FILTER. */
export type Filter =
  | { readonly kind: 'all' }
  | { readonly kind: 'port'; readonly end: 'local' | 'remote'; readonly op: string; readonly port: number }
  | {
      readonly kind: 'host';
      readonly end: 'local' | 'remote';
      readonly cidr: string | undefined;
      readonly port: number | undefined;
      readonly not: boolean;
    }
  | { readonly kind: 'not'; readonly of: Filter }
  | { readonly kind: 'and' | 'or'; readonly left: Filter; readonly right: Filter };

const STATES: Readonly<Record<string, readonly Shown['state'][]>> = {
  all: ['LISTEN', 'UNCONN', 'ESTAB', 'CLOSE-WAIT'],
  established: ['ESTAB'],
  listening: ['LISTEN'],
  listen: ['LISTEN'],
  unconnected: ['UNCONN'],
  'close-wait': ['CLOSE-WAIT'],
  closed: ['UNCONN'],
  connected: ['ESTAB', 'CLOSE-WAIT'],
  synchronized: ['ESTAB', 'CLOSE-WAIT'],
  'time-wait': [],
  'syn-sent': [],
  'syn-recv': [],
  'fin-wait-1': [],
  'fin-wait-2': [],
  'last-ack': [],
  closing: [],
};

/** Reads states and an expression; `refuse` ends with ss's complaint. */
export function parseFilter(
  operands: readonly string[],
  refuse: (message: string) => never,
): { readonly states: readonly Shown['state'][] | undefined; readonly filter: Filter } {
  const words = operands.flatMap((o) => o.split(/\s+|(?=[()])|(?<=[()])/)).filter(Boolean);
  let states: readonly Shown['state'][] | undefined;
  while (words[0] === 'state' || words[0] === 'exclude') {
    const [verb, name = ''] = words.splice(0, 2);
    const set = STATES[name] ?? refuse(`ss: wrong state name: ${name}`);
    states =
      verb === 'state' ? [...(states ?? []), ...set] : (states ?? STATES.all ?? []).filter((s) => !set.includes(s));
  }
  if (words.length === 0) return { states, filter: { kind: 'all' } };
  const bad = () =>
    refuse(
      'ss: bison bellows (while parsing filter): "syntax error!" Sorry.\nUsage: ss [ OPTIONS ]\n       ss [ OPTIONS ] [ FILTER ]',
    );
  const filter = either(words, bad);
  return words.length > 0 ? bad() : { states, filter };
}

function either(words: string[], bad: () => never): Filter {
  let left = both(words, bad);
  while (['or', '|', '||'].includes(words[0] ?? '')) {
    words.shift();
    left = { kind: 'or', left, right: both(words, bad) };
  }
  return left;
}

function both(words: string[], bad: () => never): Filter {
  let left = single(words, bad);
  while (words.length > 0 && !['or', '|', '||', ')'].includes(words[0] ?? '')) {
    if (['and', '&', '&&'].includes(words[0] ?? '')) words.shift();
    left = { kind: 'and', left, right: single(words, bad) };
  }
  return left;
}

const OPS: Readonly<Record<string, string>> = {
  '=': '=',
  '==': '=',
  eq: '=',
  '!=': '!=',
  ne: '!=',
  neq: '!=',
  '>=': '>=',
  ge: '>=',
  geq: '>=',
  '<=': '<=',
  le: '<=',
  leq: '<=',
  '>': '>',
  gt: '>',
  '<': '<',
  lt: '<',
};

function single(words: string[], bad: () => never): Filter {
  const word = words.shift() ?? bad();
  if (word === '(') {
    const inner = either(words, bad);
    return words.shift() === ')' ? inner : bad();
  }
  if (word === '!' || word === 'not') return { kind: 'not', of: single(words, bad) };
  const end = word === 'sport' || word === 'src' ? 'local' : word === 'dport' || word === 'dst' ? 'remote' : bad();
  const op = OPS[words[0] ?? ''];
  if (op !== undefined) words.shift();
  const value = words.shift() ?? bad();
  if (word === 'sport' || word === 'dport') {
    const port = portOf(value.replace(/^.*:/, '')) ?? bad();
    return { kind: 'port', end, op: op ?? '=', port };
  }
  const [, host = '', portText] =
    /^(\[[^\]]*\](?:\/\d+)?|[^:]*|[0-9a-fA-F:]*::[0-9a-fA-F:]*)(?::([^:]+))?$/.exec(value) ?? [];
  const ip = host.replace(/[[\]]/g, '');
  if (ip !== '' && ip !== '*' && parseIp(ip.split('/')[0] ?? '') === undefined) return bad();
  return {
    kind: 'host',
    end,
    cidr: ip === '' || ip === '*' ? undefined : ip,
    port: portText === undefined ? undefined : portOf(portText),
    not: op === '!=',
  };
}

function portOf(text: string): number | undefined {
  return /^\d+$/.test(text) ? Number(text) : servicePort(text);
}

/** Whether a socket passes. */
export function keeps(filter: Filter, s: Shown): boolean {
  switch (filter.kind) {
    case 'all':
      return true;
    case 'not':
      return !keeps(filter.of, s);
    case 'and':
      return keeps(filter.left, s) && keeps(filter.right, s);
    case 'or':
      return keeps(filter.left, s) || keeps(filter.right, s);
    case 'port':
      return compare(s[filter.end].port, filter.op, filter.port);
    case 'host': {
      const { ip, port } = s[filter.end];
      const cidr = filter.cidr;
      const here =
        cidr === undefined ||
        (cidr.includes('/') ? ip.includes(':') === cidr.includes(':') && inCidr(ip, cidr) : ip === cidr);
      return (here && (filter.port === undefined || port === filter.port)) !== filter.not;
    }
  }
}

function compare(a: number, op: string, b: number): boolean {
  switch (op) {
    case '!=':
      return a !== b;
    case '>=':
      return a >= b;
    case '<=':
      return a <= b;
    case '>':
      return a > b;
    case '<':
      return a < b;
    default:
      return a === b;
  }
}
