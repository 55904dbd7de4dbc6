import type { Match } from '../rows/index.ts';

/** What is known when an extension's option is read. */
export interface Context {
  readonly family: 4 | 6;
  readonly proto: string | undefined;
}

/** An option of an extension; `to` makes the match of it. */
export interface Option {
  readonly args: 0 | 1 | 2;
  readonly to: (values: readonly string[], not: boolean, at: Context) => Match;
}

/** An extension that `-m` loads: its options, and what it demands of the whole rule. */
export interface Extension {
  readonly options: Readonly<Record<string, Option>>;
  readonly check?: (own: readonly Match[], at: Context) => void;
}
