import type { Packet } from '../rows/index.ts';
import { bytesOfPacket, payloadOffset } from './headers.ts';

/** Loads from here on are the kernel's own values; SKF_AD_OFF and SKF_AD_PAY_OFFSET of linux/filter.h. */
const EXTENSION = 0xfffff000;
const PAYLOAD_OFFSET = EXTENSION + 52;

/** Runs a program of the classic packet filter over a packet; McCanne and Jacobson, as `-m bpf --bytecode` writes it. */
export function bpfRun(code: string, packet: Packet): number {
  const program = code.split(',').map((it) => it.split(' ').map(Number));
  const bytes = bytesOfPacket(packet);
  const memory = new Map<number, number>();
  let [a, x] = [0, 0];
  for (let pc = 0; pc < program.length; pc++) {
    const [op = 0, yes = 0, no = 0, k = 0] = program[pc] ?? [];
    const operand = op & 0x08 ? x : k;
    switch (op & 0x07) {
      case 0: {
        const value = load(op, k, x);
        if (value === undefined) return 0;
        a = value;
        break;
      }
      case 1: {
        const value = (op & 0xe0) === 0xa0 ? ((byteAt(k) ?? 0) & 15) * 4 : load(op, k, 0);
        if (value === undefined) return 0;
        x = value;
        break;
      }
      case 2:
        memory.set(k, a);
        break;
      case 3:
        memory.set(k, x);
        break;
      case 4: {
        const value = alu(op & 0xf0, a, operand);
        if (value === undefined) return 0;
        a = value;
        break;
      }
      case 5:
        pc += (op & 0xf0) === 0 ? k : jumps(op & 0xf0, a, operand) ? yes : no;
        break;
      case 6:
        return op & 0x10 ? a : k;
      default:
        if (op & 0x80) a = x;
        else x = a;
    }
  }
  return 0;

  function byteAt(at: number): number | undefined {
    return bytes[at];
  }

  // The mode: a number, a place in the packet (behind X), the length, the scratch memory.
  function load(op: number, k: number, base: number): number | undefined {
    switch (op & 0xe0) {
      case 0x00:
        return k;
      case 0x20:
        return k >= EXTENSION ? (k === PAYLOAD_OFFSET ? payloadOffset(packet) : undefined) : from(op, k);
      case 0x40:
        return from(op, base + k);
      case 0x60:
        return memory.get(k) ?? 0;
      default:
        return packet.size;
    }
  }

  // Outside of the packet a load ends the program: no match.
  function from(op: number, at: number): number | undefined {
    const size = { 0: 4, 8: 2, 16: 1 }[op & 0x18] ?? 4;
    if (at + size > bytes.length) return undefined;
    return bytes.slice(at, at + size).reduce((sum, byte) => sum * 256 + byte, 0);
  }
}

function alu(op: number, a: number, b: number): number | undefined {
  switch (op) {
    case 0x00:
      return (a + b) >>> 0;
    case 0x10:
      return (a - b) >>> 0;
    case 0x20:
      return Math.imul(a, b) >>> 0;
    case 0x30:
      return b === 0 ? undefined : Math.floor(a / b);
    case 0x40:
      return (a | b) >>> 0;
    case 0x50:
      return (a & b) >>> 0;
    case 0x60:
      return (a << b) >>> 0;
    case 0x70:
      return a >>> b;
    case 0x80:
      return -a >>> 0;
    case 0x90:
      return b === 0 ? undefined : a % b;
    default:
      return (a ^ b) >>> 0;
  }
}

function jumps(op: number, a: number, b: number): boolean {
  switch (op) {
    case 0x10:
      return a === b;
    case 0x20:
      return a > b;
    case 0x30:
      return a >= b;
    default:
      return (a & b) !== 0;
  }
}
