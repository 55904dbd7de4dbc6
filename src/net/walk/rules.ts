import { chainKey, counterOf } from '../chain.ts';
import {
  type Chain,
  type Counter,
  chains,
  counters,
  type Hook,
  type Packet,
  type Rule,
  type TableName,
} from '../rows/index.ts';
import { packetKeys, ruleKey, ruleMatches, type Seen } from './match.ts';
import { hop, type Skb, type Walk } from './walk.ts';

/** What a table says of a packet. */
export type Verdict =
  | { readonly kind: 'accept' | 'drop' }
  | { readonly kind: 'reject'; readonly with: string }
  | { readonly kind: 'nat'; readonly chain: string; readonly number: number; readonly rule: Rule };

const ACCEPT: Verdict = { kind: 'accept' };
const DROP: Verdict = { kind: 'drop' };

/** Devices that the hook has. */
export interface Devices {
  readonly in?: string | undefined;
  readonly out?: string | undefined;
  readonly physOut?: string | undefined;
}

/**
 * Traverses one table at one hook, nft_do_chain or ipt_do_table: rules in order, jumps and returns, then the policy.
 * A table that nobody has touched is not there and counts nothing.
 */
export function traverse(
  w: Walk,
  skb: Skb,
  netns: string,
  family: 4 | 6,
  table: TableName,
  hook: Hook,
  dev: Devices,
): Verdict {
  const base = w.tx.get(chains, chainKey(netns, family, table, hook));
  if (!base) return ACCEPT;
  const verdict = run(w, skb, base, hook, dev, 0);
  if (verdict) return verdict;
  count(w, chainKey(netns, family, table, hook), skb);
  const dropped = base.policy === 'DROP';
  const what = { kind: 'rule', table, hook, chain: hook, number: 0, rule: undefined } as const;
  if (dropped || base.rules.length)
    hop(w, netns, dev.out ?? dev.in, what, skb.packet, skb.packet, dropped ? 'drop' : 'go');
  return dropped ? DROP : ACCEPT;
}

// Undefined: the chain ended, or RETURN.
function run(w: Walk, skb: Skb, chain: Chain, hook: Hook, dev: Devices, depth: number): Verdict | undefined {
  if (depth > 16) return DROP;
  for (const number of candidates(chain.rules, skb.packet)) {
    const rule = chain.rules[number];
    if (!rule || !ruleMatches(w.tx, rule, look(skb, chain.netns, dev))) continue;
    count(w, rule.id, skb);
    const what = { kind: 'rule', table: chain.table, hook, chain: chain.name, number: number + 1, rule } as const;
    const note = (verdict: 'go' | 'drop' | 'reject'): void =>
      hop(w, chain.netns, dev.out ?? dev.in, what, skb.packet, skb.packet, verdict);
    const { target } = rule;
    switch (target.t) {
      case 'ACCEPT':
        note('go');
        return ACCEPT;
      case 'DROP':
        note('drop');
        return DROP;
      case 'REJECT':
        note('reject');
        return { kind: 'reject', with: target.with };
      case 'RETURN':
        note('go');
        return undefined;
      case 'jump':
      case 'goto': {
        const next = w.tx.get(chains, chainKey(chain.netns, chain.family, chain.table, target.chain));
        const verdict = next && run(w, skb, next, hook, dev, depth + 1);
        if (verdict || target.t === 'goto') return verdict;
        break;
      }
      case 'MASQUERADE':
      case 'SNAT':
      case 'DNAT':
      case 'REDIRECT':
        return { kind: 'nat', chain: chain.name, number: number + 1, rule };
      case 'MARK': {
        const mask = target.mask ?? 0xffffffff;
        const before = skb.packet;
        skb.packet = { ...before, mark: (((before.mark ?? 0) & ~mask) ^ target.value) >>> 0 };
        hop(w, chain.netns, dev.out ?? dev.in, what, before, skb.packet);
        break;
      }
      case 'LOG':
        note('go');
        break;
      case 'none':
        break;
    }
  }
  return undefined;
}

function look(skb: Skb, netns: string, dev: Devices): Seen {
  return {
    netns,
    packet: skb.packet,
    ct: skb.ct,
    in: dev.in,
    out: dev.out,
    physIn: skb.physIn,
    physOut: dev.physOut,
    srcMac: skb.srcMac,
    ipvs: skb.ipvs,
    secpath: skb.secpath,
  };
}

function count(w: Walk, id: string, skb: Skb): void {
  const { packets, bytes }: Counter = counterOf(w.tx, id);
  w.tx.put(counters, id, { packets: packets + 1, bytes: bytes + skb.packet.size });
}

interface Filed {
  /** Positions of rules that are about neither one destination nor one port. */
  readonly rest: readonly number[];
  readonly exact: ReadonlyMap<string, readonly number[]>;
}

// Rules are tried in order by definition; one that names another destination or port cannot match, so it need not be tried.
const filed = new WeakMap<readonly Rule[], Filed>();
const SHORT = 16;

function candidates(rules: readonly Rule[], packet: Packet): Iterable<number> {
  if (rules.length <= SHORT) return rules.keys();
  const { rest, exact } = filed.get(rules) ?? file(rules);
  const own = packetKeys(packet).flatMap((key) => exact.get(key) ?? []);
  return own.length > 0 ? [...rest, ...own].sort((a, b) => a - b) : rest;
}

function file(rules: readonly Rule[]): Filed {
  const rest: number[] = [];
  const exact = new Map<string, number[]>();
  for (const [i, rule] of rules.entries()) {
    const key = ruleKey(rule);
    const list = key === undefined ? rest : exact.get(key);
    if (list) list.push(i);
    else if (key !== undefined) exact.set(key, [i]);
  }
  const made = { rest, exact };
  filed.set(rules, made);
  return made;
}
