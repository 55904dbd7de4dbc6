import { parseRules, type RuleSpec, type TableName } from '../../net/index.ts';
import { fail, notSimulated, Quit, quit } from '../lib/answer.ts';
import { misuse } from './command-line.ts';

/** The chain that a rule is meant for, and what the kernel calls the attempt. */
export interface Where {
  readonly program: string;
  readonly family: 4 | 6;
  readonly table: TableName;
  readonly chain: string;
  readonly failing: string;
}

const NO_FILTERING = '\nThe "nat" table is not intended for filtering, the use of DROP is therefore inhibited.\n\n';

/** The rules that the words of a command line describe (several, when -s or -d list addresses), or the end with iptables' words. */
export function rulesOf(where: Where, words: readonly string[]): readonly RuleSpec[] {
  const { program, family, table, chain } = where;
  const parsed = parseRules(words, { family, table, chain });
  if (!('error' in parsed)) {
    if (table === 'nat' && parsed.some((spec) => spec.target.t === 'DROP')) misuse(program, NO_FILTERING);
    return parsed;
  }
  if (parsed.notSimulated !== undefined)
    notSimulated(`${program}: ${parsed.notSimulated}`, `${program} -S shows what is`);
  if (parsed.kernel)
    quit(`${program} v1.8.13 (nf_tables):  ${where.failing} failed (Invalid argument): rule in chain ${chain}`, 4);
  if (parsed.bare)
    throw new Quit(
      fail(`${parsed.error}\nTry \`${program} -h' or '${program} --help' for more information.`, parsed.status),
    );
  return misuse(program, parsed.error);
}
