import { helpOf, usageOf } from '../busybox/applet.ts';
import { notSimulated, quit } from './answer.ts';
import { type Grammar, getopt, type Parsed } from './getopt.ts';

/** Whose words a tool speaks: GNU's coreutils (and what follows their manner), or BusyBox. */
export type Dialect = 'gnu' | 'busybox';

/** Ends a tool that was misused: GNU points to --help, BusyBox shows its usage. */
export function misused(dialect: Dialect, tool: string, problem: string | undefined, code = 1): never {
  const said = problem === undefined ? '' : `${tool}: ${problem}\n`;
  if (dialect === 'gnu') return quit(`${said}Try '${tool} --help' for more information.`, code);
  return quit(`${said}${usageOf(tool)}`, code);
}

/** Like `misused`, where BusyBox shows only the usage and GNU names what is missing. */
export function missing(dialect: Dialect, tool: string, problem: string, code = 1): never {
  return misused(dialect, tool, dialect === 'gnu' ? problem : undefined, code);
}

/** Reads options, or ends the tool. */
export function toolOptions(
  dialect: Dialect,
  tool: string,
  args: readonly string[],
  grammar: Grammar,
  code = 1,
): Parsed {
  if (dialect === 'busybox' && args.length === 1 && args[0] === '--help') helpOf(tool);
  const asks = dialect === 'gnu' ? args.find((a) => a === '--help' || a === '--version') : undefined;
  if (asks !== undefined) notSimulated(`${tool} ${asks}`);
  const parsed = getopt(args, grammar);
  if ('error' in parsed) return misused(dialect, tool, parsed.error, code);
  return parsed;
}

/** GNU's quotation marks in a UTF-8 locale; BusyBox uses apostrophes. */
export function quoted(dialect: Dialect, text: string): string {
  return dialect === 'gnu' ? `‘${text}’` : `'${text}'`;
}
