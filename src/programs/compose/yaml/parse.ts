import { nextToken, peekToken } from './scan.ts';
import { type Scanner, scannerOf } from './scanner.ts';
import { type Mark, type Punctuation, type ScalarStyle, syntaxError, type Token, YamlError } from './token.ts';

/** A node of a YAML document; lines from 1. Aliases are their very nodes. */
export type Node = { readonly tag: string; readonly line: number; readonly column: number } & (
  | { readonly kind: 'scalar'; readonly value: string; readonly style: ScalarStyle }
  | { readonly kind: 'sequence'; readonly items: readonly Node[] }
  | { readonly kind: 'mapping'; readonly pairs: readonly (readonly [key: Node, value: Node])[] }
);

interface Parser {
  readonly scanner: Scanner;
  readonly anchors: Map<string, Node>;
}

/** The documents of a text, one after another: each is parsed when it is asked for. Throws YamlError. */
export function* documents(source: string): Generator<Node> {
  const scanner = scannerOf(source);
  nextToken(scanner);
  for (let implicit = true; ; implicit = false) {
    const parser: Parser = { scanner, anchors: new Map() };
    while (peekToken(scanner).kind === 'document-end') nextToken(scanner);
    const first = peekToken(scanner);
    if (first.kind === 'stream-end') return;
    if (first.kind === 'document-start' || first.kind === 'directive' || !implicit) {
      while (peekToken(scanner).kind === 'directive') nextToken(scanner);
      const start = peekToken(scanner);
      if (start.kind !== 'document-start')
        throw syntaxError('parser', 'did not find expected <document start>', start.start);
      nextToken(scanner);
    }
    yield documentContent(parser);
  }
}

function documentContent(p: Parser): Node {
  const token = peekToken(p.scanner);
  if (['directive', 'document-start', 'document-end', 'stream-end'].includes(token.kind)) return empty(token.start);
  return node(p, true, false);
}

const empty = (mark: Mark): Node => ({
  kind: 'scalar',
  tag: '',
  value: '',
  style: 'plain',
  line: mark.line + 1,
  column: mark.column + 1,
});

/** The tags that a document may use without declaring their handles. */
const HANDLES: Readonly<Record<string, string>> = { '': '', '!': '!', '!!': '!!' };

function node(p: Parser, block: boolean, indentlessSequence: boolean): Node {
  const s = p.scanner;
  const first = peekToken(s);
  if (first.kind === 'alias') {
    nextToken(s);
    const target = p.anchors.get(first.name);
    if (!target) throw new YamlError(`yaml: unknown anchor '${first.name}' referenced`);
    return target;
  }
  let tag = '';
  let anchor: string | undefined;
  for (let token = peekToken(s); token.kind === 'anchor' || token.kind === 'tag'; token = peekToken(s)) {
    if (token.kind === 'anchor') {
      if (anchor !== undefined) break;
      anchor = token.name;
    } else if (token.kind === 'tag') {
      if (tag !== '') break;
      const handle = HANDLES[token.handle];
      if (handle === undefined) throw syntaxError('parser', 'found undefined tag handle', token.start, first.start);
      tag = handle + token.suffix;
    }
    nextToken(s);
  }
  const made = content(p, block, indentlessSequence, tag, first.start, anchor !== undefined || tag !== '');
  if (anchor !== undefined) p.anchors.set(anchor, made);
  return made;
}

function content(
  p: Parser,
  block: boolean,
  indentless: boolean,
  tag: string,
  start: Mark,
  hasProperties: boolean,
): Node {
  const s = p.scanner;
  const token = peekToken(s);
  const at = { tag, line: token.start.line + 1, column: token.start.column + 1 };
  if (indentless && token.kind === 'block-entry') return { kind: 'sequence', ...at, items: indentlessItems(p) };
  if (token.kind === 'scalar') {
    nextToken(s);
    return { kind: 'scalar', ...at, value: token.value, style: token.style };
  }
  if (token.kind === 'flow-sequence-start') return { kind: 'sequence', ...at, items: flowItems(p) };
  if (token.kind === 'flow-mapping-start') return { kind: 'mapping', ...at, pairs: flowPairs(p) };
  if (block && token.kind === 'block-sequence-start') return { kind: 'sequence', ...at, items: blockItems(p) };
  if (block && token.kind === 'block-mapping-start') return { kind: 'mapping', ...at, pairs: blockPairs(p) };
  if (hasProperties) return { ...empty(start), tag };
  throw syntaxError('parser', 'did not find expected node content', token.start, start);
}

