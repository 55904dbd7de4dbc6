import { isBroadcast, isMulticast } from '../read.ts';
import { endKey, type Link, type Packet, type Socket, streams } from '../rows/index.ts';
import { socketFor } from '../socket.ts';
import { sysctl } from '../sysctl.ts';
import { answerError, zone } from './hooks.ts';
import { echoReply, isEchoRequest, resetFor } from './packet.ts';
import { decapsulate, vxlanFor } from './vxlan.ts';
import { drop, hop, type Skb, type Walk } from './walk.ts';
import { xfrmIn } from './xfrm.ts';

/** ip_local_deliver: the packet is for this namespace; its protocol takes it, or says that nobody is there. */
export function deliver(w: Walk, link: Link, skb: Skb): void {
  const { packet } = skb;
  switch (packet.proto) {
    case 'icmp':
    case 'icmpv6':
      icmp(w, link, skb);
      break;
    case 'udp':
    case 'sctp':
      datagram(w, link, skb, packet.proto);
      break;
    case 'tcp':
      segment(w, link, skb);
      break;
    case 'esp':
      xfrmIn(w, link, skb);
      break;
  }
}

function done(w: Walk, link: Link, skb: Skb, socket?: Socket): void {
  hop(
    w,
    link.netns,
    link,
    socket ? { kind: 'socket', socket } : { kind: 'deliver' },
    skb.packet,
    skb.packet,
    'deliver',
  );
  if (w.ending?.outcome === 'delivered') return;
  w.ending = { outcome: 'delivered', at: link.netns, packet: skb.packet, ...(socket ? { socket } : {}) };
}

function icmp(w: Walk, link: Link, skb: Skb): void {
  const { packet } = skb;
  const group = isBroadcast(w.tx, link.netns, packet.dst) || isMulticast(packet.dst);
  const ignores = group || sysctl(w.tx, link.netns, 'net.ipv4.icmp_echo_ignore_all') === '1';
  if (isEchoRequest(packet) && ignores) {
    drop(w, link.netns, link, { kind: 'deliver' }, skb);
    return;
  }
  done(w, link, skb);
  if (isEchoRequest(packet))
    w.answers.push({ netns: link.netns, packet: echoReply(packet), ...zone(packet.src, link.name) });
}

function datagram(w: Walk, link: Link, skb: Skb, proto: 'udp' | 'sctp'): void {
  const { packet } = skb;
  const tunnel = vxlanFor(w, link.netns, packet);
  if (tunnel) {
    decapsulate(w, link.netns, tunnel, skb);
    return;
  }
  const socket = socketFor(w.tx, link.netns, proto, packet.dst, packet.dport ?? 0);
  if (socket) {
    done(w, link, skb, socket);
    return;
  }
  drop(w, link.netns, link, { kind: 'socket', socket: undefined }, skb, { outcome: 'rejected' });
  if (!isBroadcast(w.tx, link.netns, packet.dst) && !isMulticast(packet.dst)) answerError(w, skb, link.netns, 'port');
}

// tcp_v4_rcv: an established connection, else a listener for a SYN, else RST (RFC 9293 section 3.10.7).
function segment(w: Walk, link: Link, skb: Skb): void {
  const { packet } = skb;
  if (established(w, link.netns, packet)) {
    done(w, link, skb);
    return;
  }
  const socket = packet.flags === 'S' ? socketFor(w.tx, link.netns, 'tcp', packet.dst, packet.dport ?? 0) : undefined;
  if (socket) {
    done(w, link, skb, socket);
    return;
  }
  if (packet.flags === 'R' || packet.flags === 'RA') {
    done(w, link, skb);
    return;
  }
  drop(w, link.netns, link, { kind: 'socket', socket: undefined }, skb, { outcome: 'rejected' });
  w.answers.push({ netns: link.netns, packet: resetFor(packet) });
}

function established(w: Walk, netns: string, packet: Packet): boolean {
  const end = {
    netns,
    local: { ip: packet.dst, port: packet.dport ?? 0 },
    remote: { ip: packet.src, port: packet.sport ?? 0 },
  };
  const key = endKey(end);
  return w.tx.by(streams, 'aEnd', key).length > 0 || w.tx.by(streams, 'bEnd', key).length > 0;
}
