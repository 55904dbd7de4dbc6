/** A template that does not parse; the text is text/template's. */
export class TemplateError extends Error {}

export type TokenKind =
  | 'text'
  | 'left'
  | 'right'
  | 'pipe'
  | '('
  | ')'
  | 'space'
  | 'string'
  | 'raw'
  | 'char'
  | 'number'
  | 'bool'
  | 'nil'
  | 'dot'
  | 'field'
  | 'variable'
  | 'identifier'
  | 'keyword'
  | '='
  | ':='
  | 'punct'
  | 'comment'
  | 'eof'
  | 'error';

export interface Token {
  readonly kind: TokenKind;
  readonly text: string;
  readonly pos: number;
  readonly line: number;
}

const KEYWORDS = ['block', 'break', 'continue', 'define', 'else', 'end', 'if', 'range', 'template', 'with'];
const SPACE = /[ \t\r\n]/;
const WORD = /[\p{L}\p{Nd}_]/u;

/** Splits a template into tokens as text/template/parse's lexer does; the last one is 'eof' or 'error'. */
export function lex(input: string): readonly Token[] {
  return new Lexer(input).run();
}

class Lexer {
  private pos = 0;
  private depth = 0;
  private readonly tokens: Token[] = [];

  constructor(private readonly input: string) {}

  run(): readonly Token[] {
    while (this.text() && this.action());
    return this.tokens;
  }

  private emit(kind: TokenKind, text: string, pos: number): true {
    this.tokens.push({ kind, text, pos, line: 1 + (this.input.slice(0, pos).match(/\n/g)?.length ?? 0) });
    return true;
  }

  private fail(text: string, pos = this.pos): false {
    this.emit('error', text, Math.min(pos, this.input.length));
    return false;
  }

  /** Text up to the next action; false at the end. */
  private text(): boolean {
    const at = this.input.indexOf('{{', this.pos);
    if (at < 0) {
      if (this.pos < this.input.length) this.emit('text', this.input.slice(this.pos), this.pos);
      this.emit('eof', '', this.input.length);
      return false;
    }
    const trim = /^-[ \t\r\n]/.test(this.input.slice(at + 2, at + 4));
    const raw = this.input.slice(this.pos, at);
    const text = trim ? raw.replace(/[ \t\r\n]+$/, '') : raw;
    if (text !== '') this.emit('text', text, this.pos);
    this.pos = at;
    const after = at + 2 + (trim ? 2 : 0);
    if (this.input.startsWith('/*', after)) return this.comment(after) && this.text();
    this.emit('left', '{{', at);
    this.pos = after;
    this.depth = 0;
    return true;
  }

  private comment(start: number): boolean {
    const end = this.input.indexOf('*/', start + 2);
    if (end < 0) return this.fail('unclosed comment', start);
    this.pos = end + 2;
    const close = this.rightDelim();
    if (close === undefined) return this.fail('comment ends before closing delimiter', start);
    this.pos = close;
    return true;
  }

