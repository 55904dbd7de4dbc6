import { type Version, versionsBetween } from '../../tls/index.ts';
import { quit } from '../lib/answer.ts';

/** The versions that curl can be told of, the oldest first. */
const NAMES = ['1.0', '1.1', '1.2', '1.3'] as const;
type Name = (typeof NAMES)[number];

/** `--tlsv1.2` and `--tls-max`: between which versions of TLS curl speaks. */
export interface Versions {
  readonly least: Name | undefined;
  readonly most: Name | undefined;
}

/** Ends the command where an option has a value that cannot be. */
export function badlyUsed(option: string, ...why: readonly string[]): never {
  const lines = [
    ...why,
    `option --${option}: is badly used here`,
    "try 'curl --help' or 'curl --manual' for more information",
  ];
  return quit(lines.map((line) => `curl: ${line}`).join('\n'), 2);
}

const above = ({ least, most }: Versions): boolean =>
  least !== undefined && most !== undefined && NAMES.indexOf(least) > NAMES.indexOf(most);

/** `--tlsv1.2` */
export function withLeast(versions: Versions, option: string): Versions {
  const least = NAMES.find((n) => option === `tlsv${n}`) ?? '1.0';
  const next = { ...versions, least };
  return above(next) ? badlyUsed(option, 'Minimum TLS version set higher than max') : next;
}

/** `--tls-max VERSION` */
export function withMost(versions: Versions, value: string): Versions {
  const most = NAMES.find((n) => n === value);
  if (most === undefined && value !== 'default') badlyUsed('tls-max');
  const next = { ...versions, most };
  return above(next) ? badlyUsed('tls-max', '--tls-max set lower than minimum accepted version') : next;
}

/** What is offered: nothing older than TLS 1.2, whatever is asked for. */
export const offered = ({ least, most }: Versions): readonly Version[] =>
  versionsBetween(least && `TLSv${least}`, most && `TLSv${most}`);
