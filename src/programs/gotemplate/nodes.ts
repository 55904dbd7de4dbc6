import { quoteGo } from '../../base/index.ts';

interface At {
  readonly pos: number;
}

/** A term, or a whole command or pipeline where one can stand. */
export type Term =
  | (At & { readonly kind: 'dot' | 'nil' })
  | (At & { readonly kind: 'bool'; readonly value: boolean })
  | (At & { readonly kind: 'number'; readonly text: string; readonly value: number; readonly float: boolean })
  | (At & { readonly kind: 'string'; readonly quoted: string; readonly value: string })
  | (At & { readonly kind: 'field'; readonly path: readonly string[] })
  | (At & { readonly kind: 'variable'; readonly path: readonly string[] })
  | (At & { readonly kind: 'identifier'; readonly name: string })
  | (At & { readonly kind: 'chain'; readonly base: Term; readonly path: readonly string[] })
  | Pipe;

export interface Command extends At {
  readonly kind: 'command';
  readonly args: readonly Term[];
}

export interface Pipe extends At {
  readonly kind: 'pipe';
  readonly assigns: boolean;
  readonly variables: readonly string[];
  readonly commands: readonly Command[];
}

export type Node =
  | (At & { readonly kind: 'text'; readonly text: string })
  | (At & { readonly kind: 'action'; readonly pipe: Pipe })
  | (At & {
      readonly kind: 'if' | 'with' | 'range';
      readonly pipe: Pipe;
      readonly list: readonly Node[];
      readonly otherwise: readonly Node[] | undefined;
    })
  | (At & { readonly kind: 'template'; readonly name: string; readonly pipe: Pipe | undefined })
  | (At & { readonly kind: 'break' | 'continue' })
  | (At & { readonly kind: 'end' | 'else' });

/** A node as text/template prints it in errors. */
export function show(node: Node | Term | Command): string {
  switch (node.kind) {
    case 'dot':
      return '.';
    case 'nil':
      return 'nil';
    case 'bool':
      return String(node.value);
    case 'number':
      return node.text;
    case 'string':
      return node.quoted;
    case 'field':
      return node.path.map((name) => `.${name}`).join('');
    case 'variable':
      return node.path.join('.');
    case 'identifier':
      return node.name;
    case 'chain':
      return `${node.base.kind === 'pipe' ? `(${show(node.base)})` : show(node.base)}${node.path.map((name) => `.${name}`).join('')}`;
    case 'command':
      return node.args.map((arg) => (arg.kind === 'pipe' ? `(${show(arg)})` : show(arg))).join(' ');
    case 'pipe': {
      const decl = node.variables.length > 0 ? `${node.variables.join(', ')} ${node.assigns ? '=' : ':='} ` : '';
      return decl + node.commands.map(show).join(' | ');
    }
    case 'text':
      return quoteGo(node.text);
    case 'action':
      return `{{${show(node.pipe)}}}`;
    case 'template':
      return `{{template ${quoteGo(node.name)}${node.pipe ? ` ${show(node.pipe)}` : ''}}}`;
    case 'if':
    case 'with':
    case 'range':
      return `{{${node.kind} ${show(node.pipe)}}}${node.list.map(show).join('')}${node.otherwise ? `{{else}}${node.otherwise.map(show).join('')}` : ''}{{end}}`;
    default:
      return `{{${node.kind}}}`;
  }
}
