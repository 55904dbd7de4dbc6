import type { RuleSpec } from '../chain.ts';
import { canonical } from '../print.ts';
import type { Match, TableName, Target } from '../rows/index.ts';
import type { Context, Extension, Option } from './extension.ts';
import { extension } from './matches.ts';
import { type TargetSpec, targetSpec } from './targets.ts';
import { isEverything, parseHost, parseProtocol, Refused, type RuleError, refuse } from './values.ts';

export interface ParseOptions {
  readonly family?: 4 | 6;
  readonly table?: TableName;
  readonly chain?: string;
}

const BASIC: Readonly<Record<string, string>> = {
  s: 'source',
  d: 'destination',
  i: 'in-interface',
  o: 'out-interface',
  p: 'protocol',
  j: 'jump',
  g: 'goto',
  m: 'match',
};
const LONG: Readonly<Record<string, string>> = {
  src: 's',
  dst: 'd',
  proto: 'p',
  ...Object.fromEntries(Object.entries(BASIC).map(([short, long]) => [long, short])),
};

interface Draft {
  readonly family: 4 | 6;
  readonly src: { list: string[]; not: boolean };
  readonly dst: { list: string[]; not: boolean };
  readonly base: Match[];
  readonly modules: { readonly name: string; readonly extension: Extension; readonly own: Match[] }[];
  readonly given: Set<string>;
  target:
    | { readonly name: string; readonly spec: TargetSpec | undefined; readonly options: Record<string, string> }
    | undefined;
  goto: string | undefined;
  proto: string | undefined;
}

/** Reads the words of one rule, as they follow `iptables -A CHAIN`. Several addresses after `-s` or `-d` need parseRules. */
export function parseRule(words: readonly string[], options: ParseOptions = {}): RuleSpec | RuleError {
  const specs = parseRules(words, options);
  if ('error' in specs) return specs;
  const [first] = specs;
  return first ?? { error: 'no rule', status: 2 };
}

/** The same; `-s A,B` makes a rule for each address, as iptables does. */
export function parseRules(words: readonly string[], options: ParseOptions = {}): readonly RuleSpec[] | RuleError {
  try {
    const draft = read(words, options.family ?? 4);
    return finish(draft, options);
  } catch (error) {
    if (error instanceof Refused) return error.why;
    throw error;
  }
}

function read(words: readonly string[], family: 4 | 6): Draft {
  const draft: Draft = {
    family,
    src: { list: [], not: false },
    dst: { list: [], not: false },
    base: [],
    modules: [],
    given: new Set(),
    target: undefined,
    goto: undefined,
    proto: undefined,
  };
  let not = false;
  for (let i = 0; i < words.length; i++) {
    const word = words[i] ?? '';
    if (word === '!') {
      if (not) refuse('multiple consecutive ! not allowed');
      not = true;
      continue;
    }
    if (!/^-./.test(word)) refuse(`Bad argument \`${word}'`, { bare: true });
    const [option, glued] = split(word);
    const [values, taken] = take(draft, option, glued, words.slice(i + 1));
    i += taken;
    apply(draft, option, values, not);
    not = false;
  }
  if (not) refuse('nothing appropriate following !');
  return draft;
}

// `-p tcp`, `-ptcp`, `--protocol tcp`, `--protocol=tcp`.
function split(word: string): readonly [string, string | undefined] {
  if (!word.startsWith('--')) return [`-${word[1]}`, word.length > 2 ? word.slice(2) : undefined];
  const equals = word.indexOf('=');
  return equals < 0 ? [word, undefined] : [word.slice(0, equals), word.slice(equals + 1)];
}

function take(
  draft: Draft,
  option: string,
  glued: string | undefined,
  rest: readonly string[],
): readonly [readonly string[], number] {
  const count = arity(draft, option);
  const values = [...(glued === undefined ? [] : [glued]), ...rest].slice(0, count);
  if (values.length < count) refuse(`option "${option}" requires an argument`);
  return [values, count - (glued === undefined || count === 0 ? 0 : 1)];
}

function arity(draft: Draft, option: string): number {
  if (basic(draft, option) !== undefined) return 1;
  const found = lookUp(draft, option);
  if (found?.kind === 'match') return found.option.args;
  if (found?.kind === 'target') return found.args;
  return refuse(`unknown option "${option}"`);
}

