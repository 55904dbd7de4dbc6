import { describe, expect, test } from 'vitest';
import type { Packet } from '../../src/net/index.ts';
import { bpfRun } from '../../src/net/walk/bpf.ts';

const base = { src: '10.0.0.1', dst: '10.0.0.2', ttl: 64 } as const;
const udp: Packet = { ...base, proto: 'udp', sport: 1000, dport: 4789, size: 60 };
const vxlan: Packet = { ...udp, vxlan: { vni: 4097, src: '02:00:00:00:00:01', dst: '02:00:00:00:00:02' } };
const tcp: Packet = { ...base, proto: 'tcp', sport: 1000, dport: 80, flags: 'S', size: 60 };
const ping: Packet = { ...base, proto: 'icmp', icmp: { type: 8, code: 0, id: 1, seq: 1 }, size: 84 };
const six: Packet = { ...udp, src: 'fd00::1', dst: 'fd00::2', size: 80 };
const text: Packet = { ...udp, data: 'GET', size: 31 };

// A program as `--bytecode` has it behind its length | what it returns for a packet; classic BPF, Documentation/networking/filter.rst.
const PROGRAMS: readonly (readonly [string, string, Packet, number])[] = [
  ['ret #7', '6 0 0 7', udp, 7],
  ['ldb [9]: the protocol', '48 0 0 9,22 0 0 0', udp, 17],
  ['ldb [9]', '48 0 0 9,22 0 0 0', tcp, 6],
  ['ldb [8]: the TTL', '48 0 0 8,22 0 0 0', ping, 64],
  ['ldh [2]: the length', '40 0 0 2,22 0 0 0', ping, 84],
  ['ld [12]: the source', '32 0 0 12,22 0 0 0', udp, 0x0a000001],
  ['ldxb 4*([0]&0xf); ldh [x+2]: the destination port', '177 0 0 0,72 0 0 2,22 0 0 0', tcp, 80],
  ['ldb [20]: the ICMP type', '48 0 0 20,22 0 0 0', ping, 8],
  ['ldb [33]: the flags', '48 0 0 33,22 0 0 0', tcp, 2],
  ['ldb [6] of IPv6: the next header', '48 0 0 6,22 0 0 0', six, 17],
  ['ld [20] of IPv6', '32 0 0 8,22 0 0 0', six, 0xfd000000],
  ['ldb [28]: the first letter', '48 0 0 28,22 0 0 0', text, 71],
  ['ld #len', '128 0 0 0,22 0 0 0', udp, 60],
  ['ld poff', '32 0 0 4294963252,22 0 0 0', udp, 28],
  ['ld poff', '32 0 0 4294963252,22 0 0 0', six, 48],
  ['beyond the end', '32 0 0 2000,6 0 0 1', udp, 0],
  ['jeq taken', '48 0 0 9,21 0 1 17,6 0 0 1,6 0 0 2', udp, 1],
  ['jeq not taken', '48 0 0 9,21 0 1 17,6 0 0 1,6 0 0 2', tcp, 2],
  ['jgt, jge, jset', '0 0 0 5,37 0 3 4,53 0 2 5,69 0 1 4,6 0 0 1,6 0 0 2', udp, 1],
  ['ja', '5 0 0 1,6 0 0 1,6 0 0 2', udp, 2],
  ['add, mul, sub, div', '0 0 0 3,4 0 0 4,36 0 0 6,20 0 0 2,52 0 0 8,22 0 0 0', udp, 5],
  ['and, or, lsh, rsh', '0 0 0 15,84 0 0 12,68 0 0 1,100 0 0 4,116 0 0 2,22 0 0 0', udp, 52],
  ['mod, xor, neg', '0 0 0 17,148 0 0 7,164 0 0 6,132 0 0 0,22 0 0 0', udp, 0xfffffffb],
  ['div by zero', '0 0 0 1,52 0 0 0,6 0 0 9', udp, 0],
  ['st, ldx, tax, txa, add x', '0 0 0 4,2 0 0 3,97 0 0 3,12 0 0 0,7 0 0 0,135 0 0 0,22 0 0 0', udp, 8],
];

describe('a program of the classic packet filter', () => {
  test.each(PROGRAMS)('%s', (_, code, packet, result) => {
    expect(bpfRun(code, packet)).toBe(result);
  });

  test('the one that finds a VNI', () => {
    const finds = (vni: number, packet: Packet): number =>
      bpfRun(`32 0 0 4294963252,7 0 0 0,64 0 0 4,116 0 0 8,21 1 0 ${vni},6 0 0 0,6 0 0 4294967295`, packet);
    const found = [finds(4097, vxlan), finds(4098, vxlan), finds(4097, udp), finds(4097, ping)];
    expect(found).toEqual([0xffffffff, 0, 0, 0]);
  });
});