const isOneOf = (token: Token, ...kinds: readonly Punctuation[]) => (kinds as readonly string[]).includes(token.kind);

function blockItems(p: Parser): readonly Node[] {
  const s = p.scanner;
  const { start } = nextToken(s);
  const items: Node[] = [];
  for (let token = nextToken(s); token.kind !== 'block-end'; token = nextToken(s)) {
    if (token.kind !== 'block-entry')
      throw syntaxError('parser', "did not find expected '-' indicator", token.start, start);
    items.push(isOneOf(peekToken(s), 'block-entry', 'block-end') ? empty(token.end) : node(p, true, false));
  }
  return items;
}

function indentlessItems(p: Parser): readonly Node[] {
  const s = p.scanner;
  const items: Node[] = [];
  while (peekToken(s).kind === 'block-entry') {
    const { end } = nextToken(s);
    const none = isOneOf(peekToken(s), 'block-entry', 'key', 'value', 'block-end');
    items.push(none ? empty(end) : node(p, true, false));
  }
  return items;
}

function blockPairs(p: Parser): readonly (readonly [Node, Node])[] {
  const s = p.scanner;
  const { start } = nextToken(s);
  const pairs: [Node, Node][] = [];
  for (let token = peekToken(s); token.kind !== 'block-end'; token = peekToken(s)) {
    if (token.kind !== 'key') throw syntaxError('parser', 'did not find expected key', token.start, start);
    nextToken(s);
    const key = isOneOf(peekToken(s), 'key', 'value', 'block-end') ? empty(token.end) : node(p, true, true);
    pairs.push([key, blockValue(p)]);
  }
  nextToken(s);
  return pairs;
}

function blockValue(p: Parser): Node {
  const s = p.scanner;
  const token = peekToken(s);
  if (token.kind !== 'value') return empty(token.start);
  nextToken(s);
  return isOneOf(peekToken(s), 'key', 'value', 'block-end') ? empty(token.end) : node(p, true, true);
}

function flowItems(p: Parser): readonly Node[] {
  const s = p.scanner;
  const { start } = nextToken(s);
  const items: Node[] = [];
  for (let first = true; peekToken(s).kind !== 'flow-sequence-end'; first = false) {
    if (!first) {
      const token = peekToken(s);
      if (token.kind !== 'flow-entry')
        throw syntaxError('parser', "did not find expected ',' or ']'", token.start, start);
      nextToken(s);
      if (peekToken(s).kind === 'flow-sequence-end') break;
    }
    items.push(peekToken(s).kind === 'key' ? singlePair(p) : node(p, false, false));
  }
  nextToken(s);
  return items;
}

/** `[a: b]`: a mapping of one pair. */
function singlePair(p: Parser): Node {
  const s = p.scanner;
  const { start, end } = nextToken(s);
  const key = isOneOf(peekToken(s), 'value', 'flow-entry', 'flow-sequence-end') ? empty(end) : node(p, false, false);
  const value = flowValue(p, 'flow-sequence-end');
  return { kind: 'mapping', tag: '', line: start.line + 1, column: start.column + 1, pairs: [[key, value]] };
}

function flowValue(p: Parser, closing: Punctuation): Node {
  const s = p.scanner;
  const token = peekToken(s);
  if (token.kind !== 'value') return empty(token.start);
  nextToken(s);
  return isOneOf(peekToken(s), 'flow-entry', closing) ? empty(peekToken(s).start) : node(p, false, false);
}

function flowPairs(p: Parser): readonly (readonly [Node, Node])[] {
  const s = p.scanner;
  const { start } = nextToken(s);
  const pairs: [Node, Node][] = [];
  for (let first = true; peekToken(s).kind !== 'flow-mapping-end'; first = false) {
    if (!first) {
      const token = peekToken(s);
      if (token.kind !== 'flow-entry')
        throw syntaxError('parser', "did not find expected ',' or '}'", token.start, start);
      nextToken(s);
      if (peekToken(s).kind === 'flow-mapping-end') break;
    }
    if (peekToken(s).kind === 'key') {
      nextToken(s);
      const token = peekToken(s);
      const key = isOneOf(token, 'value', 'flow-entry', 'flow-mapping-end')
        ? empty(token.start)
        : node(p, false, false);
      pairs.push([key, flowValue(p, 'flow-mapping-end')]);
    } else pairs.push([node(p, false, false), empty(peekToken(s).start)]);
  }
  nextToken(s);
  return pairs;
}