function basic(draft: Draft, option: string): string | undefined {
  if (/^-[sdiopjgm]$/.test(option)) return option.slice(1);
  const name = option.startsWith('--') ? option.slice(2) : '';
  // `-m policy` has a --proto of its own
  const own = draft.modules.some((it) => Object.hasOwn(it.extension.options, name));
  return own ? undefined : LONG[name];
}

type Found =
  | { readonly kind: 'match'; readonly option: Option; readonly own: Match[] }
  | { readonly kind: 'target'; readonly name: string; readonly args: 0 | 1 };

// Loaded extensions first, then the target's, then the one that the protocol brings (command_default in xshared.c).
function lookUp(draft: Draft, word: string): Found | undefined {
  const name = word.replace(/^--?/, '');
  for (const { extension: ext, own } of draft.modules) {
    const option = byName(ext.options, name);
    if (option) return { kind: 'match', option: option[1], own };
  }
  const target = draft.target?.spec && byName(draft.target.spec.options, name);
  if (target) return { kind: 'target', name: target[0], args: target[1] };
  if (draft.proto === undefined || draft.modules.some((it) => it.name === moduleName(draft.proto ?? '')))
    return undefined;
  if (!['tcp', 'udp', 'sctp', 'icmp', 'ipv6-icmp'].includes(draft.proto)) return undefined;
  const own = extension(draft.proto);
  const option = byName(own.options, name);
  if (!option) return undefined;
  return { kind: 'match', option: option[1], own: load(draft, draft.proto) };
}

const moduleName = (name: string): string => (name === 'icmpv6' || name === 'ipv6-icmp' ? 'icmp6' : name);

function load(draft: Draft, name: string): Match[] {
  const module = { name: moduleName(name), extension: extension(name), own: [] };
  draft.modules.push(module);
  return module.own;
}

// getopt_long(3) takes any unambiguous beginning of a name.
function byName<T>(options: Readonly<Record<string, T>>, name: string): readonly [string, T] | undefined {
  const exact = options[name];
  if (exact !== undefined) return [name, exact];
  const close = Object.entries(options).filter(([key]) => key.startsWith(name));
  return close.length === 1 ? close[0] : undefined;
}

function once(draft: Draft, short: string): void {
  if (draft.given.has(short)) refuse(`multiple --${BASIC[short]} options not allowed`);
  draft.given.add(short);
}

function apply(draft: Draft, option: string, values: readonly string[], not: boolean): void {
  const short = basic(draft, option);
  const [value = ''] = values;
  const neg = not ? { not: true as const } : {};
  if (short !== undefined && short !== 'm') once(draft, short);
  switch (short) {
    case 's':
    case 'd':
      Object.assign(short === 's' ? draft.src : draft.dst, {
        list: value.split(',').map((host) => parseHost(host, draft.family)),
        not,
      });
      break;
    case 'i':
    case 'o':
      if (value.length > 15) refuse(`interface name \`${value}' must be shorter than IFNAMSIZ (15)`);
      draft.base.push({ m: short === 'i' ? 'in' : 'out', dev: value, ...neg });
      break;
    case 'p':
      draft.proto = parseProtocol(value);
      if (draft.proto !== undefined) draft.base.push({ m: 'proto', proto: draft.proto, ...neg });
      if (not) draft.proto = undefined;
      break;
    case 'm':
      load(draft, value);
      break;
    case 'j':
      draft.target = { name: value, spec: targetSpec(value), options: {} };
      break;
    case 'g':
      draft.goto = value;
      break;
    default:
      extended(draft, option, values, not);
  }
}

function extended(draft: Draft, option: string, values: readonly string[], not: boolean): void {
  const found = lookUp(draft, option);
  if (!found) refuse(`unknown option "${option}"`);
  else if (found.kind === 'match') found.own.push(found.option.to(values, not, context(draft)));
  else if (draft.target) draft.target.options[found.name] = values[0] ?? '';
}

const context = (draft: Draft): Context => ({ family: draft.family, proto: draft.proto });

