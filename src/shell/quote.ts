const CONTROL: Readonly<Record<string, string>> = {
  '\n': '\\n',
  '\t': '\\t',
  '\r': '\\r',
  '\x07': '\\a',
  '\b': '\\b',
  '\x1b': '\\E',
  '\f': '\\f',
  '\v': '\\v',
  "'": "\\'",
  '\\': '\\\\',
};

function hasControl(text: string): boolean {
  for (const ch of text) if (ch < ' ' || ch === '\x7f') return true;
  return false;
}

/** `$'…'`: the form that bash gives text with control characters. */
export function ansiQuote(text: string): string {
  let out = "$'";
  for (const ch of text) {
    const known = CONTROL[ch];
    if (known !== undefined) out += known;
    else if (ch < ' ' || ch === '\x7f') out += `\\${ch.charCodeAt(0).toString(8).padStart(3, '0')}`;
    else out += ch;
  }
  return `${out}'`;
}

/** Single quotes, as `set` and `alias` print: quotes inside are `'\''`. */
export function singleQuote(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}

/** As `set`, xtrace and `trap -p` print a word: quoted only where it must be. */
export function quoteIfNeeded(text: string): string {
  if (text === '') return "''";
  if (hasControl(text)) return ansiQuote(text);
  return /[\s'"\\|&;()<>*?[\]!{}$`#~^=]/.test(text) && needsQuote(text) ? singleQuote(text) : text;
}

/** What ash's xtrace quotes: maybe_single_quote of BusyBox's ash.c. */
export function ashQuote(text: string): string {
  return /[^+,\-./0-9:@A-Z\]^_a-z]/.test(text) ? singleQuote(text) : text;
}

/** sh_contains_shell_metas of bash's shquote.c: `=`, `~` and `#` matter only at certain places. */
function needsQuote(text: string): boolean {
  if (/[\s'"\\|&;()<>!{}*[\]?^$`]/.test(text)) return true;
  return /^[#~]/.test(text) || /[=:]~/.test(text);
}

/** `declare -p` and `export -p`: always in double quotes, or `$'…'`. */
export function doubleQuote(text: string): string {
  if (hasControl(text)) return ansiQuote(text);
  return `"${text.replace(/["\\$`]/g, '\\$&')}"`;
}

/** `printf %q`: backslashes before what is special. */
export function backslashQuote(text: string): string {
  if (text === '') return "''";
  if (hasControl(text)) return ansiQuote(text);
  return text.replace(/[\s'"\\|&;()<>!{}*[\]?^$`,]/g, '\\$&').replace(/^[#~]/, '\\$&');
}

/** `${x@Q}`. */
export function atQ(text: string): string {
  return hasControl(text) ? ansiQuote(text) : singleQuote(text);
}

/** A set of escapes: `echo -e` and `%b` differ in octal from `$'…'`. */
export function unescapeText(
  text: string,
  mode: 'echo' | 'ansi' | 'format' | 'b',
): { readonly text: string; readonly stop: boolean } {
  let out = '';
  for (let i = 0; i < text.length; i++) {
    const ch = text[i] ?? '';
    if (ch !== '\\') {
      out += ch;
      continue;
    }
    const rest = text.slice(i + 1);
    const simple = SIMPLE[rest[0] ?? ''];
    const octal =
      mode === 'echo'
        ? /^0[0-7]{0,3}/.exec(rest)
        : mode === 'b'
          ? /^0?[0-7]{1,3}/.exec(rest)
          : /^[0-7]{1,3}/.exec(rest);
    const hex = /^x[0-9A-Fa-f]{1,2}/.exec(rest);
    const unicode = /^(?:u[0-9A-Fa-f]{1,4}|U[0-9A-Fa-f]{1,8})/.exec(rest);
    if (rest[0] === 'c' && (mode === 'echo' || mode === 'b')) return { text: out, stop: true };
    if (simple !== undefined) {
      out += simple;
      i++;
    } else if (octal) {
      out += String.fromCharCode(Number.parseInt(octal[0], 8) & 0xff);
      i += octal[0].length;
    } else if (hex) {
      out += String.fromCharCode(Number.parseInt(hex[0].slice(1), 16));
      i += hex[0].length;
    } else if (unicode) {
      out += String.fromCodePoint(Number.parseInt(unicode[0].slice(1), 16));
      i += unicode[0].length;
    } else if ((mode === 'format' || mode === 'ansi') && (rest[0] === '"' || rest[0] === "'" || rest[0] === '?')) {
      out += rest[0];
      i++;
    } else out += ch;
  }
  return { text: out, stop: false };
}

const SIMPLE: Readonly<Record<string, string>> = {
  a: '\x07',
  b: '\b',
  e: '\x1b',
  E: '\x1b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
  '\\': '\\',
};
