import { isIpv6, type Tx } from '../../base/index.ts';
import { linkByName, sourceFor } from '../read.ts';
import type { Flow, Packet, Rule, Target } from '../rows/index.ts';
import { nattedOf, tupleUsed } from './conntrack.ts';
import type { Skb, Tracking } from './walk.ts';

/** `ADDRESS`, `ADDRESS:PORT`, `:PORT`, `[V6]:PORT`, ports as `from-to`; a range of addresses gives its first. */
export function parseTo(text: string): {
  readonly ip: string | undefined;
  readonly ports: readonly [number, number] | undefined;
} {
  const [, bracketed, plain, ports] =
    /^(?:\[([^\]]+)\]|([^[\]]*?))(?::([\d-]+))?$/.exec(
      text.split(':').length > 2 && !text.startsWith('[') ? `[${text}]` : text,
    ) ?? [];
  const ip = (bracketed ?? plain ?? '').split('-')[0];
  return { ip: ip || undefined, ports: ports === undefined ? undefined : parsePorts(ports) };
}

function parsePorts(text: string): readonly [number, number] {
  const [from = 0, to = from] = text.split('-').map(Number);
  return [from, to];
}

/** nf_nat_setup_info: decides what the replies of a new flow will look like. */
export function setUp(tx: Tx, netns: string, skb: Skb, rule: Rule, out: string | undefined): void {
  const ct = skb.ct;
  if (!ct) return;
  const { target } = rule;
  switch (target.t) {
    case 'DNAT':
    case 'REDIRECT':
      ct.reply = destination(tx, netns, ct, target, skb);
      break;
    case 'SNAT':
    case 'MASQUERADE':
      ct.reply = source(tx, netns, ct, target, out, skb.packet.dst);
      break;
    default:
      break;
  }
}

type Dst = Extract<Target, { readonly t: 'DNAT' | 'REDIRECT' }>;
function destination(tx: Tx, netns: string, ct: Tracking, target: Dst, skb: Skb): Flow {
  if (target.t === 'DNAT') {
    const { ip, ports } = parseTo(target.to);
    return { ...ct.reply, src: ip ?? ct.reply.src, sport: ports?.[0] ?? ct.reply.sport };
  }
  const port = target.toPorts === undefined ? ct.reply.sport : parsePorts(target.toPorts)[0];
  // REDIRECT goes to the address of the interface it came in by, to loopback for local packets (nf_nat_redirect_ipv4).
  const six = isIpv6(skb.packet.dst);
  const inLink = skb.inDev === undefined ? undefined : linkByName(tx, netns, skb.inDev);
  const own = inLink?.addrs.find((a) => a.ip.includes(':') === six)?.ip;
  return { ...ct.reply, src: own ?? (six ? '::1' : '127.0.0.1'), sport: port };
}

type Src = Extract<Target, { readonly t: 'SNAT' | 'MASQUERADE' }>;
function source(tx: Tx, netns: string, ct: Tracking, target: Src, out: string | undefined, dst: string): Flow {
  const wanted =
    target.t === 'SNAT'
      ? parseTo(target.to)
      : {
          ip: outAddress(tx, netns, out, dst),
          ports: target.toPorts === undefined ? undefined : parsePorts(target.toPorts),
        };
  const reply = { ...ct.reply, dst: wanted.ip ?? ct.reply.dst };
  const hasPorts = reply.proto !== 'icmp' && reply.proto !== 'icmpv6';
  const random = target.t === 'MASQUERADE' && target.random === true;
  const inRange = !wanted.ports || (reply.dport >= wanted.ports[0] && reply.dport <= wanted.ports[1]);
  if (inRange && !random && !tupleUsed(tx, netns, reply)) return reply;
  const [low, high] = wanted.ports ?? classOf(hasPorts ? reply.dport : 1024);
  const span = high - low + 1;
  const start = tx.random(span);
  for (let i = 0; i < Math.min(span, 4096); i++) {
    const port = low + ((start + i) % span);
    // The id of an echo takes the place of both ports.
    const next = { ...reply, dport: port, ...(hasPorts ? {} : { sport: port }) };
    if (!tupleUsed(tx, netns, next)) return next;
  }
  return reply;
}

// A port moves only within its class: nf_nat_l4proto_unique_tuple.
function classOf(port: number): readonly [number, number] {
  return port < 512 ? [1, 511] : port < 1024 ? [600, 1023] : [1024, 65535];
}

// inet_select_addr(out, nexthop): MASQUERADE takes the address of the interface the packet leaves by.
function outAddress(tx: Tx, netns: string, out: string | undefined, dst: string): string | undefined {
  const link = out === undefined ? undefined : linkByName(tx, netns, out);
  return link && sourceFor(tx, netns, dst, { dst: 'default', link: link.id, scope: 'global', proto: 'kernel' });
}

/** Rewrites the half of the packet that this stage is about: destinations early, sources late (nf_nat_packet). */
export function translate(skb: Skb, stage: 'dst' | 'src'): void {
  const { ct, packet } = skb;
  if (!ct || ct.state === 'INVALID' || ct.state === 'UNTRACKED') return;
  const natted = nattedOf(ct);
  if (natted === 'none') return;
  if (ct.state === 'RELATED') skb.packet = relatedError(packet, ct, stage);
  else if (stage === 'dst')
    skb.packet = toward(
      packet,
      'dst',
      ct.dir === 'orig' ? [ct.reply.src, ct.reply.sport] : [ct.orig.src, ct.orig.sport],
    );
  else
    skb.packet = toward(
      packet,
      'src',
      ct.dir === 'orig' ? [ct.reply.dst, ct.reply.dport] : [ct.orig.dst, ct.orig.dport],
    );
}

function toward(packet: Packet, side: 'src' | 'dst', [ip, port]: readonly [string, number]): Packet {
  if (packet.icmp)
    return packet.icmp.id === port && packet[side] === ip
      ? packet
      : { ...packet, [side]: ip, icmp: { ...packet.icmp, id: port } };
  const name = side === 'src' ? 'sport' : 'dport';
  if (packet[side] === ip && packet[name] === port) return packet;
  return { ...packet, [side]: ip, ...(packet[name] === undefined ? {} : { [name]: port }) };
}

// nf_nat_icmp_reply_translation: the quoted packet is turned back too, so that its sender recognises it.
function relatedError(packet: Packet, ct: Tracking, stage: 'dst' | 'src'): Packet {
  const natted = nattedOf(ct);
  const reverse = ct.dir === 'reply';
  const needs = (stage === 'dst') === reverse ? 'src' : 'dst';
  const quoted = packet.icmp?.about;
  if ((natted !== 'both' && natted !== needs) || !packet.icmp || !quoted) return packet;
  const [ours, theirs] = reverse ? [ct.orig, ct.orig] : [ct.reply, ct.reply];
  if (stage === 'dst')
    return { ...packet, dst: ours.src, icmp: { ...packet.icmp, about: toward(quoted, 'src', [ours.src, ours.sport]) } };
  return {
    ...packet,
    src: theirs.dst,
    icmp: { ...packet.icmp, about: toward(quoted, 'dst', [theirs.dst, theirs.dport]) },
  };
}
