/** Brace expansion of a word's raw text, before anything else is expanded; bash(1), "Brace Expansion". */
export function expandBraces(text: string): string[] {
  const found = findGroup(text, 0);
  if (!found) return [text];
  const before = text.slice(0, found.open);
  const after = expandBraces(text.slice(found.close + 1));
  const middle = found.items.length > 1 ? found.items.flatMap(expandBraces) : range(found.items[0] ?? '');
  return (middle ?? []).flatMap((m) => after.map((a) => before + m + a));
}

interface Group {
  readonly open: number;
  readonly close: number;
  readonly items: readonly string[];
}

/** Skips what quotes protect and what expansions own; returns the offset after it. */
function skip(text: string, at: number): number {
  const ch = text[at];
  if (ch === '\\') return at + 2;
  if (ch === "'") {
    const end = text.indexOf("'", at + 1);
    return end < 0 ? text.length : end + 1;
  }
  if (ch === '"' || ch === '`') {
    let i = at + 1;
    while (i < text.length && text[i] !== ch) i = text[i] === '\\' ? i + 2 : i + 1;
    return i + 1;
  }
  if (ch === '$' && (text[at + 1] === '{' || text[at + 1] === '(')) return matching(text, at + 1);
  return at + 1;
}

function matching(text: string, open: number): number {
  const close = text[open] === '{' ? '}' : ')';
  let depth = 0;
  for (let i = open; i < text.length; ) {
    if (text[i] === text[open]) depth++;
    else if (text[i] === close && --depth === 0) return i + 1;
    i = i === open || text[i] === text[open] || text[i] === close ? i + 1 : skip(text, i);
  }
  return text.length;
}

function findGroup(text: string, from: number): Group | undefined {
  for (let i = from; i < text.length; ) {
    if (text[i] === '{') {
      const group = groupAt(text, i);
      if (group) return group;
      i++;
    } else i = skip(text, i);
  }
  return undefined;
}

function groupAt(text: string, open: number): Group | undefined {
  const items: string[] = [];
  let depth = 0;
  let start = open + 1;
  for (let i = open; i < text.length; ) {
    const ch = text[i];
    if (ch === '{') depth++;
    else if (ch === ',' && depth === 1) {
      items.push(text.slice(start, i));
      start = i + 1;
    } else if (ch === '}' && --depth === 0) {
      items.push(text.slice(start, i));
      if (items.length > 1 || range(items[0] ?? '')) return { open, close: i, items };
      return undefined;
    }
    i = ch === '{' || ch === '}' || ch === ',' ? i + 1 : skip(text, i);
  }
  return undefined;
}

function range(text: string): string[] | undefined {
  const numbers = /^([-+]?\d+)\.\.([-+]?\d+)(?:\.\.([-+]?\d+))?$/.exec(text);
  const letters = /^([A-Za-z])\.\.([A-Za-z])(?:\.\.([-+]?\d+))?$/.exec(text);
  const m = numbers ?? letters;
  if (!m) return undefined;
  const [from = '', to = '', by = '1'] = m.slice(1);
  const a = numbers ? Number(from) : from.charCodeAt(0);
  const b = numbers ? Number(to) : to.charCodeAt(0);
  const step = (Math.abs(Number(by)) || 1) * (a <= b ? 1 : -1);
  const padded = numbers && [from, to].some((t) => /^[-+]?0\d/.test(t));
  const width = padded ? Math.max(from.length, to.length) : 0;
  const list: string[] = [];
  for (let n = a; step > 0 ? n <= b : n >= b; n += step) list.push(numbers ? pad(n, width) : String.fromCharCode(n));
  return list;
}

function pad(n: number, width: number): string {
  return n < 0 ? `-${String(-n).padStart(width - 1, '0')}` : String(n).padStart(width, '0');
}
