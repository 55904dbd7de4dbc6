import { bytesOf, bytesOfHex, concat, ipToBigInt, isIpv6 } from '../../base/index.ts';
import { type Packet, PROTOCOL_NUMBERS } from '../rows/index.ts';
import { headerOf, tcpHeader } from './packet.ts';

const TCP_FLAGS: Readonly<Record<string, number>> = { S: 2, SA: 18, A: 16, PA: 24, FA: 17, R: 4, RA: 20 };

/** The packet as bytes from its IP header on, checksums left at zero; what is in it is there as far as it is known. */
export function bytesOfPacket(packet: Packet): Uint8Array {
  return concat(network(packet), transport(packet), payload(packet));
}

/** Where what the protocol carries begins: __skb_get_poff. */
export function payloadOffset(packet: Packet): number {
  return headerOf(packet.dst) + transport(packet).length;
}

function network(packet: Packet): Uint8Array {
  const { src, dst, size, ttl } = packet;
  const proto = PROTOCOL_NUMBERS[packet.proto];
  if (isIpv6(dst))
    return concat(numbers([4, 0x60000000], [2, size - 40], [1, proto], [1, ttl]), address(src), address(dst));
  const flags = packet.df ? 0x4000 : 0;
  return concat(
    numbers([2, 0x4500], [2, size], [2, 0], [2, flags], [1, ttl], [1, proto], [2, 0]),
    address(src),
    address(dst),
  );
}

function transport(packet: Packet): Uint8Array {
  const { proto, sport = 0, dport = 0, icmp, esp } = packet;
  if (proto === 'udp') return numbers([2, sport], [2, dport], [2, packet.size - headerOf(packet.dst)], [2, 0]);
  if (icmp) return numbers([1, icmp.type], [1, icmp.code], [2, 0], [2, icmp.id], [2, icmp.seq]);
  if (esp) return numbers([4, esp.spi], [4, esp.seq]);
  if (proto !== 'tcp') return numbers([2, sport], [2, dport], [4, 0], [4, 0]);
  const flags = TCP_FLAGS[packet.flags ?? ''] ?? 0;
  const length = tcpHeader(packet.flags?.startsWith('S') ?? false);
  const fixed = numbers(
    [2, sport],
    [2, dport],
    [4, packet.seq ?? 0],
    [4, packet.ack ?? 0],
    [1, length << 2],
    [1, flags],
  );
  return concat(fixed, new Uint8Array(length - fixed.length));
}

function payload({ vxlan, data = '' }: Packet): Uint8Array {
  return vxlan ? numbers([4, 0x08000000], [4, vxlan.vni << 8]) : bytesOf(data);
}

/** Numbers in network byte order: how many bytes each takes, and its value. */
function numbers(...fields: readonly (readonly [number, number])[]): Uint8Array {
  return Uint8Array.from(
    fields.flatMap(([bytes, value]) =>
      Array.from({ length: bytes }, (_, i) => (value >>> ((bytes - 1 - i) * 8)) & 255),
    ),
  );
}

function address(ip: string): Uint8Array {
  return bytesOfHex(
    ipToBigInt(ip === '' ? '0.0.0.0' : ip)
      .toString(16)
      .padStart(isIpv6(ip) ? 32 : 8, '0'),
  );
}
