import type { Daemon } from '../../../engine/index.ts';
import type { Process, Run } from '../../../os/index.ts';
import type { Flags, Values } from './flags.ts';

/** How many positional arguments a command takes; cli/required.go of docker/cli. */
export type Arity = {
  readonly min: number;
  readonly max: number;
  readonly kind: 'none' | 'exactly' | 'atLeast' | 'atMost' | 'between';
};

/** cli.NoArgs */
export const none: Arity = { kind: 'none', min: 0, max: 0 };
/** cli.ExactArgs */
export const exactly = (n: number): Arity => ({ kind: 'exactly', min: n, max: n });
/** cli.RequiresMinArgs */
export const atLeast = (n: number): Arity => ({ kind: 'atLeast', min: n, max: Number.POSITIVE_INFINITY });
/** cli.RequiresMaxArgs */
export const atMost = (n: number): Arity => ({ kind: 'atMost', min: 0, max: n });
/** cli.RequiresRangeArgs */
export const between = (min: number, max: number): Arity => ({ kind: 'between', min, max });
/** Any number of arguments: the command checks them itself. */
export const anyNumber: Arity = atLeast(0);

/** When help shows a command, by the state of the engine; it runs all the same. */
export type Needs = 'nothing' | 'swarm' | 'manager' | 'experimental';

/** A command as it was typed: what its `run` gets. */
export interface Invocation<F = Record<string, never>> {
  readonly proc: Process;
  readonly daemon: Daemon;
  /** The client's own side of it: its directory, and the context that is current. */
  readonly client: { readonly dir: string; readonly context: string };
  /** `docker network create` */
  readonly path: string;
  readonly args: readonly string[];
  readonly flags: Values<F>;
  /** Whether a flag was given. */
  changed(flag: keyof F & string): boolean;
  /** Usage of the command for errors that show it. */
  readonly usage: string;
  /** The command's help, for those that show it when nothing was asked of them. */
  help(): string;
}

interface Described {
  /** Its name and the form of its arguments: `create [OPTIONS] NETWORK`. */
  readonly use: string;
  readonly short: string;
  /** What help says instead of `short`. */
  readonly long?: string;
  readonly examples?: string;
  readonly aliases?: readonly string[];
  /** All spellings as help lists them, where a command stands in more than one place. */
  readonly spellings?: string;
  readonly needs?: Needs;
  /** Place among the common commands of `docker --help`. */
  readonly common?: number;
  /** Grouped under Swarm Commands. */
  readonly swarm?: boolean;
  readonly hidden?: boolean;
  /** It and what is under it say so in their help. */
  readonly experimental?: boolean;
}

/** A leaf of the command tree, its flags' types forgotten. */
export interface Command extends Described {
  readonly kind: 'command';
  readonly args: Arity;
  readonly flags: Flags;
  /** False: flags end at the first argument, the rest belongs to the container's command. */
  readonly interspersed: boolean;
  /** Undefined: the grammar is known, the behaviour is not simulated. */
  readonly run?: (cli: Invocation<Flags>) => Run<number> | number;
}

/** A command with subcommands. */
export interface Noun extends Described {
  readonly kind: 'noun';
  readonly commands: readonly Node[];
  readonly flags: Flags;
}

export type Node = Command | Noun;

export interface CommandSpec<F extends Flags> extends Described {
  readonly args?: Arity;
  readonly flags?: F;
  readonly interspersed?: boolean;
  /** Returns the exit status. Throws CliError. */
  readonly run?: (cli: Invocation<F>) => Run<number> | number;
}

/** Declares a command. */
export function command<F extends Flags = Record<never, never>>(spec: CommandSpec<F>): Command {
  const { run, ...rest } = spec;
  return {
    ...rest,
    kind: 'command',
    args: spec.args ?? none,
    flags: spec.flags ?? {},
    interspersed: spec.interspersed ?? true,
    // The values of F's flags are exactly what parsing F's flags yields.
    ...(run === undefined ? {} : { run: run as (cli: Invocation<Flags>) => Run<number> | number }),
  };
}

/** Declares a management command: `docker network`. */
export function noun(
  use: string,
  short: string,
  commands: readonly Node[],
  more: Partial<Described> & { readonly flags?: Flags } = {},
): Noun {
  return { kind: 'noun', use, short, commands, flags: {}, ...more };
}

/** The word that a command is called by. */
export function nameOf(node: Node): string {
  return node.use.split(' ')[0] ?? '';
}

/** An error that ends the command: what goes to stderr (nothing when empty) and the exit status. */
export class CliError extends Error {
  constructor(
    message: string,
    readonly status = 1,
  ) {
    super(message);
  }
}
