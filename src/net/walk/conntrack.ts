import type { Reader, Tx } from '../../base/index.ts';
import { chainKey } from '../chain.ts';
import { type Conn, chains, conns, type Flow, flowKey, type Packet } from '../rows/index.ts';
import { nextId } from '../seq.ts';
import { flowOf, invert, isEchoReply, isEchoRequest } from './packet.ts';
import type { Skb, Tracking } from './walk.ts';

/** Timeouts in ms: Documentation/networking/nf_conntrack-sysctl.rst. */
export function timeoutOf(conn: Conn): number {
  if (conn.orig.proto === 'tcp') return conn.closing ? 10_000 : conn.replied ? 432_000_000 : 120_000;
  if (conn.orig.proto === 'udp') return conn.replied ? 120_000 : 30_000;
  if (conn.orig.proto === 'esp') return 600_000;
  return conn.orig.proto === 'sctp' ? 210_000 : 30_000;
}

/** Flows of a namespace that have not timed out. */
export function connsOf(r: Reader, netns: string): Conn[] {
  return r
    .by(conns, 'netns', netns)
    .filter((conn) => alive(r, conn))
    .sort((a, b) => Number(a.id.slice(4)) - Number(b.id.slice(4)));
}

function alive(r: Reader, conn: Conn): boolean {
  return r.now - conn.at <= timeoutOf(conn);
}

function find(r: Reader, netns: string, index: 'orig' | 'reply', flow: Flow): Conn | undefined {
  return r.by(conns, index, `${netns}|${flowKey(flow)}`).find((conn) => alive(r, conn));
}

/** nf_conntrack_in: finds the flow of a packet or begins one. */
export function track(tx: Tx, netns: string, skb: Skb): void {
  if (skb.ct || !tracks(tx, netns)) return;
  const flow = flowOf(skb.packet);
  if (!flow) {
    skb.ct = trackError(tx, netns, skb.packet);
    return;
  }
  const known = (isEchoReply(skb.packet) ? undefined : find(tx, netns, 'orig', flow)) ?? undefined;
  const answered = known || isEchoRequest(skb.packet) ? undefined : find(tx, netns, 'reply', flow);
  const conn = known ?? answered;
  if (conn && !reopens(conn, skb.packet)) {
    seen(tx, conn, skb.packet, answered !== undefined);
    const state = answered || conn.replied ? 'ESTABLISHED' : 'NEW';
    skb.ct = {
      state,
      dir: answered ? 'reply' : 'orig',
      orig: conn.orig,
      reply: conn.reply,
      conn: conn.id,
      dstDone: true,
      srcDone: true,
    };
    return;
  }
  if (conn) tx.delete(conns, conn.id);
  const begins = !isEchoReply(skb.packet) && !['R', 'RA', 'SA'].includes(skb.packet.flags ?? '');
  skb.ct = {
    state: begins ? 'NEW' : 'INVALID',
    dir: 'orig',
    orig: flow,
    reply: invert(flow),
    conn: undefined,
    dstDone: !begins,
    srcDone: !begins,
  };
}

// Conntrack sleeps in a namespace without rules that could ask for it (nf_ct_netns_get).
function tracks(r: Reader, netns: string): boolean {
  return ([4, 6] as const).some(
    (family) =>
      r.get(chains, chainKey(netns, family, 'nat', 'OUTPUT')) !== undefined ||
      r.get(chains, chainKey(netns, family, 'filter', 'OUTPUT')) !== undefined,
  );
}

// A SYN on the ports of a connection that is over begins a new one (tcp_new in nf_conntrack_proto_tcp.c).
function reopens(conn: Conn, packet: Packet): boolean {
  return packet.flags === 'S' && (conn.closing ?? false);
}

function seen(tx: Tx, conn: Conn, packet: Packet, reply: boolean): void {
  const closing = conn.closing || ['FA', 'R', 'RA'].includes(packet.flags ?? '');
  const replied = conn.replied || reply;
  if (replied === conn.replied && closing === (conn.closing ?? false) && tx.now === conn.at) return;
  tx.put(conns, conn.id, { ...conn, replied, at: tx.now, ...(closing ? { closing } : {}) });
}

// An ICMP error belongs to the flow of the packet it quotes (nf_conntrack_inet_error): RELATED, in the other direction.
function trackError(tx: Tx, netns: string, packet: Packet): Tracking {
  const quoted = packet.icmp?.about;
  const flow = quoted && flowOf(quoted);
  const back = flow && invert(flow);
  const fromReply = quoted && isEchoReply(quoted);
  const reply = back && !fromReply ? find(tx, netns, 'reply', back) : undefined;
  const orig = back && !reply ? find(tx, netns, 'orig', back) : undefined;
  const conn = reply ?? orig;
  const none: Flow = { proto: packet.proto, src: packet.src, sport: 0, dst: packet.dst, dport: 0 };
  if (!conn)
    return {
      state: 'INVALID',
      dir: 'orig',
      orig: none,
      reply: invert(none),
      conn: undefined,
      dstDone: true,
      srcDone: true,
    };
  return {
    state: 'RELATED',
    dir: reply ? 'reply' : 'orig',
    orig: conn.orig,
    reply: conn.reply,
    conn: conn.id,
    dstDone: true,
    srcDone: true,
  };
}

/** nf_conntrack_confirm: the first packet has got through, the flow is on the books. */
export function confirm(tx: Tx, netns: string, skb: Skb): void {
  const ct = skb.ct;
  if (!ct || ct.conn !== undefined || ct.state !== 'NEW') return;
  collect(tx, netns);
  const id = nextId(tx, 'conn');
  ct.conn = id;
  tx.put(conns, id, { id, netns, orig: ct.orig, reply: ct.reply, replied: false, natted: nattedOf(ct), at: tx.now });
}

/** Which ends of a flow NAT has changed. */
export function nattedOf(ct: Pick<Tracking, 'orig' | 'reply'>): Conn['natted'] {
  const src = ct.orig.src !== ct.reply.dst || ct.orig.sport !== ct.reply.dport;
  const dst = ct.orig.dst !== ct.reply.src || ct.orig.dport !== ct.reply.sport;
  return src && dst ? 'both' : src ? 'src' : dst ? 'dst' : 'none';
}

/** Whether a reply with these ends would be taken for another flow's (nf_nat_used_tuple). */
export function tupleUsed(r: Reader, netns: string, reply: Flow): boolean {
  return find(r, netns, 'reply', reply) !== undefined || find(r, netns, 'orig', reply) !== undefined;
}

/** Old flows are swept when many have gathered (gc_worker): a namespace's table is read once in a while, not for each packet. */
const MANY = 256;
function collect(tx: Tx, netns: string): void {
  if (tx.size(conns) < MANY || tx.random(64) !== 0) return;
  for (const conn of tx.by(conns, 'netns', netns)) if (!alive(tx, conn)) tx.delete(conns, conn.id);
}

/** conntrack -F. */
export function connsFlush(tx: Tx, netns: string, which: (conn: Conn) => boolean = () => true): number {
  const gone = tx.by(conns, 'netns', netns).filter(which);
  for (const conn of gone) tx.delete(conns, conn.id);
  return gone.length;
}
