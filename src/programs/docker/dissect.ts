import { everyCommand, FlagError, parseFlags, pathOf, traverse } from './grammar/index.ts';
import { root } from './tree.ts';

/** A command line of docker taken apart by its grammar. */
export interface Dissected {
  /** Every way to call the command: `docker container ls`, `docker ps`. */
  readonly commands: readonly string[];
  /** `--all`, of the flags that were given. */
  readonly flags: readonly string[];
  readonly args: readonly string[];
  /** `--name` where the command was given one. */
  readonly name: string;
}

/** The words after `docker`; undefined when they lead to no command, or are refused. */
export function dissect(words: readonly string[]): Dissected | undefined {
  try {
    const global = parseFlags(root.node.flags, words, false);
    const found = traverse(root, global.args);
    const { node } = found.at;
    if (node.kind !== 'command') return undefined;
    const parsed = parseFlags(node.flags, found.words, node.interspersed);
    return {
      commands: [...everyCommand(root)].filter((place) => place.node === node).map(pathOf),
      flags: [...parsed.changed].map((flag) => `--${flag}`).sort(),
      args: parsed.args,
      name: String(parsed.values.name ?? ''),
    };
  } catch (e) {
    if (e instanceof FlagError) return undefined;
    throw e;
  }
}
