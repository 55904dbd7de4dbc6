import { quit } from '../lib/answer.ts';

/** What iptables is told to do with which chain. */
export interface Order {
  readonly verb:
    | 'append'
    | 'check'
    | 'delete'
    | 'insert'
    | 'replace'
    | 'list'
    | 'specs'
    | 'flush'
    | 'zero'
    | 'new'
    | 'drop'
    | 'policy'
    | 'rename';
  readonly chain: string | undefined;
  /** Rule number, policy or new name, where the verb takes one. */
  readonly extra: string | undefined;
}

export interface CommandLine {
  readonly order: Order | undefined;
  readonly table: string;
  readonly verbose: boolean;
  readonly numeric: boolean;
  readonly exact: boolean;
  readonly lineNumbers: boolean;
  readonly special: 'version' | 'help' | undefined;
  /** The words that describe a rule, in order. */
  readonly spec: readonly string[];
}

/** Verbs by their options: how many further words each takes, at least and at most. */
const VERBS: Readonly<Record<string, readonly [Order['verb'], number, number]>> = {
  A: ['append', 1, 1],
  append: ['append', 1, 1],
  C: ['check', 1, 1],
  check: ['check', 1, 1],
  D: ['delete', 1, 2],
  delete: ['delete', 1, 2],
  I: ['insert', 1, 2],
  insert: ['insert', 1, 2],
  R: ['replace', 2, 2],
  replace: ['replace', 2, 2],
  L: ['list', 0, 2],
  list: ['list', 0, 2],
  S: ['specs', 0, 2],
  'list-rules': ['specs', 0, 2],
  F: ['flush', 0, 1],
  flush: ['flush', 0, 1],
  Z: ['zero', 0, 2],
  zero: ['zero', 0, 2],
  N: ['new', 1, 1],
  'new-chain': ['new', 1, 1],
  X: ['drop', 0, 1],
  'delete-chain': ['drop', 0, 1],
  P: ['policy', 2, 2],
  policy: ['policy', 2, 2],
  E: ['rename', 2, 2],
  'rename-chain': ['rename', 2, 2],
};

/** Flags that stand alone and may be written together: `-nvL`. */
const FLAGS = 'nvx46';

/** Ends with iptables' way of saying that it was misused (PARAMETER_PROBLEM). */
export function misuse(program: string, message: string): never {
  return quit(
    `${program} v1.8.13 (nf_tables): ${message}\nTry \`${program} -h' or '${program} --help' for more information.`,
    2,
  );
}

/** Reads a command line of iptables(8); what describes a rule is left for the parser of rules. */
export function commandLine(program: string, args: readonly string[]): CommandLine {
  const state = {
    order: undefined as Order | undefined,
    table: 'filter',
    verbose: false,
    numeric: false,
    exact: false,
    lineNumbers: false,
    special: undefined as CommandLine['special'],
    spec: [] as string[],
  };
  const rest = [...args];
  const operand = () =>
    rest[0] !== undefined && !rest[0].startsWith('-') && rest[0] !== '!' ? rest.shift() : undefined;
  const begin = (name: string, attached?: string) => {
    const found = VERBS[name];
    if (!found) return false;
    if (state.order) misuse(program, `Cannot use -${name.charAt(0).toUpperCase()} with -${letter(state.order.verb)}`);
    const [verb, least, most] = found;
    const chain = attached ?? operand();
    if (chain === undefined && least > 0)
      misuse(program, `option "${name.length > 1 ? '--' : '-'}${name}" requires an argument`);
    const extra = chain !== undefined && most > 1 ? number(verb, operand, rest) : undefined;
    if (least > 1 && extra === undefined)
      misuse(
        program,
        `-${letter(verb)} requires a ${verb === 'policy' ? 'chain and a policy' : verb === 'rename' ? 'old-chain-name and new-chain-name' : 'rule number'}`,
      );
    state.order = { verb, chain, extra };
    return true;
  };
  while (rest.length > 0) {
    const word = rest.shift() ?? '';
    if (word.startsWith('--')) {
      const [name = '', value] = split(word.slice(2));
      if (begin(name)) continue;
      if (name === 'table')
        state.table = value ?? rest.shift() ?? misuse(program, 'option "--table" requires an argument');
      else if (name === 'verbose') state.verbose = true;
      else if (name === 'numeric') state.numeric = true;
      else if (name === 'exact') state.exact = true;
      else if (name === 'line-numbers') state.lineNumbers = true;
      else if (name === 'version') state.special = 'version';
      else if (name === 'help') state.special = 'help';
      else if (name === 'wait') optionalSeconds(rest);
      else if (name === 'ipv4' || name === 'ipv6' || name === 'modprobe') continue;
      else state.spec.push(...spelled(word, rest));
    } else if (/^-[A-Za-z46]/.test(word)) {
      if (!short(word.slice(1))) state.spec.push(word, ...taken(word, rest));
    } else state.spec.push(word);
  }
  return state;

  /** Reads a group like `nvL`; false when it begins an option of the rule. */
  function short(group: string): boolean {
    for (let i = 0; i < group.length; i++) {
      const c = group[i] ?? '';
      const attached = group.slice(i + 1);
      if (FLAGS.includes(c)) {
        if (c === 'n') state.numeric = true;
        if (c === 'v') state.verbose = true;
        if (c === 'x') state.exact = true;
        continue;
      }
      if (c === 't') {
        state.table = attached || (rest.shift() ?? misuse(program, 'option "-t" requires an argument'));
        return true;
      }
      if (c === 'w' || c === 'W') {
        if (attached === '') optionalSeconds(rest);
        return true;
      }
      if (c === 'V' || c === 'h') {
        state.special = c === 'V' ? 'version' : 'help';
        return true;
      }
      if (VERBS[c]) return begin(c, attached || undefined);
      if (i > 0) {
        state.spec.push(`-${group.slice(i)}`, ...taken(`-${group.slice(i)}`, rest));
        return true;
      }
      return false;
    }
    return true;
  }
}

function letter(verb: Order['verb']): string {
  return Object.entries(VERBS).find(([key, [v]]) => v === verb && key.length === 1)?.[0] ?? '';
}

function number(verb: Order['verb'], operand: () => string | undefined, rest: readonly string[]): string | undefined {
  // a number follows -D and -I only where it is one
  if ((verb === 'delete' || verb === 'insert') && !/^\d+$/.test(rest[0] ?? '')) return undefined;
  return operand();
}

function split(word: string): [string, string | undefined] {
  const cut = word.indexOf('=');
  return cut < 0 ? [word, undefined] : [word.slice(0, cut), word.slice(cut + 1)];
}

function optionalSeconds(rest: string[]): void {
  if (/^\d+$/.test(rest[0] ?? '')) rest.shift();
}

/** `--option=value` as two words; what follows an option is its own business. */
function spelled(word: string, rest: string[]): string[] {
  const [name, value] = split(word);
  return value === undefined ? [word, ...taken(word, rest)] : [name, value];
}

/** The value of an option, when it looks like none of ours: so that `--comment -n` keeps its text. */
function taken(word: string, rest: string[]): string[] {
  if (!TAKES.has(word) || rest.length === 0) return [];
  return [rest.shift() ?? ''];
}

const TAKES = new Set([
  '--comment',
  '--log-prefix',
  '-s',
  '-d',
  '-i',
  '-o',
  '-p',
  '-j',
  '-g',
  '-m',
  '--source',
  '--destination',
  '--in-interface',
  '--out-interface',
  '--protocol',
  '--jump',
  '--goto',
  '--match',
]);