function finish(draft: Draft, options: ParseOptions): readonly RuleSpec[] {
  for (const { extension: ext, own } of draft.modules) ext.check?.(own, context(draft));
  checkDevices(draft, options.chain);
  const target = makeTarget(draft);
  checkPlace(target, options);
  const ext = draft.modules.flatMap(({ name, own }) => merged(name, own));
  checkPolicies(ext, options.chain);
  const hosts = (m: 'src' | 'dst', { list, not }: Draft['src']): Match[] =>
    list.length
      ? list.map((cidr) => ({ m, cidr, ...(not ? { not: true as const } : {}) }))
      : [{ m, cidr: draft.family === 4 ? '0.0.0.0/0' : '::/0' }];
  return hosts('src', draft.src).flatMap((src) =>
    hosts('dst', draft.dst).map((dst) => {
      const ends = [src, dst].filter((it) => (it.m === 'src' || it.m === 'dst') && !(isEverything(it.cidr) && !it.not));
      return { matches: canonical([...ends, ...draft.base, ...ext]), target };
    }),
  );
}

const RANK = ['sport', 'dport', 'tcpflags', 'ctstate', 'ctorigdst', 'ctorigdstport', 'ctdir'];

// Each extension prints its options in its own order, and some keep them all in one match.
function merged(name: string, own: readonly Match[]): Match[] {
  if (own.length === 0) return name === 'tcp' || name === 'udp' || name === 'sctp' ? [{ m: 'module', name }] : [];
  const [first] = own;
  if (first && ['addrtype', 'iprange', 'physdev', 'limit', 'policy'].includes(first.m)) {
    const rate = own.flatMap((it) => (it.m === 'limit' && it.rate !== '' ? [it.rate] : []))[0];
    const all = Object.assign({}, ...own) as Match;
    if (all.m === 'policy' && all.pol === 'none') return [{ m: 'policy', dir: all.dir ?? 'in', pol: 'none' }];
    return [all.m === 'limit' ? { ...all, rate: rate ?? '3/hour' } : all];
  }
  return [...own].sort((a, b) => RANK.indexOf(a.m) - RANK.indexOf(b.m));
}

function makeTarget(draft: Draft): Target {
  const { target } = draft;
  if (draft.goto !== undefined) return { t: 'goto', chain: draft.goto };
  if (!target) return { t: 'none' };
  return target.spec ? target.spec.make(target.options, context(draft)) : { t: 'jump', chain: target.name };
}

function checkDevices(draft: Draft, chain: string | undefined): void {
  const has = (m: string): boolean => draft.base.some((match) => match.m === m);
  if (has('in') && (chain === 'OUTPUT' || chain === 'POSTROUTING')) refuse(`Can't use --in-interface with ${chain}`);
  if (has('out') && (chain === 'INPUT' || chain === 'PREROUTING')) refuse(`Can't use --out-interface with ${chain}`);
}

/** Where the kernel allows a target: `table` and `hooks` of struct xt_target. */
const PLACES: Readonly<Record<string, { readonly table: TableName; readonly hooks: readonly string[] }>> = {
  DNAT: { table: 'nat', hooks: ['PREROUTING', 'OUTPUT'] },
  REDIRECT: { table: 'nat', hooks: ['PREROUTING', 'OUTPUT'] },
  SNAT: { table: 'nat', hooks: ['POSTROUTING', 'INPUT'] },
  MASQUERADE: { table: 'nat', hooks: ['POSTROUTING'] },
  REJECT: { table: 'filter', hooks: ['INPUT', 'FORWARD', 'OUTPUT'] },
};

// policy_mt_check: nothing has been decrypted on its way out, or has its state before it is routed.
function checkPolicies(matches: readonly Match[], chain = ''): void {
  const impossible = { in: ['OUTPUT', 'POSTROUTING'], out: ['PREROUTING', 'INPUT'] } as const;
  for (const match of matches)
    if (match.m === 'policy' && impossible[match.dir ?? 'in'].some((hook) => hook === chain))
      refuse('Invalid argument', { status: 4, kernel: true });
}

const HOOKS = ['PREROUTING', 'INPUT', 'FORWARD', 'OUTPUT', 'POSTROUTING'];

function checkPlace(target: Target, { table, chain }: ParseOptions): void {
  const place = PLACES[target.t];
  if (!place || table === undefined) return;
  const wrongHook = chain !== undefined && HOOKS.includes(chain) && !place.hooks.includes(chain);
  if (place.table !== table || wrongHook) refuse('Invalid argument', { status: 4, kernel: true });
}
