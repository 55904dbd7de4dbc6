import { type ParsedScript, parse as parseBash, type Word, type WordPart } from 'unbash';

const CACHE = 500;
const scripts = new Map<string, ParsedScript>();

/** Parses a script; the same text gives the same tree. */
export function parseScript(text: string): ParsedScript {
  const known = scripts.get(text);
  if (known) return known;
  const script = parseBash(text);
  if (scripts.size >= CACHE) scripts.clear();
  scripts.set(text, script);
  return script;
}

/** The word that a text is when it stands as an argument. */
export function parseWord(text: string): Word | undefined {
  const command = parseScript(`: ${text}`).commands[0]?.command;
  const word = command?.type === 'Command' ? command.suffix[0] : undefined;
  return word?.type === 'Word' ? word : undefined;
}

/** The parts of a text in which only `$`, backquotes and backslash are special: here-documents, arithmetic, prompts. */
export function parseText(text: string): readonly WordPart[] {
  // where nothing is expanded the parser leaves the text as it is, with its backslashes
  const value = text.replace(/\\([$`\\])|\\\n/g, (_, quoted?: string) => quoted ?? '');
  const plain: WordPart[] = [{ type: 'Literal', pos: 0, end: text.length, value, text }];
  if (!/[$`\\]/.test(text)) return plain;
  const command = parseScript(`: <<\u0001\n${text}\n\u0001\n`).commands[0]?.command;
  const redirect = command?.type === 'Command' ? command.suffix[0] : undefined;
  if (redirect?.type !== 'HereDoc') return plain;
  const parts = redirect.body.parts ?? plain;
  const last = parts.at(-1);
  // the newline before the delimiter is not part of the text
  if (last?.type !== 'Literal' || !redirect.body.parts) return redirect.body.parts ? parts : plain;
  return [...parts.slice(0, -1), { ...last, value: last.value.replace(/\n$/, ''), text: last.text.replace(/\n$/, '') }];
}

/** Whether more lines are needed before a text can be run: open quotes, `if` without `fi`, a here-document, a last backslash. */
export function isComplete(text: string): boolean {
  if (/(^|[^\\])(\\\\)*\\\n?$/.test(text) && !/#[^'"\n]*$/.test(text)) return false;
  const script = parseScript(text);
  const first = [...(script.errors ?? [])].sort((a, b) => a.pos - b.pos)[0];
  // a redirection has to have its word on the same line: `newline' is an unexpected token there
  if (first && !first.message.startsWith('unterminated') && /[<>][&|]?[ \t]*\n?$/.test(text)) return true;
  if (first) return !first.message.startsWith('unterminated') && !atEnd(text, first.pos);
  return !openHereDoc(script, text);
}

/** Whether nothing but blanks follows an offset. */
export function atEnd(text: string, pos: number): boolean {
  return /^(?:[ \t\n;]|#[^\n]*)*$/.test(text.slice(pos));
}

/** The first here-document whose delimiter never comes. */
export function openHereDoc(
  script: ParsedScript,
  text: string,
): { readonly delimiter: string; readonly pos: number } | undefined {
  if (!text.includes('<<')) return undefined;
  let open: { delimiter: string; pos: number } | undefined;
  const seen = new Set<unknown>();
  const walk = (node: unknown): void => {
    if (typeof node !== 'object' || node === null || seen.has(node) || open) return;
    seen.add(node);
    if (isHereDoc(node) && node.closing === undefined) {
      open = { delimiter: node.delimiter?.value ?? '', pos: node.pos };
      return;
    }
    for (const value of Object.values(node)) walk(value);
  };
  walk(script.commands);
  return open;
}

interface HereDocNode {
  readonly type: 'HereDoc';
  readonly pos: number;
  readonly delimiter?: { readonly value: string };
  readonly closing?: unknown;
}

function isHereDoc(node: object): node is HereDocNode {
  return 'type' in node && node.type === 'HereDoc';
}
