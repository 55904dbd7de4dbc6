import { compareText, type Reader, type Tx } from '../base/index.ts';
import { NetError } from './errors.ts';
import { canonical } from './print.ts';
import {
  type Chain,
  type Counter,
  chains,
  counters,
  type Hook,
  netnses,
  type Rule,
  type TableName,
} from './rows/index.ts';
import { findRule, withoutRule, withRule } from './rule-list.ts';
import { nextId } from './seq.ts';

/** A rule before it has an id. */
export type RuleSpec = Pick<Rule, 'matches' | 'target'>;

/** Built-in chains of each table in the order in which iptables(8) lists them. */
export const BUILTIN: Readonly<Record<TableName, readonly Hook[]>> = {
  raw: ['PREROUTING', 'OUTPUT'],
  mangle: ['PREROUTING', 'INPUT', 'FORWARD', 'OUTPUT', 'POSTROUTING'],
  nat: ['PREROUTING', 'INPUT', 'OUTPUT', 'POSTROUTING'],
  filter: ['INPUT', 'FORWARD', 'OUTPUT'],
};

const NONE: Counter = { packets: 0, bytes: 0 };

/** Key of a chain in its table; its policy is counted under it too. */
export function chainKey(netns: string, family: 4 | 6, table: TableName, chain: string): string {
  return `${netns}|${family}|${table}|${chain}`;
}

/** Whether the kernel hooks this chain of a table by itself. */
export function isBuiltin(table: TableName, chain: string): boolean {
  return (BUILTIN[table] as readonly string[]).includes(chain);
}

/** The chain; a built-in one exists, empty and with policy ACCEPT, before anybody touches it. */
export function chainOf(r: Reader, netns: string, family: 4 | 6, table: TableName, name: string): Chain | undefined {
  const row = r.get(chains, chainKey(netns, family, table, name));
  if (row || !isBuiltin(table, name) || !r.get(netnses, netns)) return row;
  return { netns, family, table, name, policy: 'ACCEPT', rules: [] };
}

/** Chains of a table: the built-in ones in hook order, then the others by name. */
export function chainsOf(r: Reader, netns: string, family: 4 | 6, table: TableName): Chain[] {
  const builtin = BUILTIN[table].flatMap((name) => chainOf(r, netns, family, table, name) ?? []);
  const own = r
    .by(chains, 'netns', netns)
    .filter((chain) => chain.family === family && chain.table === table && !isBuiltin(table, chain.name))
    .sort((a, b) => compareText(a.name, b.name));
  return [...builtin, ...own];
}

/** How often a rule or policy has decided: `id` is a rule's id or a chain's key. */
export function counterOf(r: Reader, id: string): Counter {
  return r.get(counters, id) ?? NONE;
}

/** How many rules jump to the chain: `(2 references)`. */
export function referencesOf(r: Reader, chain: Chain): number {
  return chainsOf(r, chain.netns, chain.family, chain.table)
    .flatMap((other) => other.rules)
    .filter((rule) => jumpOf(rule) === chain.name).length;
}

function jumpOf(rule: RuleSpec): string | undefined {
  return rule.target.t === 'jump' || rule.target.t === 'goto' ? rule.target.chain : undefined;
}

function must(r: Reader, netns: string, family: 4 | 6, table: TableName, name: string): Chain {
  const chain = chainOf(r, netns, family, table, name);
  if (!chain) throw new NetError('ENOENT', 'No chain/target/match by that name.');
  return chain;
}

// The first thing put into a table brings all its built-in chains into being (nft_xt_builtin_init in iptables/nft.c).
function save(tx: Tx, chain: Chain): Chain {
  const { netns, family, table } = chain;
  const [first = 'OUTPUT'] = BUILTIN[table];
  if (!tx.get(chains, chainKey(netns, family, table, first))) {
    for (const name of BUILTIN[table]) {
      tx.put(chains, chainKey(netns, family, table, name), { netns, family, table, name, policy: 'ACCEPT', rules: [] });
    }
  }
  return tx.put(chains, chainKey(chain.netns, chain.family, chain.table, chain.name), chain);
}

/** Makes a chain unless it exists: `iptables -N` that does not complain. */
export function ensureChain(tx: Tx, netns: string, family: 4 | 6, table: TableName, name: string): Chain {
  return save(tx, chainOf(tx, netns, family, table, name) ?? { netns, family, table, name, rules: [] });
}

/** `iptables -N`. */
export function chainAdd(tx: Tx, netns: string, family: 4 | 6, table: TableName, name: string): Chain {
  if (chainOf(tx, netns, family, table, name)) throw new NetError('EEXIST', 'Chain already exists.');
  return ensureChain(tx, netns, family, table, name);
}

/** `iptables -X`: an empty chain to which nothing jumps. */
export function deleteChain(tx: Tx, netns: string, family: 4 | 6, table: TableName, name: string): void {
  const chain = must(tx, netns, family, table, name);
  if (isBuiltin(table, name)) throw new NetError('ENOENT', 'No chain/target/match by that name.');
  // nft's backend, unlike the legacy one, refuses only chains in use; iptables flushes nothing on its own.
  if (chain.rules.length || referencesOf(tx, chain)) throw new NetError('EBUSY');
  tx.delete(counters, chainKey(netns, family, table, name));
  tx.delete(chains, chainKey(netns, family, table, name));
}

