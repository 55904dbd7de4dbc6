import { parseIp, type Tx } from '../../base/index.ts';
import {
  type XfrmPolicy,
  type XfrmState,
  xfrmPoliciesOf,
  xfrmPolicyDelete,
  xfrmStateDelete,
  xfrmStateOf,
  xfrmStatesOf,
} from '../../net/index.ts';
import type { Process } from '../../os/index.ts';
import { type Answer, fail, notSimulated, ok } from '../lib/answer.ts';
import { type IpOptions, matches } from './options.ts';
import { numberOf, pairs, policyFilter, stateFilter } from './xfrm-filter.ts';
import { inLines, policyLines, stateLines } from './xfrm-print.ts';
import { POLICY_USAGE, STATE_USAGE, XFRM_USAGE } from './xfrm-usage.ts';

const NEAREST = 'ip xfrm state and ip xfrm policy with list, count, deleteall or flush; ip xfrm state get or delete';

/** `ip xfrm …`: looks at states and policies and takes them away; ip-xfrm(8). */
export function xfrm(proc: Process, netns: string, options: IpOptions, words: string[]): Answer {
  const [object, ...rest] = words;
  if (object === undefined || matches(object, 'help')) return fail(XFRM_USAGE, 255);
  if (matches(object, 'state')) return state(proc, netns, options, rest);
  if (matches(object, 'policy')) return policy(proc, netns, options, rest);
  if (matches(object, 'monitor')) notSimulated('ip xfrm monitor', NEAREST);
  return fail(XFRM_USAGE, 255);
}

/** What a verb means, from the words behind it. */
type Verbs = readonly (readonly [string, (rest: string[]) => Answer])[];

function verb(object: string, verbs: Verbs, [typed = 'list', ...rest]: string[]): Answer {
  const found = verbs.find(([name]) => matches(typed, name));
  return found ? found[1](rest) : fail(`Command "${typed}" is unknown, try "ip xfrm ${object} help".`, 255);
}

const unsimulated = (object: string, name: string): Verbs[number] => [
  name,
  () => notSimulated(`ip xfrm ${object} ${name}`, NEAREST),
];

function state(proc: Process, netns: string, options: IpOptions, words: string[]): Answer {
  const rows = (): XfrmState[] => xfrmStatesOf(proc.world, netns);
  const both = listing<XfrmState>(proc, {
    selected: (rest) => rows().filter(stateFilter(rest, options)),
    text: (s, nokeys) => inLines(stateLines(s, options, nokeys), options),
    remove: (tx, s) => xfrmStateDelete(tx, netns, s),
  });
  const verbs: Verbs = [
    unsimulated('state', 'add'),
    unsimulated('state', 'update'),
    unsimulated('state', 'allocspi'),
    ['delete', (rest) => one(proc, netns, rest, (s) => change(proc, (tx) => xfrmStateDelete(tx, netns, s)))],
    ...both,
    ['get', (rest) => one(proc, netns, rest, (s) => ok(inLines(stateLines(s, options, false), options)))],
    ['count', () => permitted(proc, () => ok(`\t SAD count ${rows().length}${options.stats ? BUCKETS : ''}\n`))],
    ['help', () => fail(STATE_USAGE, 255)],
  ];
  return verb('state', verbs, words);
}

const BUCKETS = ' (buckets count 8 Max 1048576)';

function policy(proc: Process, netns: string, options: IpOptions, words: string[]): Answer {
  const rows = (): XfrmPolicy[] => xfrmPoliciesOf(proc.world, netns);
  const both = listing<XfrmPolicy>(proc, {
    selected: (rest) => rows().filter(policyFilter(rest, options)),
    text: (p) => inLines(policyLines(p, options), options),
    remove: (tx, p) => xfrmPolicyDelete(tx, netns, p),
  });
  const verbs: Verbs = [
    unsimulated('policy', 'add'),
    unsimulated('policy', 'update'),
    unsimulated('policy', 'delete'),
    ...both,
    unsimulated('policy', 'get'),
    ['count', () => permitted(proc, () => ok(counts(rows(), options)))],
    unsimulated('policy', 'set'),
    unsimulated('policy', 'setdefault'),
    unsimulated('policy', 'getdefault'),
    ['help', () => fail(POLICY_USAGE, 255)],
  ];
  return verb('policy', verbs, words);
}

/** What states and policies have alike. */
interface Listed<T> {
  /** Those that the words behind the verb mean. */
  readonly selected: (rest: string[]) => readonly T[];
  readonly text: (row: T, nokeys: boolean) => string;
  readonly remove: (tx: Tx, row: T) => void;
}

function listing<T>(proc: Process, it: Listed<T>): Verbs {
  const list = (rest: string[]): Answer => {
    const found = it.selected(rest.filter((word) => word !== 'nokeys'));
    const text = (): string => found.map((row) => it.text(row, rest.includes('nokeys'))).join('');
    return permitted(proc, () => ok(text()), 'Dump terminated');
  };
  const remove = (rest: string[], terminated?: string): Answer => {
    const found = it.selected(rest);
    const act = (tx: Tx): void => {
      for (const row of found) it.remove(tx, row);
    };
    return change(proc, act, terminated);
  };
  return [
    ...['deleteall', 'delall'].map((name) => [name, (rest: string[]) => remove(rest, TERMINATED)] as const),
    ...['list', 'show', 'lst'].map((name) => [name, list] as const),
    ['flush', (rest) => remove(rest)],
  ];
}

function counts(all: readonly XfrmPolicy[], { stats }: IpOptions): string {
  const count = (dir: XfrmPolicy['dir']): number => all.filter((p) => p.dir === dir).length;
  const sockets = stats ? ' (Sock: IN 0 OUT 0 FWD 0)' : '';
  return `\t SPD IN  ${count('in')} OUT ${count('out')} FWD ${count('fwd')}${sockets}\n`;
}

// The kernel tells of keys to those alone who may change the network (xfrm_user_rcv_msg).
function permitted(proc: Process, answer: () => Answer, terminated = ''): Answer {
  if (proc.capable('NET_ADMIN')) return answer();
  const refused = 'RTNETLINK answers: Operation not permitted';
  return terminated === '' ? fail(refused, 2) : fail(`${refused}\n${terminated}`, 1);
}

function change(proc: Process, act: (tx: Tx) => void, terminated?: string): Answer {
  const acting = (): Answer => {
    proc.transact(act);
    return ok();
  };
  return permitted(proc, acting, terminated);
}

const TERMINATED = 'Delete-all terminated';

/** The state that ID names, for `get` and `delete`. */
function one(proc: Process, netns: string, rest: string[], act: (s: XfrmState) => Answer): Answer {
  if (rest.length === 0) return permitted(proc, () => fail('RTNETLINK answers: Invalid argument', 2));
  const { dst = '', proto, spi = '0' } = pairs(rest, ['src', 'dst', 'proto', 'spi']);
  if (proto === undefined) return fail('Error: argument "XFRM-PROTO" is required', 255);
  const id = { dst: parseIp(dst) ?? dst, proto: 'esp', spi: numberOf(spi, 'SPI value is invalid') } as const;
  const found = proto === 'esp' ? xfrmStateOf(proc.world, netns, id) : undefined;
  return permitted(proc, () => (found ? act(found) : fail('RTNETLINK answers: No such process', 2)));
}
