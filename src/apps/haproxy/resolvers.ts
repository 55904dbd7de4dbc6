import { hostname, type Process, resolvConf } from '../../os/index.ts';
import type { Section } from './parse.ts';
import { time } from './proxy-section.ts';

/** What a name server's answer may be, for which `hold` says how long a server outlives it; 5.3.2. */
export const HELD = ['nx', 'refused', 'timeout', 'other'] as const;
export type Held = (typeof HELD)[number];

/** A section `resolvers`: who is asked for the names of servers, and how often. */
export interface Resolvers {
  readonly name: string;
  readonly nameservers: readonly { readonly name: string; readonly ip: string; readonly port: number }[];
  /** ms */
  readonly resolve: number;
  readonly retry: number;
  readonly retries: number;
  readonly hold: Readonly<Record<Held, number>>;
}

/** Reads a section `resolvers`. */
export function resolversOf(proc: Process, section: Section): Resolvers {
  const value = (word: string, first?: string) =>
    section.lines.findLast((l) => l.word === word && (first === undefined || l.args[0] === first))?.args.at(-1);
  const span = (word: string, name: string, standard: number) => {
    const text = value(word, name);
    return text === undefined ? standard : time(text);
  };
  const hold = (name: Held) => span('hold', name, 30_000);
  return {
    name: section.name,
    nameservers: section.lines.flatMap((l) => {
      if (l.word === 'parse-resolv-conf')
        return resolvConf(proc.world, proc.fs, hostname(proc.world, proc)).servers.map((ip) => ({
          name: ip,
          ip,
          port: 53,
        }));
      if (l.word !== 'nameserver') return [];
      const [, ip = '', port = ''] = /^(?:udp@|udp4@)?(.*):(\d+)$/.exec(l.args[1] ?? '') ?? [];
      return [{ name: l.args[0] ?? '', ip, port: Number(port) }];
    }),
    resolve: span('timeout', 'resolve', 1000),
    retry: span('timeout', 'retry', 1000),
    retries: Number.parseInt(value('resolve_retries') ?? '3', 10) || 0,
    hold: { nx: hold('nx'), refused: hold('refused'), timeout: hold('timeout'), other: hold('other') },
  };
}
