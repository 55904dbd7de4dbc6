import type { Tx } from '../../../base/index.ts';
import {
  type Match,
  type RuleSpec,
  ruleAppend,
  ruleDelete,
  ruleFind,
  ruleInsert,
  type TableName,
  type Target,
} from '../../../net/index.ts';

/** One rule that Docker programs: where it goes, at which end of the chain, and what it says. */
export interface Entry {
  readonly family: 4 | 6;
  readonly table: TableName;
  readonly chain: string;
  readonly at: 'end' | 'top';
  readonly spec: RuleSpec;
}

/** Puts rules in place in order; one that is there already stays where it is (iptables.Rule#Append and #Insert in moby). */
export function program(tx: Tx, netns: string, entries: readonly Entry[]): void {
  for (const it of entries) {
    if (ruleFind(tx, netns, it.family, it.table, it.chain, it.spec) > 0) continue;
    if (it.at === 'top') ruleInsert(tx, netns, it.family, it.table, it.chain, it.spec);
    else ruleAppend(tx, netns, it.family, it.table, it.chain, it.spec);
  }
}

/** Takes the same rules away again; those that somebody else removed are not missed. */
export function withdraw(tx: Tx, netns: string, entries: readonly Entry[]): void {
  for (const it of entries) {
    const { family, table, chain, spec } = it;
    const position = ruleFind(tx, netns, family, table, chain, spec);
    if (position > 0) ruleDelete(tx, netns, family, table, chain, position);
  }
}

/** A rule of a table, from its matches and what it does. */
export function entry(
  family: 4 | 6,
  table: TableName,
  chain: string,
  at: Entry['at'],
  matches: readonly Match[],
  target: Target | string,
): Entry {
  return { family, table, chain, at, spec: { matches, target: typeof target === 'string' ? verdict(target) : target } };
}

function verdict(name: string): Target {
  if (name === 'ACCEPT' || name === 'DROP' || name === 'RETURN') return { t: name };
  if (name === 'MASQUERADE') return { t: 'MASQUERADE' };
  return { t: 'jump', chain: name };
}

export const src = (cidr: string): Match => ({ m: 'src', cidr });
export const notSrc = (cidr: string): Match => ({ m: 'src', cidr, not: true });
export const dst = (cidr: string): Match => ({ m: 'dst', cidr });
export const notDst = (cidr: string): Match => ({ m: 'dst', cidr, not: true });
export const from = (dev: string): Match => ({ m: 'in', dev });
export const notFrom = (dev: string): Match => ({ m: 'in', dev, not: true });
export const to = (dev: string): Match => ({ m: 'out', dev });
export const notTo = (dev: string): Match => ({ m: 'out', dev, not: true });
export const proto = (name: string): Match => ({ m: 'proto', proto: name });
export const dport = (name: 'tcp' | 'udp' | 'sctp', port: number): readonly [Match, Match] => [
  proto(name),
  { m: 'dport', proto: name, from: port, to: port },
];
export const sport = (name: 'tcp' | 'udp', port: number): readonly Match[] => [
  proto(name),
  { m: 'sport', proto: name, from: port, to: port },
];
export const established: Match = { m: 'ctstate', states: ['RELATED', 'ESTABLISHED'] };
export const toLocal: Match = { m: 'addrtype', dst: 'LOCAL' };

/** The address as iptables writes a single one. */
export function one(ip: string): string {
  return `${ip}/${ip.includes(':') ? 128 : 32}`;
}
