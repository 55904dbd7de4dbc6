import { type Node, nameOf } from './command.ts';
import type { Flags } from './flags.ts';
import { childOf, type Place } from './help.ts';

/** The command that words lead to, the words left for it, and the words that stood between the command's words. */
export interface Found {
  readonly at: Place;
  readonly words: readonly string[];
  /** Flags given to the commands on the way: `docker network --help ls`. */
  readonly passed: readonly { readonly at: Place; readonly words: readonly string[] }[];
}

/** A subcommand by its name or an alias. */
export function subcommand(node: Node, name: string): Node | undefined {
  if (node.kind !== 'noun') return undefined;
  return node.commands.find((c) => nameOf(c) === name || (c.aliases ?? []).includes(name));
}

/** cobra's Traverse: walks down the tree, leaving flags between commands to the command before them. */
export function traverse(from: Place, words: readonly string[]): Found {
  const flags: string[] = [];
  let value = false;
  for (const [i, word] of words.entries()) {
    if (word.startsWith('--') && !word.includes('=')) {
      value = !isSwitch(from.node.flags, word.slice(2));
      flags.push(word);
    } else if (/^-[^=]$/.test(word) && !isShortSwitch(from.node.flags, word.slice(1))) {
      value = true;
      flags.push(word);
    } else if (value) {
      value = false;
      flags.push(word);
    } else if (/^-./.test(word)) flags.push(word);
    else {
      const next = subcommand(from.node, word);
      if (!next) break;
      const found = traverse(childOf(from, next), words.slice(i + 1));
      return { ...found, passed: [{ at: from, words: flags }, ...found.passed] };
    }
  }
  return { at: from, words, passed: [] };
}

const isSwitch = (flags: Flags, name: string) =>
  name === 'help' || (Object.hasOwn(flags, name) && flags[name]?.type === '');

const isShortSwitch = (flags: Flags, letter: string) =>
  letter === 'h' || Object.values(flags).some((f) => f.short === letter && f.type === '');
