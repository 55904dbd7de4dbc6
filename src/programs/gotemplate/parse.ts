import { quoteGo } from '../../base/index.ts';
import { lex, TemplateError, type Token, type TokenKind } from './lex.ts';
import type { Command, Node, Pipe, Term } from './nodes.ts';
import { show } from './nodes.ts';
import { unquote } from './unquote.ts';

/** A parsed template and those that it defines. */
export interface Template {
  readonly name: string;
  readonly source: string;
  readonly root: readonly Node[];
  readonly defined: ReadonlyMap<string, readonly Node[]>;
}

/** Parses a template; `functions` are the names that it may call. Throws TemplateError. */
export function parse(source: string, functions: ReadonlySet<string>, name = ''): Template {
  return new Parser(source, functions, name).parse();
}

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

class Parser {
  private readonly tokens: readonly Token[];
  private at = 0;
  private vars: string[] = ['$'];
  private loops = 0;
  private actionLine = 0;
  private readonly defined = new Map<string, readonly Node[]>();

  constructor(
    private readonly source: string,
    private readonly functions: ReadonlySet<string>,
    private readonly name: string,
  ) {
    this.tokens = lex(source).filter((t) => t.kind !== 'comment');
  }

  parse(): Template {
    const root: Node[] = [];
    while (this.peek().kind !== 'eof') {
      if (this.peek().kind === 'left' && this.defines()) continue;
      const node = this.textOrAction();
      if (node.kind === 'end' || node.kind === 'else') this.fail(`unexpected ${show(node)}`);
      root.push(node);
    }
    return { name: this.name, source: this.source, root, defined: this.defined };
  }

  private peek(): Token {
    return this.tokens[this.at] ?? (this.tokens[this.tokens.length - 1] as Token);
  }

  private next(): Token {
    const token = this.peek();
    if (this.at < this.tokens.length) this.at++;
    return token;
  }

  private nextNonSpace(): Token {
    while (this.peek().kind === 'space') this.at++;
    return this.next();
  }

  private peekNonSpace(): Token {
    while (this.peek().kind === 'space') this.at++;
    return this.peek();
  }

  private fail(text: string): never {
    const last = this.tokens[Math.max(0, this.at - 1)] ?? this.peek();
    throw new TemplateError(`template: ${this.name}:${last.line}: ${text}`);
  }

  private unexpected(token: Token, context: string): never {
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

  private expect(kind: TokenKind, context: string): Token {
    const token = this.nextNonSpace();
    return token.kind === kind ? token : this.unexpected(token, context);
  }

  /** `{{define "name"}}…{{end}}` at the top level. */
  private defines(): boolean {
    const start = this.at;
    this.next();
    const token = this.nextNonSpace();
    if (token.kind !== 'keyword' || token.text !== 'define') {
      this.at = start;
      return false;
    }
    const name = this.stringToken('define clause');
    this.expect('right', 'define clause');
    const saved = this.vars;
    this.vars = ['$'];
    const { list, end } = this.list();
    if (end.kind !== 'end') this.fail(`unexpected ${show(end)} in define clause`);
    this.vars = saved;
    this.defined.set(name, list);
    return true;
  }

  private stringToken(context: string): string {
    const token = this.nextNonSpace();
    if (token.kind !== 'string' && token.kind !== 'raw') return this.unexpected(token, context);
    return unquote(token.text) ?? this.fail('invalid syntax');
  }

  private list(): { readonly list: readonly Node[]; readonly end: Node } {
    const list: Node[] = [];
    while (this.peekNonSpace().kind !== 'eof') {
      const node = this.textOrAction();
      if (node.kind === 'end' || node.kind === 'else') return { list, end: node };
      list.push(node);
    }
    this.next();
    return this.fail('unexpected EOF');
  }

  private textOrAction(): Node {
    const token = this.nextNonSpace();
    if (token.kind === 'text') return { kind: 'text', pos: token.pos, text: token.text };
    if (token.kind !== 'left') return this.unexpected(token, 'input');
    this.actionLine = token.line;
    const node = this.action();
    this.actionLine = 0;
    return node;
  }

  private action(): Node {
    const token = this.nextNonSpace();
    if (token.kind === 'keyword') return this.keyword(token);
    this.at--;
    const first = this.peek();
    return { kind: 'action', pos: first.pos, pipe: this.pipeline('command', 'right') };
  }

  private keyword(token: Token): Node {
    const { pos, text } = token;
    switch (text) {
      case 'if':
      case 'with':
      case 'range':
        return this.control(text, pos);
      case 'end':
        this.expect('right', 'end');
        return { kind: 'end', pos };
      case 'else': {
        const next = this.peekNonSpace();
        if (next.kind === 'keyword' && (next.text === 'if' || next.text === 'with')) return { kind: 'else', pos };
        this.expect('right', 'else');
        return { kind: 'else', pos };
      }
      case 'break':
      case 'continue': {
        const next = this.nextNonSpace();
        if (next.kind !== 'right') this.unexpected(next, `{{${text}}}`);
        if (this.loops === 0) this.fail(`{{${text}}} outside {{range}}`);
        return { kind: text, pos };
      }
      case 'template':
        return this.templateCall(pos);
      case 'block':
        return this.block(pos);
      default:
        return this.unexpected(token, 'command');
    }
  }

  private templateCall(pos: number): Node {
    const name = this.stringToken('template clause');
    let pipe: Pipe | undefined;
    if (this.nextNonSpace().kind !== 'right') {
      this.at--;
      pipe = this.pipeline('template clause', 'right');
    }
    return { kind: 'template', pos, name, pipe };
  }

  private block(pos: number): Node {
    const name = this.stringToken('block clause');
    const pipe = this.pipeline('block clause', 'right');
    const saved = this.vars;
    this.vars = ['$'];
    const { list, end } = this.list();
    if (end.kind !== 'end') this.fail(`unexpected ${show(end)} in block clause`);
    this.vars = saved;
    this.defined.set(name, list);
    return { kind: 'template', pos, name, pipe };
  }

  private control(kind: 'if' | 'with' | 'range', pos: number): Node {
    const depth = this.vars.length;
    const pipe = this.pipeline(kind, 'right');
    if (kind === 'range') this.loops++;
    const { list, end } = this.list();
    if (kind === 'range') this.loops--;
    let otherwise: readonly Node[] | undefined;
    if (end.kind === 'else') {
      const next = this.peek();
      if (kind !== 'range' && next.kind === 'keyword' && next.text === kind) {
        this.next();
        otherwise = [this.control(kind, next.pos)];
      } else {
        const rest = this.list();
        if (rest.end.kind !== 'end') this.fail(`expected end; found ${show(rest.end)}`);
        otherwise = rest.list;
      }
    }
    this.vars.length = depth;
    return { kind, pos, pipe, list, otherwise };
  }

  private pipeline(context: string, end: TokenKind): Pipe {
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

  private command(): Command {
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

  private operand(): Term | undefined {
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

  private term(): Term | undefined {
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

  private numberTerm(token: Token): Term {
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
