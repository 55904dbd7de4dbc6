import MarkdownIt, { type Token } from 'markdown-it';
import type { Mistake, Prose } from '../lesson.ts';

/** Fences that mean something to the course. Other named fences must be in PLAIN. */
export const KINDS = ['setup', 'run', 'predict', 'goal', 'hint', 'solution', 'wrong', 'debrief'] as const;
export type Kind = (typeof KINDS)[number];
/** Fences that are only shown. */
const PLAIN = ['', 'text', 'sh', 'console', 'yaml', 'json', 'nginx', 'haproxy', 'dockerfile'];

/** A lesson file cut into what it is made of. */
export type Block =
  | { readonly kind: 'step'; readonly id: string; readonly title: string; readonly line: number }
  | { readonly kind: 'prose'; readonly prose: Prose; readonly line: number }
  /** `line` is where its content begins. */
  | {
      readonly kind: 'fence';
      readonly word: Kind;
      readonly rest: string;
      readonly content: string;
      readonly line: number;
    }
  | { readonly kind: 'wrong-text'; readonly id: string; readonly prose: Prose; readonly line: number };

const markdown = new MarkdownIt({ html: false, linkify: false, typographer: false });

/** Parses Markdown into the tokens that a screen draws. */
export function parseProse(text: string): Prose {
  return markdown.parse(text, {});
}

/** Cuts Markdown into blocks. Line numbers count from `firstLine`. */
export function readBlocks(text: string, file: string, firstLine: number, mistakes: Mistake[]): Block[] {
  const lines = text.split('\n');
  const blocks: Block[] = [];
  for (const group of topLevel(markdown.parse(text, {}))) {
    const [first] = group;
    if (first === undefined) continue;
    const line = firstLine + (first.map?.[0] ?? 0);
    if (first.type === 'heading_open' && first.tag === 'h2') blocks.push(heading(group, file, line, mistakes));
    else if (first.type === 'fence' && !PLAIN.includes(first.info.trim())) {
      const block = fence(first, file, line, mistakes);
      if (block !== undefined) blocks.push(block);
    } else if (first.type === 'blockquote_open' && /^>\s*\[!WRONG\]/.test(lines[first.map?.[0] ?? 0] ?? '')) {
      const [from, to] = first.map ?? [0, 0];
      blocks.push(wrongText(lines.slice(from, to), file, line, mistakes));
    } else {
      const last = blocks.at(-1);
      if (last?.kind === 'prose') blocks[blocks.length - 1] = { ...last, prose: [...last.prose, ...group] };
      else blocks.push({ kind: 'prose', prose: group, line });
    }
  }
  return blocks;
}

/** Tokens in groups, one for each thing that stands at the top level. */
function topLevel(tokens: readonly Token[]): Token[][] {
  const groups: Token[][] = [];
  let depth = 0;
  for (const token of tokens) {
    if (depth === 0) groups.push([]);
    groups.at(-1)?.push(token);
    depth += token.nesting;
  }
  return groups;
}

function heading(group: readonly Token[], file: string, line: number, mistakes: Mistake[]): Block {
  const text = group[1]?.content ?? '';
  const parts = /^(.*?)\s*\{#([a-z0-9][a-z0-9-]*)\}\s*$/.exec(text);
  if (parts === null) {
    mistakes.push({
      file,
      line,
      message: `the step \`${text}\` has no id: end its heading with \`{#short-name}\`, in small letters`,
    });
  }
  return { kind: 'step', id: parts?.[2] ?? `line-${line}`, title: parts?.[1] ?? text, line };
}

function fence(token: Token, file: string, line: number, mistakes: Mistake[]): Block | undefined {
  const [word = '', ...rest] = token.info.trim().split(/\s+/);
  const kind = KINDS.find((k) => k === word);
  if (kind === undefined) {
    mistakes.push({
      file,
      line,
      message: `unknown block \`${word}\`: use one of ${KINDS.join(', ')}, or leave the fence without a name to show it as it is`,
    });
    return undefined;
  }
  if (rest.length > 0 && kind !== 'solution') {
    mistakes.push({
      file,
      line,
      message: `\`${rest.join(' ')}\` stands after \`${kind}\` for nothing: only a \`solution\` has a title`,
    });
  }
  return { kind: 'fence', word: kind, rest: rest.join(' '), content: token.content.replace(/\n$/, ''), line: line + 1 };
}

function wrongText(lines: readonly string[], file: string, line: number, mistakes: Mistake[]): Block {
  const text = lines.map((l) => l.replace(/^>\s?/, '')).join('\n');
  const parts = /^\s*\[!WRONG\]\s*(?:\{#([a-z0-9][a-z0-9-]*)\})?([\s\S]*)$/.exec(text);
  const id = parts?.[1];
  const body = parts?.[2]?.trim() ?? '';
  if (id === undefined)
    mistakes.push({ file, line, message: 'a `[!WRONG]` text has no id: write `> [!WRONG] {#id} …`' });
  if (body === '')
    mistakes.push({
      file,
      line,
      message: 'a `[!WRONG]` text is empty: say what is mistaken, and what is true instead',
    });
  return { kind: 'wrong-text', id: id ?? '', prose: markdown.parse(body, {}), line };
}
