/** Where text stops being JSON, in jq's words. */
export interface JsonProblem {
  readonly message: string;
  readonly line: number;
  /** What comes before this offset are whole values. */
  readonly before: number;
}

const LITERALS: Readonly<Record<string, readonly string[]>> = { t: ['true'], f: ['false'], n: ['null', 'nan'] };

const UNFINISHED = 'Unfinished string';

interface Scan {
  /** Inside a string when the text ended. */
  open: boolean;
  readonly text: string;
  at: number;
  line: number;
  column: number;
  token: string;
  readonly stack: ('[' | '{' | ':')[];
  /** A value stands where the next token would go. */
  value: boolean;
  /** The last token was a comma. */
  comma: boolean;
  before: number;
}

/** Checks a text as jq's parser does (jv_parse.c): the first problem, or undefined. */
export function jsonProblem(text: string): JsonProblem | undefined {
  const s: Scan = {
    open: false,
    text,
    at: 0,
    line: 1,
    column: 0,
    token: '',
    stack: [],
    value: false,
    comma: false,
    before: 0,
  };
  for (; s.at < text.length; s.at++) {
    const ch = text[s.at] ?? '';
    if (ch === '\n') {
      s.line++;
      s.column = 0;
    } else s.column++;
    const wrong = step(s, ch);
    if (wrong === UNFINISHED) break;
    if (wrong !== undefined)
      return { message: `${wrong} at line ${s.line}, column ${s.column}`, line: s.line, before: s.before };
    if (s.stack.length === 0 && s.token === '' && s.value) {
      s.value = false;
      s.before = s.at + 1;
    }
  }
  const wrong = s.open ? UNFINISHED : literal(s);
  if (wrong !== undefined)
    return { message: `${wrong} at EOF at line ${s.line}, column ${s.column}`, line: s.line, before: s.before };
  if (s.stack.length > 0)
    return {
      message: `Unfinished JSON term at EOF at line ${s.line}, column ${s.column}`,
      line: s.line,
      before: s.before,
    };
  return undefined;
}

/** The end of a word that is no string: a literal or a number. */
function literal(s: Scan): string | undefined {
  const { token } = s;
  if (token === '') return undefined;
  s.token = '';
  const first = token[0] ?? '';
  if (first === "'") return 'Invalid string literal; expected ", but got \'';
  const named = LITERALS[first];
  if (named) {
    if (!named.includes(token)) return 'Invalid literal';
  } else if (!/^-?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?$/.test(token)) return 'Invalid numeric literal';
  return put(s);
}

function put(s: Scan): string | undefined {
  if (s.value) return 'Expected separator between values';
  s.value = true;
  s.comma = false;
  return undefined;
}

function step(s: Scan, ch: string): string | undefined {
  if (ch === '"') {
    const wrong = literal(s) ?? quoted(s);
    return wrong ?? put(s);
  }
  if (!/[\s[\]{}:,]/.test(ch)) {
    s.token += ch;
    return undefined;
  }
  const wrong = literal(s);
  if (wrong !== undefined) return wrong;
  if (/\s/.test(ch)) return undefined;
  const top = s.stack.at(-1);
  if (ch === '[' || ch === '{') {
    if (s.value) return 'Expected separator between values';
    s.stack.push(ch);
    s.comma = false;
  } else if (ch === ':') {
    if (!s.value) return "Expected string key before ':'";
    if (top !== '{') return top === ':' ? "':' should follow a key" : "':' not as part of an object";
    s.stack.push(':');
    s.value = false;
  } else if (ch === ',') {
    if (!s.value) return "Expected value before ','";
    if (top === ':') s.stack.pop();
    else if (top === '{') return 'Objects must consist of key:value pairs';
    else if (top === undefined) return "',' not as part of an object or array";
    s.value = false;
    s.comma = true;
    return undefined;
  } else return closed(s, ch, top);
  return undefined;
}

function closed(s: Scan, ch: string, top: string | undefined): string | undefined {
  if (ch === ']') {
    if (top !== '[') return "Unmatched ']'";
    if (s.comma && !s.value) return 'Expected another array element';
    s.stack.pop();
  } else {
    if (top === '[' || top === undefined) return "Unmatched '}'";
    if (s.comma && !s.value) return 'Expected another key-value pair';
    if (top === '{' && s.value) return 'Objects must consist of key:value pairs';
    if (top === ':') s.stack.pop();
    s.stack.pop();
  }
  s.value = true;
  return undefined;
}

/** Runs over a string to its closing quote. */
function quoted(s: Scan): string | undefined {
  for (s.at++; s.at < s.text.length; s.at++) {
    const ch = s.text[s.at];
    s.column++;
    if (ch === '\n') {
      s.line++;
      s.column = 0;
    }
    if (ch === '\\') s.at++;
    else if (ch === '"') return undefined;
  }
  s.open = true;
  return UNFINISHED;
}
