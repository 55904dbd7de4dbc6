import { quoteGo } from '../../base/index.ts';
import { lex, TemplateError, type Token, type TokenKind } from './lex.ts';
import { type Command, type Pipe, show, type Term } from './nodes.ts';
import { unquote } from './unquote.ts';

const TERMS: readonly TokenKind[] = [
  'bool',
  'char',
  'dot',
  'field',
  'identifier',
  'number',
  'nil',
  'raw',
  'string',
  'variable',
  '(',
];

/** The tokens of a template, and what can stand between its braces: pipelines of commands of terms. */
export class Pipelines {
  protected readonly tokens: readonly Token[];
  protected at = 0;
  protected vars: string[] = ['$'];
  protected actionLine = 0;

  constructor(
    protected readonly source: string,
    protected readonly functions: ReadonlySet<string>,
    protected readonly name: string,
  ) {
    this.tokens = lex(source).filter((t) => t.kind !== 'comment');
  }

  protected peek(): Token {
    return this.tokens[this.at] ?? (this.tokens[this.tokens.length - 1] as Token);
  }

  protected next(): Token {
    const token = this.peek();
    if (this.at < this.tokens.length) this.at++;
    return token;
  }

  protected nextNonSpace(): Token {
    while (this.peek().kind === 'space') this.at++;
    return this.next();
  }

  protected peekNonSpace(): Token {
    while (this.peek().kind === 'space') this.at++;
    return this.peek();
  }

  protected fail(text: string): never {
    const last = this.tokens[Math.max(0, this.at - 1)] ?? this.peek();
    throw new TemplateError(`template: ${this.name}:${last.line}: ${text}`);
  }

  protected unexpected(token: Token, context: string): never {
    if (token.kind === 'error') {
      let extra = '';
      if (this.actionLine !== 0 && this.actionLine !== token.line) {
        extra = ` in action started at ${this.name}:${this.actionLine}`;
        if (token.text.endsWith(' action')) extra = extra.slice(' in action'.length);
      }
      return this.fail(token.text + extra);
    }
    return this.fail(`unexpected ${showToken(token)} in ${context}`);
  }

  protected expect(kind: TokenKind, context: string): Token {
    const token = this.nextNonSpace();
    return token.kind === kind ? token : this.unexpected(token, context);
  }

  protected stringToken(context: string): string {
    const token = this.nextNonSpace();
    if (token.kind !== 'string' && token.kind !== 'raw') return this.unexpected(token, context);
    return unquote(token.text) ?? this.fail('invalid syntax');
  }

  protected pipeline(context: string, end: TokenKind): Pipe {
    const { pos } = this.peekNonSpace();
    const variables: string[] = [];
    let assigns = false;
    while (this.peekNonSpace().kind === 'variable') {
      const start = this.at;
      const variable = this.next();
      const after = this.peekNonSpace();
      if (after.kind === '=' || after.kind === ':=') {
        assigns = after.kind === '=';
        this.next();
        variables.push(variable.text);
        this.vars.push(variable.text);
        break;
      }
      if (after.kind !== 'punct' || after.text !== ',') {
        this.at = start;
        break;
      }
      this.next();
      variables.push(variable.text);
      this.vars.push(variable.text);
      if (context !== 'range' || variables.length >= 2) this.fail(`too many declarations in ${context}`);
      if (!['variable', 'right', ')'].includes(this.peekNonSpace().kind))
        this.fail('range can only initialize variables');
    }
    const commands: Command[] = [];
    for (;;) {
      const token = this.nextNonSpace();
      if (token.kind === end) break;
      if (!TERMS.includes(token.kind)) this.unexpected(token, context);
      this.at--;
      commands.push(this.command());
    }
    if (commands.length === 0) this.fail(`missing value for ${context}`);
    for (const [i, command] of commands.entries())
      if (i > 0 && ['bool', 'dot', 'nil', 'number', 'string'].includes(command.args[0]?.kind ?? ''))
        this.fail(`non executable command in pipeline stage ${i + 1}`);
    return { kind: 'pipe', pos, assigns, variables, commands };
  }

  protected command(): Command {
    const { pos } = this.peekNonSpace();
    const args: Term[] = [];
    for (;;) {
      this.peekNonSpace();
      const operand = this.operand();
      if (operand) args.push(operand);
      const token = this.next();
      if (token.kind === 'space') continue;
      if (token.kind === 'right' || token.kind === ')') this.at--;
      else if (token.kind !== 'pipe') this.unexpected(token, 'operand');
      break;
    }
    if (args.length === 0) this.fail('empty command');
    return { kind: 'command', pos, args };
  }

  protected operand(): Term | undefined {
    const term = this.term();
    if (!term || this.peek().kind !== 'field') return term;
    const { pos } = this.peek();
    const path: string[] = [];
    while (this.peek().kind === 'field') path.push(this.next().text.slice(1));
    switch (term.kind) {
      case 'field':
      case 'variable':
        return { ...term, pos, path: [...term.path, ...path] };
      case 'bool':
      case 'string':
      case 'number':
      case 'nil':
      case 'dot':
        return this.fail(`unexpected . after term ${quoteGo(show(term))}`);
      default:
        return { kind: 'chain', pos, base: term, path };
    }
  }

  protected term(): Term | undefined {
    const token = this.nextNonSpace();
    const { pos, text } = token;
    switch (token.kind) {
      case 'identifier':
        if (!this.functions.has(text)) this.fail(`function ${quoteGo(text)} not defined`);
        return { kind: 'identifier', pos, name: text };
      case 'dot':
        return { kind: 'dot', pos };
      case 'nil':
        return { kind: 'nil', pos };
      case 'bool':
        return { kind: 'bool', pos, value: text === 'true' };
      case 'variable':
        if (!this.vars.includes(text)) this.fail(`undefined variable ${quoteGo(text)}`);
        return { kind: 'variable', pos, path: [text] };
      case 'field':
        return { kind: 'field', pos, path: [text.slice(1)] };
      case 'char':
      case 'number':
        return this.numberTerm(token);
      case '(':
        return this.pipeline('parenthesized pipeline', ')');
      case 'string':
      case 'raw':
        return { kind: 'string', pos, quoted: text, value: unquote(text) ?? this.fail('invalid syntax') };
      default:
        this.at--;
        return undefined;
    }
  }

  protected numberTerm(token: Token): Term {
    const { pos, text } = token;
    if (token.kind === 'char') {
      const value = (unquote(text) ?? this.fail(`malformed character constant: ${text}`)).codePointAt(0) ?? 0;
      return { kind: 'number', pos, text, value, float: false };
    }
    const value = Number(text.replace(/_/g, '').replace(/^\+/, ''));
    if (Number.isNaN(value) || text === '') this.fail(`illegal number syntax: ${quoteGo(text)}`);
    return { kind: 'number', pos, text, value, float: /[.eE]/.test(text) && !/^[+-]?0x/i.test(text) };
  }
}

function showToken(token: Token): string {
  if (token.kind === 'eof') return 'EOF';
  if (token.kind === 'keyword') return `<${token.text}>`;
  return token.text.length > 10 ? `${quoteGo(token.text.slice(0, 10))}...` : quoteGo(token.text);
}
