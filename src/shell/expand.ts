import type { CommandExpansionPart, Word, WordPart } from 'unbash';
import type { Run } from '../os/index.ts';
import { calculate } from './arithmetic.ts';
import { expandBraces } from './brace.ts';
import { expandPath } from './glob.ts';
import { parameter, simpleParameter } from './parameter.ts';
import { parseText, parseWord } from './parse.ts';
import { type PatternChar, patternOf } from './pattern.ts';
import { option, type Shell } from './shell.ts';
import { processSubstitution, substitute } from './subshell.ts';
import { homeOf } from './tilde.ts';
import { separators } from './variables.ts';

/** A stretch of an expanded word: quoted text is left alone, `split` text is split into fields. */
export interface Piece {
  readonly text: string;
  readonly quoted: boolean;
  readonly split: boolean;
}

/** What a word expands to before fields are made: pieces, and breaks where `$@` or `$*` starts a new field. */
export type Item = Piece | 'break' | 'star';

/** Items as one text: the fields of `$@` with blanks between them, those of `$*` with the first character of IFS. */
export function joined(sh: Shell, items: readonly Item[]): string {
  return items.map((i) => (i === 'break' ? ' ' : i === 'star' ? (separators(sh)[0] ?? '') : i.text)).join('');
}

/** Where a word stands: decides about tildes. */
type Context = 'argument' | 'assignment' | 'plain';

function literal(text: string, quoted = false): Piece {
  return { text, quoted, split: false };
}

/** Expands words to the arguments of a command: braces, all else, fields, file names; bash(1), "EXPANSION". */
export function* expandWords(sh: Shell, words: readonly Word[]): Run<string[]> {
  const list: string[] = [];
  for (const word of words) yield* expandInto(sh, word, list);
  return list;
}

const PLAIN = /^[A-Za-z0-9_./:=,@%+-]*$/;

function* expandInto(sh: Shell, word: Word, list: string[]): Run<void> {
  if (PLAIN.test(word.text)) {
    if (word.text !== '') list.push(word.text);
    return;
  }
  if (sh.state.options.braceexpand && word.parts?.some((p) => p.type === 'BraceExpansion')) {
    for (const text of expandBraces(word.text)) {
      const one = parseWord(text);
      if (one) yield* expandOne(sh, one, list);
    }
    return;
  }
  yield* expandOne(sh, word, list);
}

function* expandOne(sh: Shell, word: Word, list: string[]): Run<void> {
  const items = yield* expandItems(sh, word, 'argument');
  for (const field of fieldsOf(items, separators(sh))) {
    const names = option(sh, 'noglob') ? undefined : expandPath(sh, field);
    list.push(...(names ?? [field.map((p) => p.text).join('')]));
  }
}

/** Expands a word to one text without splitting or file names: assignments, here-strings, redirections. */
export function* expandText(sh: Shell, word: Word, context: Context = 'plain'): Run<string> {
  if (PLAIN.test(word.text)) return word.text;
  const items = yield* expandItems(sh, word, context);
  return joined(sh, items);
}

/** Expands a word to a pattern: what was quoted matches itself. */
export function* expandPattern(sh: Shell, word: Word, quoted = false): Run<PatternChar[]> {
  const items = yield* expandItems(sh, word, 'plain');
  return items.flatMap((i): PatternChar[] => {
    if (typeof i === 'string') return [{ ch: ' ', quoted: true }];
    if (i.quoted && !quoted) return [...i.text].map((ch) => ({ ch, quoted: true }));
    return patternOf(i.text);
  });
}

/** Expands what stands in a here-document, a prompt or arithmetic: `$`, backquotes and backslashes only. */
export function* expandHere(sh: Shell, text: string): Run<string> {
  return yield* expandParts(sh, parseText(text));
}

/** Expands parts of double-quoted text to one text. */
export function* expandParts(sh: Shell, parts: readonly WordPart[]): Run<string> {
  let out = '';
  for (const part of parts) {
    const items = part.type === 'Literal' ? [literal(part.value, true)] : yield* expandPart(sh, part, true);
    out += joined(sh, items);
  }
  return out;
}

