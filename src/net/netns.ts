import type { Tx } from '../base/index.ts';
import { NetError } from './errors.ts';
import { ipvsDelete, ipvsOf } from './ipvs.ts';
import { linkAdd, remove } from './link.ts';
import { linkSet, settleIpv6 } from './link-set.ts';
import { linksOf, locals, tableKey } from './read.ts';
import {
  chains,
  conns,
  counters,
  datagrams,
  type Netns,
  netnses,
  routeTables,
  sockets,
  streams,
} from './rows/index.ts';
import { sysctlKnown, withSysctl } from './sysctl.ts';
import { forgetPeers } from './walk/icmp-limit.ts';
import { xfrmPoliciesOf, xfrmPolicyDelete, xfrmStateDelete, xfrmStatesOf } from './xfrm.ts';

/** `ip netns add`: a namespace with lo, up and with its addresses. */
export function netnsAdd(
  tx: Tx,
  wanted: Pick<Netns, 'id' | 'host' | 'file'> & { readonly sysctls?: Netns['sysctls'] },
): Netns {
  if (tx.get(netnses, wanted.id)) throw new NetError('EEXIST');
  tx.put(netnses, wanted.id, { sysctls: {}, nextIfindex: 1, ...wanted });
  const lo = linkAdd(tx, wanted.id, { kind: 'lo', name: 'lo' });
  linkSet(tx, lo.id, { up: true });
  return netnsOf(tx, wanted.id);
}

function netnsOf(tx: Tx, id: string): Netns {
  const row = tx.get(netnses, id);
  if (!row) throw new NetError('ENOENT');
  return row;
}

/** `ip netns delete`: its links go (veths with their peers), its rules, flows and sockets. */
export function netnsDelete(tx: Tx, id: string): void {
  netnsOf(tx, id);
  for (const link of linksOf(tx, id)) remove(tx, link);
  for (const chain of tx.by(chains, 'netns', id)) {
    const key = `${chain.netns}|${chain.family}|${chain.table}|${chain.name}`;
    for (const rule of chain.rules) tx.delete(counters, rule.id);
    tx.delete(counters, key);
    tx.delete(chains, key);
  }
  for (const conn of tx.by(conns, 'netns', id)) tx.delete(conns, conn.id);
  for (const socket of tx.by(sockets, 'netns', id)) {
    for (const datagram of tx.by(datagrams, 'waiting', socket.id)) tx.delete(datagrams, datagram.id);
    tx.delete(sockets, socket.id);
  }
  for (const end of ['a', 'b'] as const)
    for (const stream of tx.by(streams, `${end}Netns`, id)) tx.delete(streams, stream.id);
  for (const service of ipvsOf(tx, id)) ipvsDelete(tx, id, service.mark);
  for (const state of xfrmStatesOf(tx, id)) xfrmStateDelete(tx, id, state);
  for (const policy of xfrmPoliciesOf(tx, id)) xfrmPolicyDelete(tx, id, policy);
  for (const local of tx.by(locals, 'netns', id)) tx.delete(locals, `${id}|${local.kind}|${local.ip}`);
  forgetPeers(tx, id);
  for (const family of [4, 6] as const) tx.delete(routeTables, tableKey(id, family));
  tx.delete(netnses, id);
}

/** `sysctl -w`, with what the kernel does at once: IPv6 addresses come and go with disable_ipv6. */
export function sysctlSet(tx: Tx, netns: string, name: string, value: string): void {
  if (!sysctlKnown(name)) throw new NetError('ENOENT');
  tx.patch(netnses, netns, { sysctls: withSysctl(netnsOf(tx, netns).sysctls, name, value) });
  if (name.endsWith('.disable_ipv6')) settleIpv6(tx, netns);
}
