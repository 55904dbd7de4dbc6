import { daemonOf } from '../engine/index.ts';
import { FsError, joinPath, type Kernel, list, type Place, stat } from '../os/index.ts';
import { composeCommands, type DockerNode, dockerCommands } from '../programs/index.ts';
import type { ShellState } from '../shell/index.ts';

/** What could stand between `from` and the cursor (offsets in the line). */
export interface Completion {
  readonly from: number;
  readonly candidates: readonly string[];
}

/** Where a line is completed. */
export interface At {
  readonly kernel: Kernel;
  readonly place: Place;
  readonly state: ShellState;
}

/** Completes the word at the cursor, as bash does with docker's own completion loaded: commands, subcommands, flags, names, files. */
export function completeLine(at: At, line: string, cursor: number): Completion {
  const before = line.slice(0, cursor);
  const command = before.slice(commandStart(before));
  const words = command.trimStart().split(/\s+/);
  const word = words.pop() ?? '';
  const done = words[0] === 'sudo' ? words.slice(1) : words;
  const candidates = candidatesFor(at, done, word);
  return { from: cursor - word.length, candidates: [...new Set(candidates)].filter((c) => c.startsWith(word)).sort() };
}

/** Where the command that the cursor is in begins: after the last operator, or the opening of a substitution. */
function commandStart(line: string): number {
  return (/^.*(?:[|;&]|\$\(|`|\{\s|\b(?:do|then|else)\s)/s.exec(line)?.[0] ?? '').length;
}

function candidatesFor(at: At, words: readonly string[], word: string): readonly string[] {
  const [program] = words;
  if (program === undefined) return word.includes('/') ? paths(at, word) : commands(at);
  if (program === 'docker') return docker(at, words.slice(1), word);
  if (program === 'docker-compose') return docker(at, ['compose', ...words.slice(1)], word);
  return word.startsWith('-') ? [] : paths(at, word);
}

/** Names of executables in PATH. */
function commands({ kernel, place, state }: At): readonly string[] {
  const variable = state.variables.PATH;
  const path = variable?.value ?? '/usr/bin:/bin';
  return path.split(':').flatMap((dir) => {
    try {
      return list(kernel.world, place.fs, dir);
    } catch (error) {
      if (error instanceof FsError) return [];
      throw error;
    }
  });
}

/** Files below the folder that the word names so far. */
function paths({ kernel, place, state }: At, word: string): readonly string[] {
  const typed = word.slice(0, word.lastIndexOf('/') + 1);
  const dir = joinPath(state.cwd, typed.startsWith('~/') ? `/root/${typed.slice(2)}` : typed || '.');
  try {
    const hidden = word.slice(typed.length).startsWith('.');
    return list(kernel.world, place.fs, dir)
      .filter((name) => hidden || !name.startsWith('.'))
      .map((name) => typed + name + (stat(kernel.world, place.fs, joinPath(dir, name))?.kind === 'dir' ? '/' : ''));
  } catch (error) {
    if (error instanceof FsError) return [];
    throw error;
  }
}

/** docker's tree with its plugin in it. */
const DOCKER: DockerNode =
  dockerCommands.node.kind === 'noun'
    ? { ...dockerCommands.node, commands: [...dockerCommands.node.commands, composeCommands] }
    : dockerCommands.node;

/** Walks docker's command tree along the words, then offers what its usage says comes next. */
function docker(at: At, words: readonly string[], word: string): readonly string[] {
  let node: DockerNode = DOCKER;
  const operands: string[] = [];
  for (let i = 0; i < words.length; i++) {
    const it = words[i] ?? '';
    if (it.startsWith('-')) {
      if (takesValue(node, it)) i++;
      if (i >= words.length) return valuesOf(at, it);
      continue;
    }
    const next: DockerNode | undefined =
      node.kind === 'noun' ? node.commands.find((c) => nameOf(c) === it || c.aliases?.includes(it)) : undefined;
    if (next) node = next;
    else operands.push(it);
  }
  if (word.startsWith('-')) return Object.entries(node.flags).flatMap(([name, f]) => (f.hidden ? [] : [`--${name}`]));
  if (node.kind === 'noun') return node.commands.filter((c) => !c.hidden).map(nameOf);
  return operandsOf(at, node.use, operands);
}

function nameOf(node: DockerNode): string {
  return node.use.split(' ')[0] ?? '';
}

function takesValue(node: DockerNode, word: string): boolean {
  if (word.includes('=')) return false;
  const flag = word.startsWith('--')
    ? node.flags[word.slice(2)]
    : Object.values(node.flags).find((f) => f.short === word.at(-1));
  return flag !== undefined && flag.type !== '';
}

/** Values of the flags that name something of the engine. */
function valuesOf(at: At, flag: string): readonly string[] {
  if (flag === '--network' || flag === '--net') return names(at, 'NETWORK');
  return flag === '--volumes-from' || flag === '--link' ? names(at, 'CONTAINER') : [];
}

/** What the next operand of a usage line such as `connect [OPTIONS] NETWORK CONTAINER` names. */
function operandsOf(at: At, use: string, operands: readonly string[]): readonly string[] {
  const slots = [...(use.split('\n')[0] ?? '').matchAll(/\[?([A-Z_]+)(?:\.\.\.)?[^\s]*/g)]
    .map((m) => m[1] ?? '')
    .filter((s) => s !== 'OPTIONS');
  const slot = slots[Math.min(operands.length, slots.length - 1)];
  if (slot === 'COMMAND' || slot === 'ARG') return [];
  const found = slot === undefined ? [] : names(at, slot.replace(/^SERVICES$/, 'SERVICE'));
  return found.filter((n) => !operands.includes(n));
}

function names({ kernel, place }: At, slot: string): readonly string[] {
  const daemon = daemonOf(kernel, place.host);
  if (slot === 'NETWORK') return daemon.networkList().map((n) => n.Name);
  if (slot === 'CONTAINER') return daemon.containerList({ all: true }).flatMap((c) => c.Names.map((n) => n.slice(1)));
  if (slot === 'IMAGE')
    return daemon
      .imageList()
      .flatMap((i) => i.RepoTags ?? [])
      .map((t) => t.replace(/:latest$/, ''));
  return [];
}
