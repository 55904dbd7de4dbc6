import { compareText } from '../../../base/index.ts';
import { type Node, type Noun, nameOf } from './command.ts';
import type { Flag, Flags } from './flags.ts';

/** What the engine's state lets help show. */
export interface Visible {
  readonly swarmActive: boolean;
  readonly manager: boolean;
  /** Commands that are programs beside docker: marked with a star. */
  readonly plugins?: readonly { readonly name: string; readonly short: string }[];
}

/** Columns of the terminal that standard input is, else 80. */
export const DEFAULT_WIDTH = 80;

export function isShown(node: Node, visible: Visible): boolean {
  if (node.hidden) return false;
  switch (node.needs ?? 'nothing') {
    case 'manager':
      return visible.manager;
    case 'swarm':
      return visible.swarmActive;
    case 'experimental':
      return false;
    default:
      return true;
  }
}

/** A command where it stands in the tree. */
export interface Place {
  /** `docker network`; empty for docker itself. */
  readonly parent: string;
  readonly node: Node;
  /** It or what it stands under is experimental. */
  readonly experimental: boolean;
}

/** `docker network create [OPTIONS] NETWORK` */
export function usageOf(parent: string, node: Node): string {
  return parent === '' ? node.use : `${parent} ${node.use}`;
}

/** The help of a command, as docker/cli's usage template makes it. */
export function helpText(at: Place, visible: Visible, width = DEFAULT_WIDTH): string {
  const { parent, node } = at;
  const path = pathOf(at);
  const shown = shownFlags(node.flags, visible);
  const usage =
    node.kind === 'command'
      ? usageOf(parent, node)
      : `${path}${Object.keys(shown).length > 0 ? ' [OPTIONS]' : ''} COMMAND`;
  const blocks = [`Usage:  ${usage}`, (node.long ?? node.short).trim()];
  if (at.experimental) blocks.push(experimentalNote(path));
  const spellings =
    node.spellings ?? (node.aliases ? [path, ...node.aliases.map((a) => `${parent} ${a}`)].join(', ') : undefined);
  if (spellings !== undefined) blocks.push(`Aliases:\n  ${spellings}`);
  if (node.examples !== undefined) blocks.push(`Examples:\n${node.examples}`);
  const options = flagUsages(shown, width - 1);
  if (parent !== '' && options !== '') blocks.push(`Options:\n${options}`);
  if (node.kind === 'noun') blocks.push(...commandBlocks(parent, node, visible));
  if (parent === '' && options !== '') blocks.push(`Global Options:\n${options}`);
  if (node.kind === 'noun') blocks.push(`Run '${path} COMMAND --help' for more information on a command.`);
  if (parent === '') blocks.push('For more help on how to use Docker, head to https://docs.docker.com/go/guides/');
  return `${blocks.join('\n\n')}\n`;
}

function experimentalNote(path: string): string {
  return `EXPERIMENTAL:
  ${path} is an experimental feature.
  Experimental features provide early access to product functionality. These
  features may change between releases without warning, or can be removed from a
  future release. Learn more about experimental features in our documentation:
  https://docs.docker.com/go/experimental/`;
}

interface Listed {
  readonly name: string;
  readonly short: string;
}

const listed = (nodes: readonly Node[]): readonly Listed[] =>
  nodes.map((node) => ({ name: nameOf(node), short: node.short }));
const byName = (a: Listed, b: Listed) => (a.name < b.name ? -1 : 1);

