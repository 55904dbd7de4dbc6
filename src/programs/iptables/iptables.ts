import type { Tx } from '../../base/index.ts';
import {
  type Chain,
  chainAdd,
  chainKey,
  chainOf,
  chainPolicy,
  chainRename,
  chainsOf,
  counterOf,
  deleteChain,
  flush,
  isBuiltin,
  NetError,
  printRule,
  type Rule,
  type RuleSpec,
  ruleAppend,
  ruleDelete,
  ruleFind,
  ruleInsert,
  ruleReplace,
  strerror,
  type TableName,
  zeroCounters,
} from '../../net/index.ts';
import { hostsOf, type Process, type Program } from '../../os/index.ts';
import { type Answer, command, fail, notSimulated, ok, quit } from '../lib/answer.ts';
import { type CommandLine, commandLine, misuse, type Order } from './command-line.ts';
import { listChain } from './list.ts';
import { rulesOf } from './spec.ts';

const TABLES: readonly string[] = ['filter', 'nat', 'mangle', 'raw'];

/** Where an order goes. */
interface Target {
  readonly proc: Process;
  readonly program: string;
  readonly family: 4 | 6;
  readonly table: TableName;
  readonly line: CommandLine;
}

/** iptables(8) and ip6tables(8) with the nft backend. */
export function iptables(family: 4 | 6): Program {
  const program = family === 4 ? 'iptables' : 'ip6tables';
  return command((proc, args) => run(proc, program, family, args));
}

function run(proc: Process, program: string, family: 4 | 6, args: readonly string[]): Answer {
  const line = commandLine(program, args);
  if (line.special === 'version') return ok(`${program} v1.8.13 (nf_tables)\n`);
  if (line.special === 'help') notSimulated(`${program} -h`, `${program} -S, -L -n -v, -A, -I, -D, -F`);
  if (!line.order) misuse(program, 'no command specified');
  if (line.table === 'security') notSimulated('the security table', 'filter, nat, mangle, raw');
  const table = TABLES.find((t): t is TableName => t === line.table);
  if (table === undefined)
    return fail(
      `${program} v1.8.13 (nf_tables): table '${line.table}' does not exist\nPerhaps ${program} or your kernel needs to be upgraded.`,
      3,
    );
  requireRoot(proc, program);
  const target: Target = { proc, program, family, table, line };
  try {
    return obey(target, line.order);
  } catch (e) {
    if (e instanceof NetError) return refused(target, line.order, e);
    throw e;
  }
}

/** Only root with CAP_NET_ADMIN may even look. */
export function requireRoot(proc: Process, program: string): void {
  if (!proc.capable('NET_ADMIN'))
    quit(
      `${program} v1.8.13 (nf_tables): Could not fetch rule set generation id: Permission denied (you must be root)`,
      4,
    );
}

function refused({ program }: Target, order: Order, e: NetError): Answer {
  const failed = (what: string, where: string) =>
    fail(`${program} v1.8.13 (nf_tables):  ${what} failed (${strerror(e.code)}): ${where} ${order.chain}`, 4);
  if (order.verb === 'drop' && e.code === 'EBUSY') return failed('CHAIN_DEL', 'chain');
  if (e.message.startsWith('Chain ') && e.message.endsWith('does not exist')) return misuse(program, e.message);
  if (e.code === 'EMLINK') return failed(RULE_MESSAGE[order.verb] ?? 'RULE_APPEND', 'rule in chain');
  return fail(`${program}: ${e.message}`, 1);
}

const RULE_MESSAGE: Readonly<Partial<Record<Order['verb'], string>>> = {
  append: 'RULE_APPEND',
  insert: 'RULE_INSERT',
  replace: 'RULE_REPLACE',
};

function obey(target: Target, order: Order): Answer {
  switch (order.verb) {
    case 'list':
      return list(target, order);
    case 'specs':
      return specs(target, order);
    case 'append':
    case 'insert':
    case 'replace':
    case 'check':
    case 'delete':
      return withRule(target, order);
    default:
      return withChain(target, order);
  }
}

function must(target: Target, name: string | undefined): Chain[] {
  const { proc, family, table } = target;
  if (name === undefined) return chainsOf(proc.world, proc.netns, family, table);
  const chain = chainOf(proc.world, proc.netns, family, table, name);
  return chain ? [chain] : quit(`${target.program}: No chain/target/match by that name.`, 1);
}

function ruleNumber(target: Target, order: Order): number | undefined {
  if (order.extra === undefined) return undefined;
  const value = Number(order.extra);
  return Number.isInteger(value) && value > 0 ? value : misuse(target.program, `Invalid rule number \`${order.extra}'`);
}

function list(target: Target, order: Order): Answer {
  const number = ruleNumber(target, order);
  const { proc, line } = target;
  const hosts = hostsOf(proc.world, proc.fs);
  const layout = { ...line, nameOf: (ip: string) => hosts.find((h) => h.ip === ip)?.names[0] };
  const chains = must(target, order.chain);
  return ok(chains.map((c) => listChain(proc.world, c, layout, number)).join(number === undefined ? '\n' : ''));
}

