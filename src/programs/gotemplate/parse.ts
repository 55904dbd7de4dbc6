import type { Token } from './lex.ts';
import type { Node, Pipe } from './nodes.ts';
import { show } from './nodes.ts';
import { Pipelines } from './pipelines.ts';

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

/** Actions, control structures and definitions around the pipelines. */
class Parser extends Pipelines {
  private loops = 0;
  private readonly defined = new Map<string, readonly Node[]>();

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
        return this.templateCall();
      case 'block':
        return this.block(pos);
      default:
        return this.unexpected(token, 'command');
    }
  }

  /** Its place is that of the name (newTemplate of text/template/parse). */
  private templateCall(): Node {
    const { pos } = this.peekNonSpace();
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
}
