import { isIpv6 } from '../../base/index.ts';
import { ipvsFor } from '../ipvs.ts';
import { isLinkLocal, isLocal } from '../read.ts';
import type { Hook } from '../rows/index.ts';
import { confirm, track } from './conntrack.ts';
import { mayTell } from './icmp-limit.ts';
import { setUp, translate } from './nat.ts';
import { type ErrorKind, icmpError, resetFor } from './packet.ts';
import { type Devices, traverse, type Verdict } from './rules.ts';
import { hop, type Skb, type Tracking, type Walk } from './walk.ts';

/** Runs the tables of one hook in the order of their priorities (NF_IP_PRI_*). False: the packet is gone. */
export function runHook(w: Walk, skb: Skb, netns: string, hook: Hook, dev: Devices): boolean {
  const family = isIpv6(skb.packet.dst) ? 6 : 4;
  const pass = (table: 'raw' | 'mangle' | 'filter'): boolean =>
    settle(w, skb, netns, traverse(w, skb, netns, family, table, hook, dev));
  switch (hook) {
    case 'PREROUTING':
    case 'OUTPUT':
      if (!pass('raw')) return false;
      track(w.tx, netns, skb);
      if (!pass('mangle')) return false;
      nat(w, skb, netns, family, hook, dev, 'dst');
      return hook === 'PREROUTING' || pass('filter');
    case 'FORWARD':
      return pass('mangle') && pass('filter');
    case 'INPUT':
      if (!pass('mangle') || !pass('filter')) return false;
      // What IPVS balances leaves here again: it is not confirmed before it has passed POSTROUTING.
      if (skb.ct?.state === 'NEW' && ipvsFor(w.tx, netns, skb.packet)) return true;
      nat(w, skb, netns, family, hook, dev, 'src');
      confirm(w.tx, netns, skb);
      return true;
    case 'POSTROUTING':
      if (!pass('mangle')) return false;
      nat(w, skb, netns, family, hook, dev, 'src');
      confirm(w.tx, netns, skb);
      return true;
  }
}

// Only the first packet of a flow sees the nat table; what it decided is then done to every packet (nf_nat_inet_fn).
function nat(w: Walk, skb: Skb, netns: string, family: 4 | 6, hook: Hook, dev: Devices, stage: 'dst' | 'src'): void {
  const ct = skb.ct;
  const done = stage === 'dst' ? 'dstDone' : 'srcDone';
  const before = skb.packet;
  let verdict: Verdict | undefined;
  if (ct && !ct[done]) {
    verdict = traverse(w, skb, netns, family, 'nat', hook, dev);
    if (verdict.kind === 'nat') setUp(w.tx, netns, skb, verdict.rule, dev.out);
    ct[done] = true;
  }
  translate(skb, stage);
  const name = dev.out ?? dev.in;
  if (verdict?.kind === 'nat')
    hop(
      w,
      netns,
      name,
      { kind: 'rule', table: 'nat', hook, chain: verdict.chain, number: verdict.number, rule: verdict.rule },
      before,
      skb.packet,
    );
  else if (skb.packet !== before) hop(w, netns, name, { kind: 'conntrack' }, before, skb.packet);
}

function settle(w: Walk, skb: Skb, netns: string, verdict: Verdict): boolean {
  if (verdict.kind === 'accept' || verdict.kind === 'nat') return true;
  if (verdict.kind === 'reject') {
    reject(w, skb, netns, verdict.with);
    w.ending ??= { outcome: 'rejected', at: netns, packet: skb.packet };
  } else w.ending ??= { outcome: 'dropped', at: netns, packet: skb.packet };
  return false;
}

const REJECTS: Readonly<Record<string, ErrorKind>> = {
  'icmp-net-unreachable': 'net',
  'icmp-host-unreachable': 'host',
  'icmp-proto-unreachable': 'proto',
  'icmp-port-unreachable': 'port',
  'icmp-net-prohibited': 'net-prohibited',
  'icmp-host-prohibited': 'host-prohibited',
  'icmp-admin-prohibited': 'admin-prohibited',
  'icmp6-no-route': 'net',
  'icmp6-adm-prohibited': 'admin-prohibited',
  'icmp6-addr-unreachable': 'host',
  'icmp6-port-unreachable': 'port',
};

/** The REJECT target. Its answer belongs to the flow of the rejected packet, so NAT is undone on it (nf_ct_attach). */
function reject(w: Walk, skb: Skb, netns: string, how: string): void {
  if (how === 'tcp-reset') {
    if (skb.packet.proto !== 'tcp' || skb.packet.flags?.startsWith('R')) return;
    w.answers.push({ netns, packet: resetFor(skb.packet), ...attach(skb, 'ESTABLISHED') });
    return;
  }
  answerError(w, skb, netns, REJECTS[how] ?? 'port');
}

function attach(skb: Skb, state: Tracking['state']): { readonly ct?: Tracking } {
  if (!skb.ct || skb.ct.state === 'INVALID' || skb.ct.state === 'UNTRACKED') return {};
  return { ct: { ...skb.ct, state, dir: skb.ct.dir === 'orig' ? 'reply' : 'orig', dstDone: true, srcDone: true } };
}

/** Link-local destinations are reached by the interface that they were heard on (RFC 4007). */
export function zone(dst: string, dev: string | undefined): { readonly dev?: string } {
  return dev !== undefined && isLinkLocal(dst) ? { dev } : {};
}

interface ErrorAbout {
  /** What would have fitted, in bytes. */
  readonly mtu?: number;
  /** There was no route. */
  readonly routeless?: boolean;
}

/** Sends an ICMP error about the packet, if its sender was not told too often; from the address it was sent to, if that is one of ours (icmp_send). */
export function answerError(w: Walk, skb: Skb, netns: string, kind: ErrorKind, about: ErrorAbout = {}): void {
  const { mtu, routeless = false } = about;
  const src = isLocal(w.tx, netns, skb.packet.dst) ? skb.packet.dst : '';
  const packet = icmpError(skb.packet, kind, src, mtu);
  if (!packet) return;
  if (!mayTell(w.tx, netns, packet.dst, kind, routeless)) {
    hop(w, netns, undefined, { kind: 'icmp-limit' }, skb.packet);
    return;
  }
  w.answers.push({ netns, packet, ...attach(skb, 'RELATED'), ...zone(packet.dst, skb.inDev) });
}
