import { inCidr, type Reader, type Tx } from '../base/index.ts';
import { NetError } from './errors.ts';
import {
  type Packet,
  type XfrmPolicy,
  type XfrmState,
  type XfrmTemplate,
  xfrmPolicies,
  xfrmStates,
} from './rows/index.ts';
import { nextNumber } from './seq.ts';

type StateId = Pick<XfrmState, 'dst' | 'proto' | 'spi'>;
type Selector = Pick<XfrmPolicy, 'dir' | 'src' | 'dst' | 'proto' | 'dport' | 'mark'>;
type NewState = StateId & Pick<XfrmState, 'src' | 'reqid' | 'mode' | 'aead'>;
type NewPolicy = Selector & Pick<XfrmPolicy, 'priority' | 'tmpl'>;

const stateKey = (netns: string, { dst, proto, spi }: StateId): string => `${netns}|${dst}|${proto}|${spi}`;
const policyKey = (netns: string, p: Selector): string =>
  `${netns}|${p.dir}|${p.src}|${p.dst}|${p.proto}|${p.dport}|${p.mark.value}/${p.mark.mask}`;

/** `ip xfrm state list`: the newest first (xfrm_state_walk). */
export function xfrmStatesOf(r: Reader, netns: string): XfrmState[] {
  return r.by(xfrmStates, 'netns', netns).sort((a, b) => b.number - a.number);
}

/** `ip xfrm state get` */
export function xfrmStateOf(r: Reader, netns: string, id: StateId): XfrmState | undefined {
  return r.size(xfrmStates) === 0 ? undefined : r.get(xfrmStates, stateKey(netns, id));
}

/** `ip xfrm state add` */
export function xfrmStateAdd(tx: Tx, netns: string, wanted: NewState): XfrmState {
  if (xfrmStateOf(tx, netns, wanted)) throw new NetError('EEXIST');
  const number = nextNumber(tx, 'xfrm');
  const lifetime = { bytes: 0, packets: 0, added: tx.now };
  return tx.put(xfrmStates, stateKey(netns, wanted), { ...wanted, netns, number, oseq: 0, lifetime });
}

/** `ip xfrm state delete` */
export function xfrmStateDelete(tx: Tx, netns: string, id: StateId): void {
  tx.delete(xfrmStates, stateKey(netns, id));
}

/** `ip xfrm policy list`: the newest first (xfrm_policy_walk). */
export function xfrmPoliciesOf(r: Reader, netns: string): XfrmPolicy[] {
  return r.by(xfrmPolicies, 'netns', netns).sort((a, b) => b.number - a.number);
}

/** `ip xfrm policy get` */
export function xfrmPolicyOf(r: Reader, netns: string, selector: Selector): XfrmPolicy | undefined {
  return r.get(xfrmPolicies, policyKey(netns, selector));
}

const DIRECTIONS: Readonly<Record<XfrmPolicy['dir'], number>> = { in: 0, out: 1, fwd: 2 };

/** `ip xfrm policy update`: adds it, or takes the place of one with the same selector and mark. */
export function xfrmPolicyUpdate(tx: Tx, netns: string, wanted: NewPolicy): XfrmPolicy {
  const key = policyKey(netns, wanted);
  const index = tx.get(xfrmPolicies, key)?.index ?? nextNumber(tx, `xfrm/${netns}`) * 8 - 8 + DIRECTIONS[wanted.dir];
  return tx.put(xfrmPolicies, key, {
    ...wanted,
    netns,
    index,
    number: nextNumber(tx, 'xfrm'),
    lifetime: { bytes: 0, packets: 0, added: tx.now },
  });
}

/** `ip xfrm policy delete` */
export function xfrmPolicyDelete(tx: Tx, netns: string, selector: Selector): void {
  tx.delete(xfrmPolicies, policyKey(netns, selector));
}

/** xfrm_policy_lookup: the policy that a packet which leaves the namespace falls under. */
export function xfrmPolicyFor(r: Reader, netns: string, packet: Packet): XfrmPolicy | undefined {
  if (r.size(xfrmPolicies) === 0) return undefined;
  return r
    .by(xfrmPolicies, 'netns', netns)
    .filter((p) => p.dir === 'out' && selects(p, packet))
    .sort((a, b) => a.priority - b.priority || a.number - b.number)[0];
}

function selects(p: XfrmPolicy, packet: Packet): boolean {
  return (
    packet.proto === p.proto &&
    packet.dport === p.dport &&
    ((packet.mark ?? 0) & p.mark.mask) >>> 0 === p.mark.value &&
    inCidr(packet.src, p.src) &&
    inCidr(packet.dst, p.dst)
  );
}

/** xfrm_state_find: the state that does what a policy's template demands. */
export function xfrmStateFor(r: Reader, netns: string, tmpl: XfrmTemplate): XfrmState | undefined {
  const state = xfrmStateOf(r, netns, tmpl);
  return state?.src === tmpl.src && state.reqid === tmpl.reqid && state.mode === tmpl.mode ? state : undefined;
}

/** Counts what has passed a state; `sent` is 1 where it takes a sequence number. */
export function xfrmStateUsed(tx: Tx, state: XfrmState, bytes: number, sent: 0 | 1): XfrmState {
  const { lifetime } = state;
  return tx.put(xfrmStates, stateKey(state.netns, state), {
    ...state,
    oseq: state.oseq + sent,
    lifetime: {
      ...lifetime,
      bytes: lifetime.bytes + bytes,
      packets: lifetime.packets + 1,
      used: lifetime.used ?? tx.now,
      last: tx.now,
    },
  });
}

/** Notes when a policy was used; it counts nothing. */
export function xfrmPolicyUsed(tx: Tx, policy: XfrmPolicy): void {
  const lifetime = { ...policy.lifetime, used: tx.now };
  tx.put(xfrmPolicies, policyKey(policy.netns, policy), { ...policy, lifetime });
}
