import type { Target } from '../facts.ts';
import type { Message } from '../message.ts';
import { message } from '../message.ts';
import type { Asked } from './kind.ts';

/** What a goal tries to reach: a name as one types it, or `@web`: the container's own addresses, on one network or all. */
export interface Aim {
  readonly host: string;
  readonly byAddress: boolean;
  readonly network?: string;
  readonly port?: number;
  readonly proto: Target['proto'];
}

/** Reads `web`, `web:80`, `web:53/udp`, `@web`, `@web/app-net:80`, `[fd00::2]:80`; undefined: it is none of these. */
export function parseAim(word: string): Aim | undefined {
  const parts = /^(@?)(\[[0-9a-f:.]+\]|[^\s:/@[\]]+)(?:\/([^\s:/]+))?(?::(\d{1,5})(?:\/(tcp|udp))?)?$/.exec(word);
  if (parts === null) return undefined;
  const [, at = '', host = '', network, digits, proto] = parts;
  const port = digits === undefined ? undefined : Number(digits);
  if (port !== undefined && (port < 1 || port > 65535)) return undefined;
  if (network !== undefined && at === '') return undefined;
  return {
    host: host.replace(/^\[|\]$/g, ''),
    byAddress: at === '@',
    ...(network === undefined ? {} : { network }),
    ...(port === undefined ? {} : { port }),
    proto: port === undefined ? 'icmp' : proto === 'udp' ? 'udp' : 'tcp',
  };
}

/** What is wrong with the `index`-th word as a target. */
export function aimMistake(word: string | undefined): string | undefined {
  return word === undefined || parseAim(word) !== undefined
    ? undefined
    : `\`${word}\` is no target: write NAME:PORT, NAME (for ping), or @CONTAINER[/NETWORK][:PORT] for its address`;
}

/** The probes that an aim stands for: one for a name, one for each address. */
export async function targetsOf(aim: Aim, asked: Asked): Promise<Target[]> {
  const rest = { proto: aim.proto, ...(aim.port === undefined ? {} : { port: aim.port }) };
  if (!aim.byAddress) return [{ host: aim.host, ...rest }];
  const ends = await asked.endpointsOf(aim.host);
  return ends
    .filter((e) => aim.network === undefined || e.network === aim.network)
    .flatMap((e) => (e.ip === undefined || e.ip === '' ? [] : [{ host: e.ip, ...rest }]));
}

/** The port as sentences name it; the protocol is said where it is not TCP. */
export function portOf(aim: Aim): string {
  return aim.port === undefined ? '' : `${aim.port}${aim.proto === 'udp' ? '/udp' : ''}`;
}

/** The sentence of `reaches` or `not-reaches`. */
export function aimSentence(goal: 'reaches' | 'not-reaches', from: string, word: string): Message {
  const aim = parseAim(word);
  const params = { from, to: aim?.host ?? word, port: aim === undefined ? '' : portOf(aim) };
  if (aim?.port === undefined) {
    return message(aim?.byAddress ? `goal.${goal}.addr.icmp` : `goal.${goal}.icmp`, params);
  }
  return message(aim.byAddress ? `goal.${goal}.addr.tcp` : `goal.${goal}.tcp`, params);
}
