import { JqError, shown } from './jq-paths.ts';
import { isArray, type Json } from './jq-value.ts';

/** The matches of a regular expression as jq's `match` gives them; flags g, i, x, s, n, l. */
export function matches(v: Json, re: Json, flags: Json): readonly Json[] {
  if (isArray(re)) return matches(v, re[0] ?? null, re[1] ?? null);
  if (typeof v !== 'string') throw new JqError(`${shown(v)} cannot be matched, as it is not a string`);
  if (typeof re !== 'string') throw new JqError(`${shown(re)} cannot be matched, as it is not a string`);
  const letters = typeof flags === 'string' ? flags : '';
  const bad = [...letters].find((l) => !'gimnpslx'.includes(l));
  if (bad !== undefined) throw new JqError(`${letters} is not a valid modifier string`);
  const source = letters.includes('x') ? re.replace(/\\.|\s+|#.*$/gm, (m) => (m.startsWith('\\') ? m : '')) : re;
  const expression = compiled(source, letters);
  const found = letters.includes('g') ? [...v.matchAll(expression)] : [expression.exec(v)].filter((m) => m !== null);
  return found.filter((m) => !(letters.includes('n') && m[0] === '')).map((m) => described(v, m));
}

/** Oniguruma's words for what ECMAScript refuses. */
function reason(message: string): string {
  if (/character class/i.test(message)) return 'premature end of char-class';
  if (/unmatched|unterminated group/i.test(message))
    return message.includes("')'") ? 'unmatched close parenthesis' : 'end pattern with unmatched parenthesis';
  if (/nothing to repeat/i.test(message)) return 'target of repeat operator is not specified';
  return 'invalid pattern';
}

function compiled(source: string, letters: string): RegExp {
  const flags = `gu${letters.includes('i') ? 'i' : ''}${letters.includes('s') || letters.includes('p') ? 's' : ''}d`;
  try {
    return new RegExp(
      source
        .replace(/\[:(alpha|digit|alnum|space|upper|lower|punct):\]/g, (_, c: string) => POSIX[c] ?? '')
        .replace(/\\h/g, '[0-9a-fA-F]'),
      flags,
    );
  } catch (e) {
    throw new JqError(`Regex failure: ${reason(e instanceof Error ? e.message : '')}`);
  }
}

const POSIX: Readonly<Record<string, string>> = {
  alpha: '\\p{L}',
  digit: '0-9',
  alnum: '\\p{L}\\p{N}',
  space: '\\s',
  upper: '\\p{Lu}',
  lower: '\\p{Ll}',
  punct: '\\p{P}',
};

function codepoints(text: string, end: number): number {
  return [...text.slice(0, end)].length;
}

function described(text: string, m: RegExpExecArray): Json {
  const names = new Map<number, string>();
  const groups = m.indices?.groups ?? {};
  for (const [name, range] of Object.entries(groups)) {
    const i = (m.indices ?? []).findIndex((r, k) => k > 0 && r === range && !names.has(k));
    if (i > 0) names.set(i, name);
  }
  const unnamed = Object.keys(groups);
  const captures = m.slice(1).map((part: string | undefined, i): Json => {
    const range = m.indices?.[i + 1];
    const name =
      names.get(i + 1) ?? (part === undefined ? (unnamed.find((n) => groups[n] === undefined) ?? null) : null);
    return new Map<string, Json>([
      ['offset', range ? codepoints(text, range[0]) : -1],
      ['length', part === undefined ? 0 : [...part].length],
      ['string', part ?? null],
      ['name', name],
    ]);
  });
  return new Map<string, Json>([
    ['offset', codepoints(text, m.index)],
    ['length', [...m[0]].length],
    ['string', m[0]],
    ['captures', captures],
  ]);
}