  /** Where the text goes on when a right delimiter stands here. */
  private rightDelim(): number | undefined {
    if (this.input.startsWith('}}', this.pos)) return this.pos + 2;
    if (!/^[ \t\r\n]-\}\}/.test(this.input.slice(this.pos, this.pos + 4))) return undefined;
    let end = this.pos + 4;
    while (SPACE.test(this.input.charAt(end))) end++;
    return end;
  }

  /** The tokens of one action; false when the rest cannot be read. */
  private action(): boolean {
    for (;;) {
      const close = this.rightDelim();
      if (close !== undefined) {
        if (this.depth > 0) return this.fail('unclosed left paren');
        this.emit('right', '}}', this.pos);
        this.pos = close;
        return true;
      }
      if (this.pos >= this.input.length) return this.fail('unclosed action');
      if (!this.token()) return false;
    }
  }

  private token(): boolean {
    const c = this.input.charAt(this.pos);
    const start = this.pos;
    if (SPACE.test(c)) return this.space();
    if (c === '=') return this.one('=');
    if (c === ':') {
      this.pos += 2;
      return this.input[start + 1] === '=' ? this.emit(':=', ':=', start) : this.fail('expected :=');
    }
    if (c === '|') return this.one('pipe');
    if (c === '"') return this.quoted('"', 'string', 'unterminated quoted string');
    if (c === "'") return this.quoted("'", 'char', 'unterminated character constant');
    if (c === '`') return this.rawQuoted();
    if (c === '$') return this.word('variable');
    if (c === '.' && !/[0-9]/.test(this.input.charAt(start + 1))) return this.word('field');
    if (/[-+.0-9]/.test(c)) return this.number();
    const letter = String.fromCodePoint(this.input.codePointAt(start) ?? 0);
    if (WORD.test(letter)) return this.identifier();
    if (c === '(') {
      this.depth++;
      return this.one('(');
    }
    if (c === ')') {
      this.depth--;
      return this.depth < 0 ? this.fail('unexpected right paren') : this.one(')');
    }
    if (/[\x20-\x7e]/.test(c)) return this.one('punct');
    return this.fail(`unrecognized character in action: ${unicode(letter)}`);
  }

  private one(kind: TokenKind): true {
    this.pos++;
    return this.emit(kind, this.input.charAt(this.pos - 1), this.pos - 1);
  }

  private space(): true {
    const start = this.pos;
    while (SPACE.test(this.input.charAt(this.pos)) && this.rightDelim() === undefined) this.pos++;
    return this.emit('space', this.input.slice(start, this.pos), start);
  }

  private quoted(quote: string, kind: TokenKind, error: string): boolean {
    const start = this.pos;
    for (let i = start + 1; i < this.input.length; i++) {
      const c = this.input[i];
      if (c === '\\' && i + 1 < this.input.length && this.input[i + 1] !== '\n') i++;
      else if (c === '\n') break;
      else if (c === quote) {
        this.pos = i + 1;
        return this.emit(kind, this.input.slice(start, this.pos), start);
      }
    }
    return this.fail(error, start);
  }

  private rawQuoted(): boolean {
    const end = this.input.indexOf('`', this.pos + 1);
    if (end < 0) return this.fail('unterminated raw quoted string');
    this.emit('raw', this.input.slice(this.pos, end + 1), this.pos);
    this.pos = end + 1;
    return true;
  }

  private letters(from: number): number {
    let end = from;
    for (const c of this.input.slice(from)) {
      if (!WORD.test(c)) break;
      end += c.length;
    }
    return end;
  }

  /** `.Field`, `$variable`, or the bare `.` and `$`. */
  private word(kind: 'field' | 'variable'): boolean {
    const start = this.pos;
    this.pos = this.letters(start + 1);
    const text = this.input.slice(start, this.pos);
    if (text === '.') return this.terminated() ? this.emit('dot', text, start) : this.badCharacter();
    return this.terminated() ? this.emit(kind, text, start) : this.badCharacter();
  }

  private identifier(): boolean {
    const start = this.pos;
    this.pos = this.letters(start);
    if (!this.terminated()) return this.badCharacter();
    const text = this.input.slice(start, this.pos);
    const kind = KEYWORDS.includes(text)
      ? 'keyword'
      : text === 'true' || text === 'false'
        ? 'bool'
        : text === 'nil'
          ? 'nil'
          : 'identifier';
    return this.emit(kind, text, start);
  }

  private badCharacter(): false {
    return this.fail(`bad character ${unicode(String.fromCodePoint(this.input.codePointAt(this.pos) ?? 0))}`);
  }

  private terminated(): boolean {
    const c = this.input.charAt(this.pos);
    return c === '' || SPACE.test(c) || '.,|:)('.includes(c) || this.input.startsWith('}}', this.pos);
  }

  private number(): boolean {
    const start = this.pos;
    const rest = this.input.slice(start);
    const match =
      /^[+-]?(0[xX][0-9a-fA-F_]+|0[bB][01_]+|0[oO][0-7_]+|[0-9_]*\.?[0-9_]*(?:[eE][+-]?[0-9_]+)?)/.exec(rest)?.[0] ??
      '';
    this.pos += match.length;
    const next = String.fromCodePoint(this.input.codePointAt(this.pos) ?? 0);
    if (WORD.test(next)) return this.fail(`bad number syntax: "${match}${next}"`);
    return this.emit('number', match, start);
  }
}

/** %#U of fmt. */
function unicode(c: string): string {
  const code = (c.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0');
  return `U+${code} '${c}'`;
}
