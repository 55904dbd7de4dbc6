import { flags } from './action.ts';
import type { Chance } from './chance.ts';
import type { Memory } from './memory.ts';

interface PortWords {
  readonly words: string;
  readonly taken: readonly number[];
}

/** `-p` in its forms with host ports that are free (as far as is known), or -P. */
export function ports(m: Memory, c: Chance): PortWords {
  const used = new Set(m.containers.flatMap((x) => x.hostPorts));
  const free = () => {
    for (let p = 8000 + c.below(200); ; p++) if (!used.has(p) && !used.has(p + 1) && !used.has(p + 2)) return p;
  };
  const taken: number[] = [];
  const claim = (n = 1) => {
    const p = free();
    for (let i = 0; i < n; i++) {
      used.add(p + i);
      taken.push(p + i);
    }
    return p;
  };
  const form = (): string => {
    switch (c.below(14)) {
      case 0:
        return `-p 127.0.0.1:${claim()}:80`;
      case 1:
        return '-p 80';
      case 2:
        return '-P';
      case 3: {
        const p = claim(3);
        return `-p ${p}-${p + 2}:80-82`;
      }
      case 4:
        return `-p ${claim()}:53/udp`;
      case 5:
        return `-p 192.168.1.100:${claim()}:80`;
      case 6: {
        const p = claim(3);
        return `-p ${p}-${p + 2}:80`;
      }
      case 7:
        return `--publish published=${claim()},target=80`;
      case 8:
        return `-p [::1]:${claim()}:80`;
      case 9:
        return `-p 0.0.0.0:${claim()}:80`;
      case 10:
        return '-p 127.0.0.1::80';
      default:
        return `-p ${claim()}:80`;
    }
  };
  const words = flags(form(), c.maybe(0.2) && form());
  return { words, taken };
}

/** Refused port words; the texts for wrong numbers and missing ones differ between builds of the client and stand in errors-ports. */
export const PORT_ERRORS: readonly string[] = [
  '-p 10.9.9.9:8080:80',
  '--publish target=80,mode=what',
  '--publish target=80,nosuch=1',
];