function commandBlocks(parent: string, node: Noun, visible: Visible): string[] {
  const shown = node.commands.filter((c) => isShown(c, visible));
  const ranked = shown.filter((c) => parent === '' && c.common !== undefined);
  const top = [...ranked].sort(
    (a, b) => (a.common ?? 0) - (b.common ?? 0) || byName(...(listed([a, b]) as [Listed, Listed])),
  );
  const plugins = parent === '' ? (visible.plugins ?? []).map(({ name, short }) => ({ name: `${name}*`, short })) : [];
  const groups: [title: string, commands: readonly Listed[]][] = [
    ['Common Commands', listed(top)],
    ['Management Commands', [...listed(shown.filter((c) => c.kind === 'noun' && !c.swarm)), ...plugins].sort(byName)],
    ['Swarm Commands', [...listed(shown.filter((c) => c.kind === 'noun' && c.swarm))].sort(byName)],
    ['Commands', [...listed(shown.filter((c) => c.kind === 'command' && !top.includes(c)))].sort(byName)],
  ];
  // cobra pads names to the longest of the siblings, at least 11
  const pad = Math.max(11, ...node.commands.map((c) => nameOf(c).length));
  return groups
    .filter(([, commands]) => commands.length > 0)
    .map(([title, commands]) => `${title}:\n${commands.map((c) => `  ${c.name.padEnd(pad)} ${c.short}`).join('\n')}`);
}

function shownFlags(flags: Flags, visible: Visible): Flags {
  return Object.fromEntries(
    Object.entries(flags).filter(
      ([, f]) => !f.hidden && f.only === undefined && f.deprecated === undefined && (!f.manager || visible.manager),
    ),
  );
}

/** pflag's FlagUsagesWrapped. */
function flagUsages(flags: Flags, columns: number): string {
  const rows = Object.entries(flags)
    .sort(([a], [b]) => compareText(a, b))
    .map(([name, flag]) => ({
      left: leftOf(name, flag),
      text: `${flag.usage}${flag.shown === undefined ? '' : ` (default ${flag.shown})`}`,
    }));
  const widest = Math.max(0, ...rows.map((r) => r.left.length));
  const lines = rows.map((r) => `${r.left.padEnd(widest)}   ${wrap(widest + 3, columns, r.text)}`);
  return lines.join('\n').trimEnd();
}

function leftOf(name: string, flag: Flag): string {
  const start = flag.short === undefined ? `      --${name}` : `  -${flag.short}, --${name}`;
  return flag.type === '' ? start : `${start} ${flag.type}`;
}

/** Wraps at `columns`, later lines indented; a short rest may stick out by five, as pflag allows. */
function wrap(indentation: number, columns: number, text: string): string {
  const slop = 5;
  let indent = indentation;
  let room = columns - indent;
  let out = '';
  if (room < 24) {
    indent = 16;
    room = columns - indent;
    out = `\n${' '.repeat(indent)}`;
  }
  const margin = `\n${' '.repeat(indent)}`;
  if (room < 24) return text.replaceAll('\n', out);
  const parts: string[] = [];
  for (let rest = text; ; ) {
    const [line, more] = cutLine(room - slop, slop, rest);
    parts.push(line.replaceAll('\n', margin));
    rest = more;
    if (rest === '') break;
  }
  return out + parts.join(margin);
}

function cutLine(room: number, slop: number, text: string): [line: string, rest: string] {
  if (room + slop > text.length) return [text, ''];
  const head = text.slice(0, room);
  const space = Math.max(head.lastIndexOf(' '), head.lastIndexOf('\t'), head.lastIndexOf('\n'));
  if (space <= 0) return [text, ''];
  const newline = head.lastIndexOf('\n');
  const at = newline > 0 && newline < space ? newline : space;
  return [text.slice(0, at), text.slice(at + 1)];
}

/** The place of a child of a place. */
export function childOf(at: Place, node: Node): Place {
  return { parent: pathOf(at), node, experimental: at.experimental || (node.experimental ?? false) };
}

/** `docker network create` */
export function pathOf(at: Place): string {
  return at.parent === '' ? nameOf(at.node) : `${at.parent} ${nameOf(at.node)}`;
}

/** All commands of a tree, in the order of the tree. */
export function* everyCommand(at: Place): Generator<Place> {
  yield at;
  if (at.node.kind === 'noun') for (const node of at.node.commands) yield* everyCommand(childOf(at, node));
}
