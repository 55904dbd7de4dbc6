import { composeCommands, type DockerNode, dockerCommands } from '../../programs/index.ts';
import type { At } from './at.ts';
import { paths } from './files.ts';
import { names } from './names.ts';

/** docker's tree with its plugin in it. */
const DOCKER: DockerNode =
  dockerCommands.node.kind === 'noun'
    ? { ...dockerCommands.node, commands: [...dockerCommands.node.commands, composeCommands] }
    : dockerCommands.node;

/** Walks docker's command tree along the words, then offers what its usage says comes next. */
export function docker(at: At, words: readonly string[], word: string): readonly string[] {
  let node: DockerNode = DOCKER;
  const operands: string[] = [];
  for (let i = 0; i < words.length; i++) {
    const it = words[i] ?? '';
    if (it.startsWith('-')) {
      if (takesValue(node, it)) i++;
      if (i >= words.length) return valuesOf(at, node, it, word);
      continue;
    }
    const next: DockerNode | undefined =
      node.kind === 'noun' ? node.commands.find((c) => nameOf(c) === it || c.aliases?.includes(it)) : undefined;
    if (next) node = next;
    else operands.push(it);
  }
  if (word.startsWith('-')) return Object.entries(node.flags).flatMap(([name, f]) => (f.hidden ? [] : [`--${name}`]));
  if (node.kind === 'noun') return node.commands.filter((c) => !c.hidden).map(nameOf);
  return operandsOf(at, node, operands, word);
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

const FILES = ['compose-file', 'cidfile', 'env-file', 'file', 'input', 'output'];
const DRIVERS = ['bridge', 'host', 'ipvlan', 'macvlan', 'none', 'overlay'];

/** Words that a flag may have; cli/command/completion of docker/cli. */
const WORDS: Readonly<Record<string, readonly string[]>> = {
  availability: ['active', 'drain', 'pause'],
  driver: DRIVERS,
  'endpoint-mode': ['dnsrr', 'vip'],
  mode: ['global', 'replicated'],
  pull: ['always', 'missing', 'never'],
  restart: ['always', 'no', 'on-failure', 'unless-stopped'],
  role: ['manager', 'worker'],
  signal: ['SIGHUP', 'SIGINT', 'SIGKILL', 'SIGQUIT', 'SIGTERM', 'SIGUSR1', 'SIGUSR2'],
};

/** Values of the flags that name something of the engine, a file, or one of a few words. */
function valuesOf(at: At, node: DockerNode, flag: string, word: string): readonly string[] {
  const found = Object.entries(node.flags).find(([name, f]) => `--${name}` === flag || `-${f.short}` === flag);
  const name = found?.[0] ?? flag.replace(/^-+/, '');
  if (name === 'network' || name === 'net')
    return [...names(at, 'NETWORK'), ...names(at, 'CONTAINER').map((container) => `container:${container}`)];
  if (name === 'volumes-from' || name === 'link') return names(at, 'CONTAINER');
  if (FILES.includes(name)) return paths(at, word);
  return WORDS[name] ?? [];
}

/** What the next operand of a usage line such as `connect [OPTIONS] NETWORK CONTAINER` names. */
function operandsOf(at: At, node: DockerNode, operands: readonly string[], word: string): readonly string[] {
  const { use } = node;
  if (nameOf(node) === 'cp') return [...names(at, 'CONTAINER').map((name) => `${name}:`), ...paths(at, word)];
  const slots = [...(use.split('\n')[0] ?? '').matchAll(/\[?([A-Z_]+)(?:\.\.\.)?[^\s]*/g)]
    .map((m) => m[1] ?? '')
    .filter((s) => s !== 'OPTIONS');
  const choice = /\(([a-z|]+)\)/.exec(use)?.[1];
  if (choice !== undefined) return operands.length === 0 ? choice.split('|') : [];
  const slot = slots[Math.min(operands.length, slots.length - 1)];
  if (slot === 'COMMAND' || slot === 'ARG') return [];
  if (slot === 'PATH' || slot === 'FILE') return paths(at, word);
  const found = slot === undefined ? [] : names(at, slot, nameOf(node));
  return found.filter((n) => !operands.includes(n));
}
