import { notSimulated, quit } from '../lib/answer.ts';

/** Options by name: whether a value follows. `not`: openssl has it and the course does not. */
export type Table = Readonly<Record<string, 'flag' | 'value' | 'not'>>;

/** A command line of openssl(1) taken apart, in its order. */
export interface Parsed {
  readonly options: readonly (readonly [name: string, value: string])[];
  readonly operands: readonly string[];
}

/** Reads options as opt_next of openssl's apps/lib/opt.c does. */
export function parse(command: string, args: readonly string[], table: Table): Parsed {
  const options: [string, string][] = [];
  const rest = [...args];
  const help = `${command}: Use -help for summary.`;
  while (rest[0]?.startsWith('-') && rest[0] !== '-') {
    const word = rest.shift() ?? '';
    const [, name = '', glued] = /^--?([^=]*)(?:=(.*))?$/.exec(word) ?? [];
    const kind = table[name];
    if (kind === undefined) {
      const digest = 'sha256' in table;
      quit(`${command}: Unknown option${digest ? ` or message digest: ${name}` : `: -${name}`}\n${help}`);
    }
    if (kind === 'not') notSimulated(`openssl ${command} -${name}`);
    const value = kind === 'flag' ? '' : (glued ?? rest.shift());
    if (value === undefined) quit(`${command}: Option -${name} needs a value\n${help}`);
    options.push([name, value]);
  }
  return { options, operands: rest };
}

/** The last value given to an option. */
export const optionOf = (parsed: Parsed, ...names: readonly string[]): string | undefined =>
  parsed.options.filter(([n]) => names.includes(n)).at(-1)?.[1];

/** Whether one of the options was given. */
export const has = (parsed: Parsed, ...names: readonly string[]): boolean => optionOf(parsed, ...names) !== undefined;

/** A table out of names in one text; `=` behind a name that takes a value, `!` behind one that is not simulated. */
export const tableOf = (text: string): Table =>
  Object.fromEntries(
    text
      .trim()
      .split(/\s+/)
      .map((w) => [w.replace(/[=!]$/, ''), w.endsWith('=') ? 'value' : w.endsWith('!') ? 'not' : 'flag'] as const),
  );

/** The number of an option; openssl's own complaint when it is none. */
export function numberOf(command: string, text: string): number {
  if (!/^[+-]?\d+$/.test(text))
    quit(`${command}: Can't parse "${text}" as a number\n${command}: Use -help for summary.`);
  return Number(text);
}
