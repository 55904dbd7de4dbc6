import { type Flag, type FlagOptions, string } from '../grammar/index.ts';

const HEAD = 'Format output using a custom template:\n';
const TABLE =
  "'table':            Print output in table format with column headers (default)\n'table TEMPLATE':   Print output in table format using the given Go template\n";
const TAIL =
  "'json':             Print in JSON format\n'TEMPLATE':         Print output using the given Go template.\nRefer to https://docs.docker.com/go/formatting/ for more information about formatting output with templates";

/** `--format` of lists. */
export function listFormat(options: FlagOptions<string> = {}): Flag<string> {
  return string(HEAD + TABLE + TAIL, options);
}

/** `--format` of inspect and of what prints one thing. */
export function inspectFormat(options: FlagOptions<string> = {}): Flag<string> {
  return string(HEAD + TAIL, options);
}