function specs(target: Target, order: Order): Answer {
  const number = ruleNumber(target, order);
  const chains = must(target, order.chain);
  if (number !== undefined)
    return ok(
      chains.flatMap((c) => c.rules.slice(number - 1, number).map((rule) => ruleLine(target, c, rule))).join(''),
    );
  const heads = chains.map((c) =>
    c.policy === undefined
      ? `-N ${c.name}\n`
      : `-P ${c.name} ${c.policy}${counted(target, chainKey(c.netns, c.family, c.table, c.name))}\n`,
  );
  return ok([...heads, ...chains.flatMap((c) => c.rules.map((rule) => ruleLine(target, c, rule)))].join(''));
}

function counted({ proc, line }: Target, id: string): string {
  if (!line.verbose) return '';
  const { packets, bytes } = counterOf(proc.world, id);
  return ` -c ${packets} ${bytes}`;
}

function ruleLine(target: Target, chain: Chain, rule: Rule): string {
  const matches = printRule({ matches: rule.matches, target: { t: 'none' } });
  const action = printRule({ matches: [], target: rule.target });
  return `-A ${chain.name}${matches === '' ? '' : ` ${matches}`}${counted(target, rule.id)}${action === '' ? '' : ` ${action}`}\n`;
}

function withRule(target: Target, order: Order): Answer {
  const { proc, program, family, table, line } = target;
  const chain = order.chain ?? '';
  const at =
    order.verb === 'insert' || order.verb === 'replace' || order.verb === 'delete'
      ? ruleNumber(target, order)
      : undefined;
  if (order.verb === 'delete' && at !== undefined) {
    if (line.spec.length > 0) misuse(program, 'Illegal option with this command');
    must(target, chain);
    proc.transact((tx) => ruleDelete(tx, proc.netns, family, table, chain, at));
    return ok();
  }
  must(target, chain);
  const where = { program, family, table, chain, failing: RULE_MESSAGE[order.verb] ?? 'RULE_APPEND' };
  const specs = rulesOf(where, line.spec);
  return proc.transact((tx) => change(tx, target, order.verb, chain, specs, at));
}

function change(
  tx: Tx,
  target: Target,
  verb: Order['verb'],
  chain: string,
  specs: readonly RuleSpec[],
  at: number | undefined,
): Answer {
  const { proc, program, family, table } = target;
  for (const [i, spec] of specs.entries()) {
    if (verb === 'append') ruleAppend(tx, proc.netns, family, table, chain, spec);
    else if (verb === 'insert') ruleInsert(tx, proc.netns, family, table, chain, spec, (at ?? 1) + i);
    else if (verb === 'replace') ruleReplace(tx, proc.netns, family, table, chain, at ?? 1, spec);
    else if (verb === 'delete') ruleDelete(tx, proc.netns, family, table, chain, spec);
    else if (ruleFind(tx, proc.netns, family, table, chain, spec) === 0)
      return fail(`${program}: Bad rule (does a matching rule exist in that chain?).`, 1);
  }
  return ok();
}

function withChain(target: Target, order: Order): Answer {
  const { proc, program, family, table } = target;
  const { netns } = proc;
  const chain = order.chain;
  const extra = order.extra ?? '';
  if (order.verb === 'policy' && extra !== 'ACCEPT' && extra !== 'DROP')
    return fail(`${program}: Bad policy name. Run \`dmesg' for more information.`, 1);
  if (order.verb === 'new' && chain !== undefined) checkName(program, chain);
  const rules = chainsOf(proc.world, netns, family, table).find((c) => c.name === chain)?.rules;
  if (order.verb === 'zero' && rules && Number(extra) > rules.length)
    return fail(`${program}: Bad rule (does a matching rule exist in that chain?).`, 1);
  proc.transact((tx) => {
    if (order.verb === 'flush') flush(tx, netns, family, table, chain);
    else if (order.verb === 'zero')
      zeroCounters(tx, netns, family, table, chain, extra === '' ? undefined : Number(extra));
    else if (order.verb === 'new') chainAdd(tx, netns, family, table, chain ?? '');
    else if (order.verb === 'rename') chainRename(tx, netns, family, table, chain ?? '', extra);
    else if (order.verb === 'policy')
      chainPolicy(tx, netns, family, table, chain ?? '', extra === 'DROP' ? 'DROP' : 'ACCEPT');
    else if (chain !== undefined) deleteChain(tx, netns, family, table, chain);
    else
      for (const c of chainsOf(tx, netns, family, table))
        if (!isBuiltin(table, c.name)) deleteChain(tx, netns, family, table, c.name);
  });
  return ok();
}

function checkName(program: string, name: string): void {
  if (name.length > 28) misuse(program, `chain name \`${name}' too long (must be under 29 chars)`);
  if (
    ['ACCEPT', 'DROP', 'RETURN', 'QUEUE', 'REJECT', 'LOG', 'DNAT', 'SNAT', 'MASQUERADE', 'REDIRECT', 'MARK'].includes(
      name,
    )
  )
    misuse(program, `chain name may not clash with target name`);
  if (name.startsWith('-') || name.startsWith('!'))
    misuse(program, "chain name not allowed to start with `-' or `!'\n".trimEnd());
}
