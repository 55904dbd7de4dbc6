import {
  chainAdd,
  chainKey,
  chainOf,
  chainPolicy,
  chainsOf,
  counters,
  deleteChain,
  flush,
  isBuiltin,
  NetError,
  printSave,
  ruleAppend,
  type TableName,
  tablesOf,
} from '../../net/index.ts';
import { type Process, type Program, type Run, readAll, write } from '../../os/index.ts';
import { attempt, command, guarded, notSimulated, ok, Quit, quit } from '../lib/answer.ts';
import { getopt, has, optionOf } from '../lib/getopt.ts';
import { readText } from '../lib/paths.ts';
import { requireRoot } from './iptables.ts';
import { rulesOf } from './spec.ts';

const TABLES: readonly string[] = ['filter', 'nat', 'mangle', 'raw'];

/** iptables-save(8). */
export function iptablesSave(family: 4 | 6): Program {
  const program = family === 4 ? 'iptables-save' : 'ip6tables-save';
  return command((proc, args) => {
    const parsed = getopt(args, {
      short: 'bcdM:t:f:V',
      long: { counters: 'c', table: 't=', file: 'f=', modprobe: 'M=', version: 'V' },
    });
    if ('error' in parsed)
      quit(`${program}: ${parsed.error}\nLook at manual page \`${program}.8' for more information.`, 1);
    if (has(parsed, 'V')) return ok(`${program} v1.8.13 (nf_tables)\n`);
    if (has(parsed, 'f', 'd')) notSimulated(`${program} -${has(parsed, 'f') ? 'f' : 'd'}`, `${program} > FILE`);
    requireRoot(proc, program);
    const table = optionOf(parsed, 't');
    const known = TABLES.find((t): t is TableName => t === table);
    if (table !== undefined && known === undefined)
      quit(`${program} v1.8.13 (nf_tables): Table \`${table}' does not exist`, 3);
    if (known !== undefined && !tablesOf(proc.world, proc.netns, family).includes(known)) return ok();
    return ok(printSave(proc.world, proc.netns, family, known, { counters: has(parsed, 'c') }));
  });
}

/** iptables-restore(8): reads what iptables-save writes. */
export function iptablesRestore(family: 4 | 6): Program {
  return (proc) => guarded(restore(proc, family));
}

function* restore(proc: Process, family: 4 | 6): Run<number> {
  const program = family === 4 ? 'iptables-restore' : 'ip6tables-restore';
  const parsed = getopt(proc.argv.slice(1), {
    short: 'bcvVthnwWM:T:',
    long: { counters: 'c', noflush: 'n', test: 't', table: 'T=', verbose: 'v', wait: 'w', help: 'h' },
  });
  if ('error' in parsed) quit(`${program}: ${parsed.error}`, 1);
  requireRoot(proc, program);
  const [path] = parsed.operands;
  const file = path === undefined ? undefined : readText(proc, path);
  if (file !== undefined && !('text' in file)) quit(`Can't open ${path}: ${file.message}`, 1);
  const text = file?.text ?? (yield* readAll());
  const answer = attempt(() => {
    const lines = text.split('\n');
    proc.transact((tx) => {
      let table: TableName | undefined;
      for (const [i, line] of lines.entries()) {
        const at = i + 1;
        const problem = (what: string): never => quit(`${program}: line ${at} failed: ${what}.`, 1);
        if (line.startsWith('#') || line.trim() === '') continue;
        if (line === 'COMMIT') table = undefined;
        else if (line.startsWith('*')) {
          table =
            TABLES.find((t): t is TableName => t === line.slice(1)) ??
            quit(
              `${program} v1.8.13 (nf_tables): unable to initialize table '${line.slice(1)}'\n\nError occurred at line: ${at}\nTry \`${program} -h' or '${program} --help' for more information.`,
              2,
            );
          if (!has(parsed, 'n')) empty(tx, proc.netns, family, table);
        } else if (table === undefined) quit(`${program}: line ${at} failed`, 1);
        else restoreLine(tx, { netns: proc.netns, family, table, program, problem, counted: has(parsed, 'c') }, line);
      }
      if (has(parsed, 't')) throw new Quit(ok());
    });
    return ok();
  });
  yield* write(answer.err ?? '', 2);
  return answer.code;
}

type Tx = Parameters<Parameters<Process['transact']>[0]>[0];

function empty(tx: Tx, netns: string, family: 4 | 6, table: TableName): void {
  flush(tx, netns, family, table);
  for (const c of chainsOf(tx, netns, family, table))
    if (!isBuiltin(table, c.name)) deleteChain(tx, netns, family, table, c.name);
}

interface Restoring {
  readonly netns: string;
  readonly family: 4 | 6;
  readonly table: TableName;
  readonly program: string;
  readonly problem: (what: string) => never;
  readonly counted: boolean;
}

function restoreLine(tx: Tx, it: Restoring, line: string): void {
  const { netns, family, table } = it;
  const chain = /^:(\S+) (\S+)/.exec(line);
  try {
    if (chain) {
      const [, name = '', policy = '-'] = chain;
      if (policy === 'ACCEPT' || policy === 'DROP') chainPolicy(tx, netns, family, table, name, policy);
      else if (!chainOf(tx, netns, family, table, name)) chainAdd(tx, netns, family, table, name);
      else flush(tx, netns, family, table, name);
      const count = /\[(\d+):(\d+)\]/.exec(line);
      if (it.counted && count)
        tx.put(counters, chainKey(netns, family, table, name), { packets: Number(count[1]), bytes: Number(count[2]) });
      return;
    }
    const [, packets, bytes, rest = ''] = /^(?:\[(\d+):(\d+)\] )?(.*)$/.exec(line) ?? [];
    const [verb, name = '', ...words] = wordsOf(rest);
    if (verb !== '-A') it.problem(`unsupported command ${verb}`);
    const specs = rulesOf({ program: it.program, family, table, chain: name, failing: 'RULE_APPEND' }, words);
    for (const spec of specs) {
      const rule = ruleAppend(tx, netns, family, table, name, spec);
      if (it.counted && packets !== undefined)
        tx.put(counters, rule.id, { packets: Number(packets), bytes: Number(bytes) });
    }
  } catch (e) {
    if (e instanceof NetError) it.problem(e.message.replace(/\.$/, ''));
    throw e;
  }
}

/** Words of a line; double quotes hold a word together, a backslash the next character. */
function wordsOf(line: string): string[] {
  return [...line.matchAll(/"((?:[^"\\]|\\.)*)"|(\S+)/g)].map(([, quoted, plain]) =>
    quoted === undefined ? (plain ?? '') : quoted.replace(/\\(.)/g, '$1'),
  );
}