/** `iptables -E`. */
export function chainRename(tx: Tx, netns: string, family: 4 | 6, table: TableName, from: string, to: string): void {
  const chain = must(tx, netns, family, table, from);
  if (isBuiltin(table, from)) throw new NetError('ENOENT', 'No chain/target/match by that name.');
  if (chainOf(tx, netns, family, table, to)) throw new NetError('EEXIST', 'File exists.');
  const turned = (rules: readonly Rule[]): Rule[] =>
    rules.map((rule) => (jumpOf(rule) === from ? ({ ...rule, target: { ...rule.target, chain: to } } as Rule) : rule));
  tx.delete(chains, chainKey(netns, family, table, from));
  save(tx, { ...chain, name: to });
  for (const other of chainsOf(tx, netns, family, table))
    if (other.rules.some((rule) => jumpOf(rule) === from)) save(tx, { ...other, rules: turned(other.rules) });
}

/** `iptables -P`. */
export function chainPolicy(
  tx: Tx,
  netns: string,
  family: 4 | 6,
  table: TableName,
  name: string,
  policy: 'ACCEPT' | 'DROP',
): void {
  if (!isBuiltin(table, name)) throw new NetError('EINVAL', 'Bad built-in chain name.');
  save(tx, { ...must(tx, netns, family, table, name), policy });
}

/** `iptables -A`. */
export function ruleAppend(tx: Tx, netns: string, family: 4 | 6, table: TableName, name: string, spec: RuleSpec): Rule {
  return ruleInsert(tx, netns, family, table, name, spec, must(tx, netns, family, table, name).rules.length + 1);
}

/** `iptables -I`: before the rule that now has that number. */
export function ruleInsert(
  tx: Tx,
  netns: string,
  family: 4 | 6,
  table: TableName,
  name: string,
  spec: RuleSpec,
  position = 1,
): Rule {
  const chain = must(tx, netns, family, table, name);
  if (position > chain.rules.length + 1) throw new NetError('EINVAL', 'Index of insertion too big.');
  checkJump(tx, chain, spec);
  const rule: Rule = { id: nextId(tx, 'rule'), matches: canonical(spec.matches), target: spec.target };
  save(tx, { ...chain, rules: withRule(chain.rules, position - 1, rule) });
  return rule;
}

/** `iptables -R`. */
export function ruleReplace(
  tx: Tx,
  netns: string,
  family: 4 | 6,
  table: TableName,
  name: string,
  position: number,
  spec: RuleSpec,
): Rule {
  const chain = must(tx, netns, family, table, name);
  const old = chain.rules[position - 1];
  if (!old) throw new NetError('EINVAL', 'Index of replacement too big.');
  checkJump(tx, chain, spec);
  const rule: Rule = { id: nextId(tx, 'rule'), matches: canonical(spec.matches), target: spec.target };
  tx.delete(counters, old.id);
  save(tx, { ...chain, rules: chain.rules.with(position - 1, rule) });
  return rule;
}

// The kernel validates that no packet could go round in circles (nft_chain_validate: EMLINK).
function checkJump(tx: Tx, chain: Chain, spec: RuleSpec): void {
  const reach = (name: string, seen: Set<string>): boolean => {
    if (name === chain.name) return true;
    if (seen.has(name)) return false;
    seen.add(name);
    const rules = chainOf(tx, chain.netns, chain.family, chain.table, name)?.rules ?? [];
    return rules.some((rule) => {
      const next = jumpOf(rule);
      return next !== undefined && reach(next, seen);
    });
  };
  const to = jumpOf(spec);
  if (to === undefined) return;
  const target = chainOf(tx, chain.netns, chain.family, chain.table, to);
  if (!target || target.policy) throw new NetError('ENOENT', `Chain '${to}' does not exist`);
  if (reach(to, new Set())) throw new NetError('EMLINK');
}

/** Position (from 1) of the first rule that prints the same, or 0: what `iptables -C` and `-D` look for. */
export function ruleFind(
  r: Reader,
  netns: string,
  family: 4 | 6,
  table: TableName,
  name: string,
  spec: RuleSpec,
): number {
  return findRule(chainOf(r, netns, family, table, name)?.rules ?? [], spec) + 1;
}

/** `iptables -D`, by what the rule says or by its number. */
export function ruleDelete(
  tx: Tx,
  netns: string,
  family: 4 | 6,
  table: TableName,
  name: string,
  which: RuleSpec | number,
): void {
  const chain = must(tx, netns, family, table, name);
  const position = typeof which === 'number' ? which : ruleFind(tx, netns, family, table, name, which);
  const rule = chain.rules[position - 1];
  if (!rule) {
    const text =
      typeof which === 'number'
        ? 'Index of deletion too big.'
        : 'Bad rule (does a matching rule exist in that chain?).';
    throw new NetError('ENOENT', text);
  }
  tx.delete(counters, rule.id);
  save(tx, { ...chain, rules: withoutRule(chain.rules, position - 1) });
}

/** `iptables -F`, of one chain or of all of the table. */
export function flush(tx: Tx, netns: string, family: 4 | 6, table: TableName, name?: string): void {
  const list = name === undefined ? chainsOf(tx, netns, family, table) : [must(tx, netns, family, table, name)];
  for (const chain of list) {
    for (const rule of chain.rules) tx.delete(counters, rule.id);
    if (chain.rules.length) save(tx, { ...chain, rules: [] });
  }
}

/** `iptables -Z`, of one chain or of all of the table. */
export function zeroCounters(
  tx: Tx,
  netns: string,
  family: 4 | 6,
  table: TableName,
  name?: string,
  number?: number,
): void {
  const list = name === undefined ? chainsOf(tx, netns, family, table) : [must(tx, netns, family, table, name)];
  for (const chain of list) {
    if (number === undefined) tx.delete(counters, chainKey(netns, family, table, chain.name));
    const rules = number === undefined ? chain.rules : chain.rules.slice(number - 1, number);
    for (const rule of rules) tx.delete(counters, rule.id);
  }
}
