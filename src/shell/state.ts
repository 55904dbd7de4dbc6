/** Which shell speaks: GNU bash, Debian's dash, BusyBox's ash. */
export type Dialect = 'bash' | 'dash' | 'ash';

/** A shell variable with its attributes; bash(1), "PARAMETERS". */
export interface Variable {
  readonly kind: 'string' | 'indexed' | 'assoc';
  /** The value of a string; undefined: declared, not set. */
  readonly value?: string;
  /** The elements of an array: by number, or by key. */
  readonly items?: Readonly<Record<string, string>>;
  readonly exported?: boolean;
  readonly readonly?: boolean;
  readonly integer?: boolean;
  readonly lower?: boolean;
  readonly upper?: boolean;
  readonly nameref?: boolean;
}

/** A function as its source text, and the line that its definition stood on. */
export interface FunctionText {
  readonly source: string;
  readonly line: number;
  /** The sourced file that it came from. */
  readonly file?: string;
}

/** A job as `jobs` lists it. */
export interface Job {
  readonly id: number;
  readonly pgid: number;
  readonly pids: readonly number[];
  readonly command: string;
  readonly status?: number;
  /** Whether its end was told already. */
  readonly noted: boolean;
}

/** Options of `set -o` and `shopt` that are on. */
export type Options = Readonly<Record<string, boolean>>;

/** All that a shell remembers between two lines, as plain values. */
export interface ShellState {
  readonly dialect: Dialect;
  /** `$0`, which also begins its error messages. */
  readonly name: string;
  readonly interactive: boolean;
  readonly login: boolean;
  /** Text of `-c`: syntax errors then speak of it. */
  readonly fromOption: boolean;
  readonly cwd: string;
  readonly variables: Readonly<Record<string, Variable>>;
  readonly functions: Readonly<Record<string, FunctionText>>;
  readonly aliases: Readonly<Record<string, string>>;
  readonly options: Options;
  readonly positional: readonly string[];
  readonly lastStatus: number;
  readonly pipeStatus: readonly number[];
  readonly lastBackground?: number;
  readonly jobs: readonly Job[];
  readonly traps: Readonly<Record<string, string>>;
  readonly umask: number;
  readonly directories: readonly string[];
  readonly history: readonly string[];
  readonly hashed: Readonly<Record<string, { readonly path: string; readonly hits: number }>>;
  /** Virtual ms at its start, for SECONDS. */
  readonly started: number;
  /** Lines read so far, for LINENO of an interactive shell. */
  readonly line: number;
  readonly pid: number;
  /** Where getopts stands in a word of several options. */
  readonly optionAt?: { readonly index: number; readonly at: number };
}

/** What a new shell is told about itself. */
export interface ShellStart {
  readonly dialect: Dialect;
  readonly name?: string;
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  readonly now: number;
  readonly pid: number;
  readonly ppid: number;
  readonly interactive?: boolean;
  readonly login?: boolean;
  readonly fromOption?: boolean;
  readonly options?: Options;
  readonly positional?: readonly string[];
}

const IDENTIFIER = /^[A-Za-z_][A-Za-z0-9_]*$/;

/** Whether a text can name a variable. */
export function isName(text: string): boolean {
  return IDENTIFIER.test(text);
}

/** Prompts where the environment has none: Debian's bash.bashrc, dash's own, BusyBox's. */
export const PROMPTS: Readonly<Record<Dialect, string>> = { bash: '\\u@\\h:\\w\\$ ', dash: '# ', ash: '\\w \\$ ' };

/** The state of a shell that has just started; the environment becomes exported variables. */
export function newState(start: ShellStart): ShellState {
  const { dialect, env } = start;
  const variables: Record<string, Variable> = {};
  for (const [name, value] of Object.entries(env)) {
    if (isName(name)) variables[name] = { kind: 'string', value, exported: true };
  }
  const plain = (name: string, value: string, more: Partial<Variable> = {}) => {
    if (!Object.hasOwn(variables, name)) variables[name] = { kind: 'string', value, ...more };
  };
  variables.IFS = { kind: 'string', value: ' \t\n' };
  variables.OPTIND = { kind: 'string', value: '1' };
  variables.PPID = { kind: 'string', value: String(start.ppid), readonly: true, integer: true };
  variables.PWD = { kind: 'string', value: start.cwd, exported: true };
  plain('PS4', '+ ');
  if (dialect !== 'dash') {
    const level = Number.parseInt(env.SHLVL ?? '0', 10);
    variables.SHLVL = { kind: 'string', value: String(Number.isNaN(level) ? 1 : level + 1), exported: true };
  }
  if (dialect === 'bash') bashVariables(variables, plain);
  if (start.interactive) {
    plain('PS1', PROMPTS[dialect]);
    plain('PS2', '> ');
  }
  return {
    dialect,
    name: start.name ?? dialect,
    interactive: start.interactive ?? false,
    login: start.login ?? false,
    fromOption: start.fromOption ?? false,
    cwd: start.cwd,
    variables,
    functions: {},
    aliases: {},
    options: {
      ...(dialect === 'bash' ? BASH_ON : { expand_aliases: true }),
      ...(start.interactive
        ? { monitor: true, expand_aliases: true, ...(dialect === 'bash' ? { histexpand: true } : {}) }
        : {}),
      ...start.options,
    },
    positional: start.positional ?? [],
    lastStatus: 0,
    pipeStatus: [0],
    jobs: [],
    traps: {},
    umask: 0o022,
    directories: [],
    history: [],
    hashed: {},
    started: start.now,
    line: 0,
    pid: start.pid,
  };
}

/** Options that are on in a bash that has just started; bash(1), shopt. */
const BASH_ON: Options = {
  braceexpand: true,
  hashall: true,
  checkwinsize: true,
  cmdhist: true,
  complete_fullquote: true,
  extquote: true,
  force_fignore: true,
  globasciiranges: true,
  globskipdots: true,
  hostcomplete: true,
  interactive_comments: true,
  patsub_replacement: true,
  progcomp: true,
  promptvars: true,
  sourcepath: true,
};

function bashVariables(
  variables: Record<string, Variable>,
  plain: (name: string, value: string, more?: Partial<Variable>) => void,
): void {
  plain('PATH', '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin');
  variables.BASH_VERSION = { kind: 'string', value: '5.3.15(1)-release' };
  variables.BASH = { kind: 'string', value: '/bin/bash' };
  variables.BASH_VERSINFO = {
    kind: 'indexed',
    readonly: true,
    items: { 0: '5', 1: '3', 2: '15', 3: '1', 4: 'release', 5: 'x86_64-pc-linux-gnu' },
  };
  variables.MACHTYPE = { kind: 'string', value: 'x86_64-pc-linux-gnu' };
  variables.HOSTTYPE = { kind: 'string', value: 'x86_64' };
  variables.OSTYPE = { kind: 'string', value: 'linux-gnu' };
  variables.UID = { kind: 'string', value: '0', readonly: true, integer: true };
  variables.EUID = { kind: 'string', value: '0', readonly: true, integer: true };
  variables.OPTERR = { kind: 'string', value: '1' };
  plain('TERM', 'dumb');
}