/** Evaluates arithmetic from its source text. */
export function* arithmetic(sh: Shell, text: string): Run<bigint> {
  const expanded = /[$`\\"']/.test(text) ? (yield* expandHere(sh, text)).replace(/"/g, '') : text;
  return calculate(sh, expanded);
}

/** Expands a word to items; the pieces know what was quoted. */
export function* expandItems(sh: Shell, word: Word, context: Context, split = false): Run<Item[]> {
  const parts = word.parts ?? [
    { type: 'Literal', pos: word.pos, end: word.end, value: word.value, text: word.text } as const,
  ];
  const items: Item[] = [];
  // bash also expands the tildes of a word that looks like an assignment
  const assigns =
    context === 'argument' && sh.state.dialect === 'bash'
      ? /^[A-Za-z_]\w*=(?=.*~)/.exec(parts[0]?.type === 'Literal' ? parts[0].text : '')
      : null;
  for (const [i, part] of parts.entries()) {
    if (assigns && i === 0 && part.type === 'Literal') {
      items.push(
        literal(assigns[0]),
        ...unquotedLiteral(sh, part.text.slice(assigns[0].length), true, 'assignment', split),
      );
    } else if (part.type === 'Literal') items.push(...unquotedLiteral(sh, part.text, i === 0, context, split));
    else items.push(...(yield* expandPart(sh, part, false)));
  }
  return items;
}

/** Literal text outside quotes: backslashes quote one character, a tilde may begin it. */
function unquotedLiteral(sh: Shell, raw: string, first: boolean, context: Context, split: boolean): Piece[] {
  let text = raw;
  const pieces: Piece[] = [];
  if (first && text.startsWith('~')) {
    const name = /^~[^/:\\]*/.exec(text)?.[0] ?? '~';
    const home = homeOf(sh, name.slice(1));
    const ends = context === 'assignment' ? /^(?:[/:]|$)/ : /^(?:\/|$)/;
    if (home !== undefined && ends.test(text.slice(name.length))) {
      pieces.push(literal(home, true));
      text = text.slice(name.length);
    }
  }
  const colons = context === 'assignment' ? text.split(/(?<=:)(?=~)/) : [text];
  for (const [i, segment] of colons.entries()) {
    if (i > 0 || (context === 'assignment' && pieces.length === 0 && segment.startsWith('~') && first)) {
      const name = /^~[^/:\\]*/.exec(segment)?.[0];
      const home = name === undefined ? undefined : homeOf(sh, name.slice(1));
      if (name !== undefined && home !== undefined) {
        pieces.push(literal(home, true), ...unescaped(segment.slice(name.length), split));
        continue;
      }
    }
    pieces.push(...unescaped(segment, split));
  }
  return pieces;
}

function unescaped(text: string, split: boolean): Piece[] {
  if (!text.includes('\\')) return text === '' ? [] : [{ text, quoted: false, split }];
  const pieces: Piece[] = [];
  for (const m of text.matchAll(/\\(\n|[\s\S]|$)|[^\\]+/g)) {
    if (m[1] === undefined) pieces.push({ text: m[0], quoted: false, split });
    else if (m[1] === '') pieces.push(literal('\\', true));
    else if (m[1] !== '\n') pieces.push(literal(m[1], true));
  }
  return pieces;
}

/** Expands one part of a word; `quoted`: inside double quotes. */
export function* expandPart(sh: Shell, part: WordPart, quoted: boolean): Run<Item[]> {
  switch (part.type) {
    case 'Literal':
      return quoted ? [literal(part.value, true)] : unescaped(part.text, false);
    case 'SingleQuoted':
      return [literal(part.value, true)];
    case 'AnsiCQuoted':
      // to dash it is a dollar before a quotation
      return [literal(sh.state.dialect === 'dash' ? `$${part.text.slice(2, -1)}` : part.value, true)];
    case 'DoubleQuoted':
    case 'LocaleString':
      return yield* doubleQuoted(sh, part.parts);
    case 'SimpleExpansion':
      return simpleParameter(sh, part.text.slice(1), quoted);
    case 'ParameterExpansion':
      return yield* parameter(sh, part, quoted);
    case 'CommandExpansion':
      return [{ text: yield* commandSubstitution(sh, part), quoted, split: !quoted }];
    case 'ArithmeticExpansion': {
      const inner = part.text.startsWith('$[') ? part.text.slice(2, -1) : part.text.slice(3, -2);
      return [{ text: String(yield* arithmetic(sh, inner)), quoted, split: !quoted }];
    }
    case 'ProcessSubstitution':
      return [literal(yield* processSubstitution(sh, part), true)];
    case 'Glob': {
      if (part.kind !== 'bracket') return [literal(part.text)];
      const inner: Item[] = [];
      for (const p of part.parts) inner.push(...(yield* expandPart(sh, p, false)));
      return [literal('['), ...inner, literal(']')];
    }
    case 'ExtendedGlob': {
      const inner: Item[] = part.parts ? [] : unescaped(part.pattern, false);
      for (const p of part.parts ?? []) inner.push(...(yield* expandPart(sh, p, false)));
      return [literal(`${part.operator}(`), ...inner, literal(')')];
    }
    case 'BraceExpansion':
      return yield* bracesAsTheyStand(sh, part.text, part.parts);
  }
}

/** A shell without brace expansion, or braces that are none. */
function* bracesAsTheyStand(sh: Shell, text: string, parts: readonly WordPart[] | undefined): Run<Item[]> {
  if (!parts) return unescaped(text, false);
  const items: Item[] = [literal('{')];
  for (const part of parts) items.push(...(yield* expandPart(sh, part, false)));
  return [...items, literal('}')];
}

function* doubleQuoted(sh: Shell, parts: readonly WordPart[]): Run<Item[]> {
  const items: Item[] = [];
  for (const part of parts) items.push(...(yield* expandPart(sh, part, true)));
  // "$@" without parameters is no field at all, "" is an empty one
  const vanishes =
    parts.length > 0 &&
    items.length === 0 &&
    parts.every((p) => p.type === 'SimpleExpansion' || p.type === 'ParameterExpansion');
  return vanishes || items.length > 0 ? items : [literal('', true)];
}

function* commandSubstitution(sh: Shell, part: CommandExpansionPart): Run<string> {
  const text = yield* substitute(sh, part);
  return text.replace(/\n+$/, '').replaceAll('\0', '');
}

/** Makes fields of pieces; bash(1), "Word Splitting". */
export function fieldsOf(items: readonly Item[], separators: string): Piece[][] {
  const fields: Piece[][] = [];
  let field: Piece[] | undefined;
  let closedByBlank = false;
  const close = () => {
    if (field) fields.push(field);
    field = undefined;
  };
  for (const item of items) {
    if (typeof item === 'string') {
      close();
      closedByBlank = false;
    } else if (!item.split || separators === '') {
      if (item.text === '' && !item.quoted) continue;
      field = [...(field ?? []), item];
      closedByBlank = false;
    } else {
      let run = '';
      const flush = () => {
        if (run !== '') field = [...(field ?? []), { ...item, text: run }];
        run = '';
      };
      for (const ch of item.text) {
        if (!separators.includes(ch)) {
          run += ch;
          closedByBlank = false;
          continue;
        }
        flush();
        const blank = ch === ' ' || ch === '\t' || ch === '\n';
        if (field) {
          close();
          closedByBlank = blank;
        } else if (!blank) {
          if (!closedByBlank) fields.push([]);
          closedByBlank = false;
        }
      }
      flush();
    }
  }
  close();
  return fields;
}

/** Whether the pieces of a field make a pattern. */
export function patternChars(field: readonly Piece[]): PatternChar[] {
  return field.flatMap((p) =>
    p.quoted
      ? [...p.text].map((ch) => ({ ch, quoted: true }))
      : p.split
        ? [...p.text].map((ch) => ({ ch, quoted: false }))
        : patternOf(p.text),
  );
}
