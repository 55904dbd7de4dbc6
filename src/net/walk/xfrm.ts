import type { Link, Packet, XfrmPolicy, XfrmState } from '../rows/index.ts';
import { xfrmPolicyUsed, xfrmStateFor, xfrmStateOf, xfrmStateUsed } from '../xfrm.ts';
import { runHook } from './hooks.ts';
import { receiveAgain } from './input.ts';
import { localOut } from './output.ts';
import { headerOf } from './packet.ts';
import { drop, hop, newSkb, type Skb, type Walk } from './walk.ts';

/** SPI and sequence number; the initialisation vector of AES-GCM; pad length and next header (RFC 4303, RFC 4106). */
const HEADER = 8;
const IV = 8;
const TRAILER = 2;

/** xfrm_output: what falls under a policy leaves encrypted, as a new packet that begins at OUTPUT; without a state it is lost. */
export function xfrmOut(w: Walk, skb: Skb, netns: string, link: Link, policy: XfrmPolicy): void {
  const state = xfrmStateFor(w.tx, netns, policy.tmpl);
  const what = { kind: 'xfrm', way: 'out', spi: policy.tmpl.spi, known: state !== undefined } as const;
  xfrmPolicyUsed(w.tx, policy);
  if (!state) {
    drop(w, netns, link, what, skb);
    return;
  }
  if (!runHook(w, skb, netns, 'POSTROUTING', { out: link.name })) return;
  const { oseq } = xfrmStateUsed(w.tx, state, payloadOf(skb.packet), 1);
  const packet = seal(skb.packet, state, oseq);
  hop(w, netns, link, what, skb.packet, packet);
  localOut(w, netns, { packet, inner: skb.inner });
}

/** xfrm_input: decrypted with the state of its SPI, the packet arrives once more; without one it is lost. */
export function xfrmIn(w: Walk, link: Link, skb: Skb): void {
  const { packet } = skb;
  const { netns } = link;
  if (!packet.esp) return;
  const { spi, sealed } = packet.esp;
  const state = xfrmStateOf(w.tx, netns, { dst: packet.dst, proto: 'esp', spi });
  const what = { kind: 'xfrm', way: 'in', spi, known: state !== undefined } as const;
  if (!state) {
    drop(w, netns, link, what, skb);
    return;
  }
  xfrmStateUsed(w.tx, state, payloadOf(sealed), 0);
  const { mark: _mark, ...opened } = sealed;
  const clear = newSkb({ ...opened, src: packet.src, dst: packet.dst, ttl: packet.ttl });
  hop(w, netns, link, what, packet, clear.packet);
  receiveAgain(w, link, { ...clear, inDev: skb.inDev, srcMac: skb.srcMac, secpath: state, inner: skb.inner });
}

const payloadOf = (packet: Packet): number => packet.size - headerOf(packet.dst);

/** Transport mode: the IP header stays, what follows it is padded to four bytes and encrypted. */
function seal(packet: Packet, state: XfrmState, seq: number): Packet {
  const length = HEADER + IV + Math.ceil((payloadOf(packet) + TRAILER) / 4) * 4 + state.aead.icv / 8;
  const { src, dst, ttl, df, mark } = packet;
  return {
    src,
    dst,
    proto: 'esp',
    ttl,
    size: headerOf(dst) + length,
    ...(df === undefined ? {} : { df }),
    ...(mark === undefined ? {} : { mark }),
    esp: { spi: state.spi, seq, sealed: packet },
  };
}
