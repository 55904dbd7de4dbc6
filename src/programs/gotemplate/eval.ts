import { assignable, nilable } from './assign.ts';
import { BUILTINS, type Func, FuncError, type Funcs } from './funcs.ts';
import { type Command, type Node, type Pipe, show, type Term } from './nodes.ts';
import type { Template } from './parse.ts';
import {
  bool,
  dynamic,
  FLOAT,
  fieldOf,
  type GoType,
  GoValue,
  INVALID,
  indirect,
  int,
  isNil,
  type Maybe,
  type Method,
  of,
  string,
  truth,
  typeName,
  zero,
} from './types.ts';

/** A template that failed to run; `output` is what it had printed by then. */
export class ExecutionError extends Error {
  constructor(
    message: string,
    readonly output: string,
  ) {
    super(message);
  }
}

export interface ExecuteOptions {
  readonly funcs?: Funcs;
  /** missingkey=error: a missing map key is an error, not `<no value>`. */
  readonly missingKeyError?: boolean;
}

/** The final argument that a pipeline hands to its next command. */
type Final = { readonly value: Maybe } | undefined;

/** Evaluates pipelines, fields and calls; text/template's exec.go without the walk over nodes. */
export class Evaluator {
  output = '';
  protected node: Node | Term | Command | undefined;
  protected vars: { name: string; value: Maybe }[] = [];
  protected name: string;
  protected depth = 0;

  constructor(
    protected readonly template: Template,
    protected readonly options: ExecuteOptions,
  ) {
    this.name = template.name;
  }

  protected fail(text: string): never {
    if (!this.node) throw new ExecutionError(`template: ${this.name}: ${text}`, this.output);
    const before = this.template.source.slice(0, this.node.pos);
    const lines = before.split('\n');
    const column = new TextEncoder().encode(lines[lines.length - 1]).length;
    const where = `template: ${this.template.name}:${lines.length}:${column}: executing "${this.name}" at <${show(this.node)}>`;
    throw new ExecutionError(`${where}: ${text}`, this.output);
  }

  protected assign(name: string, value: Maybe): void {
    for (let i = this.vars.length - 1; i >= 0; i--) {
      const slot = this.vars[i];
      if (slot?.name !== name) continue;
      slot.value = value;
      return;
    }
    this.fail(`undefined variable: ${name}`);
  }

  protected pipe(dot: Maybe, pipe: Pipe): Maybe {
    this.node = pipe;
    let final: Final;
    let value: Maybe;
    for (const command of pipe.commands) {
      value = this.command(dot, command, final);
      if (value?.type.kind === 'any') value = dynamic(value);
      final = { value };
    }
    for (const name of pipe.variables) {
      if (pipe.assigns) this.assign(name, value);
      else this.vars.push({ name, value });
    }
    return value;
  }

  protected command(dot: Maybe, command: Command, final: Final): Maybe {
    const [first] = command.args;
    if (!first) return INVALID;
    switch (first.kind) {
      case 'field':
        return this.field(dot, first, command.args, final);
      case 'chain':
        return this.chain(dot, first, command.args, final);
      case 'identifier':
        return this.function(dot, first, command, command.args, final);
      case 'pipe':
        this.notFunction(command.args, final);
        return this.pipe(dot, first);
      case 'variable':
        return this.variable(dot, first, command.args, final);
      default:
    }
    this.node = first;
    this.notFunction(command.args, final);
    if (first.kind === 'nil') return this.fail('nil is not a command');
    return this.constant(dot, first);
  }

  protected constant(dot: Maybe, term: Term): Maybe {
    switch (term.kind) {
      case 'bool':
        return bool(term.value);
      case 'number':
        return term.float ? new GoValue(FLOAT, term.value) : int(term.value);
      case 'string':
        return string(term.value);
      default:
        return dot;
    }
  }

  protected notFunction(args: readonly Term[], final: Final): void {
    const [first] = args;
    if (first && (args.length > 1 || final)) this.fail(`can't give argument to non-function ${show(first)}`);
  }

  protected field(
    dot: Maybe,
    node: Term & { readonly kind: 'field' },
    args: readonly Term[] | undefined,
    final: Final,
  ): Maybe {
    this.node = node;
    return this.path(dot, dot, node, node.path, args, final);
  }

  protected chain(
    dot: Maybe,
    node: Term & { readonly kind: 'chain' },
    args: readonly Term[] | undefined,
    final: Final,
  ): Maybe {
    this.node = node;
    if (node.base.kind === 'nil') this.fail(`indirection through explicit nil in ${show(node)}`);
    const base = this.argument(dot, undefined, node.base);
    return this.path(dot, base, node, node.path, args, final);
  }

  protected variable(
    dot: Maybe,
    node: Term & { readonly kind: 'variable' },
    args: readonly Term[] | undefined,
    final: Final,
  ): Maybe {
    this.node = node;
    const [name = '', ...path] = node.path;
    const slot = this.vars.findLast((v) => v.name === name);
    if (!slot) this.fail(`undefined variable: ${name}`);
    if (path.length > 0) return this.path(dot, slot?.value, node, path, args, final);
    this.notFunction(args ?? [], final);
    return slot?.value;
  }

  protected path(
    dot: Maybe,
    from: Maybe,
    node: Term,
    path: readonly string[],
    args: readonly Term[] | undefined,
    final: Final,
  ): Maybe {
    let value = from;
    for (const [i, name] of path.entries()) {
      const last = i === path.length - 1;
      value = this.step(dot, name, node, last ? args : undefined, last ? final : undefined, value);
    }
    return value;
  }

  protected step(
    dot: Maybe,
    name: string,
    node: Term,
    args: readonly Term[] | undefined,
    final: Final,
    from: Maybe,
  ): Maybe {
    if (!from) {
      if (this.options.missingKeyError) this.fail(`nil data; no entry for key "${name}"`);
      return INVALID;
    }
    const type = typeName(from.type);
    const { value: receiver, nil } = indirect(from);
    if (!receiver || (nil && receiver.type.kind === 'any')) return this.fail(`nil pointer evaluating ${type}.${name}`);
    const method = this.methodOf(from, receiver, name);
    if (method) return this.method(dot, method.method, node, name, args, final, method.receiver);
    const hasArgs = (args?.length ?? 0) > 1 || final !== undefined;
    if (receiver.type.kind === 'struct' && !nil) {
      const field = fieldOf(receiver, name);
      if (field) return hasArgs ? this.fail(`${name} has arguments but cannot be invoked as function`) : field;
    }
    if (receiver.type.kind === 'map') return this.mapEntry(receiver, name, hasArgs);
    if (
      nil &&
      receiver.type.kind === 'pointer' &&
      receiver.type.to.kind === 'struct' &&
      receiver.type.to.fields.some((f) => f.name === name)
    )
      return this.fail(`nil pointer evaluating ${type}.${name}`);
    return this.fail(`can't evaluate field ${name} in type ${type}`);
  }

  protected mapEntry(receiver: GoValue, name: string, hasArgs: boolean): Maybe {
    if (hasArgs) this.fail(`${name} is not a method but has arguments`);
    if (receiver.type.kind !== 'map') return INVALID;
    const data = (receiver.data ?? {}) as Readonly<Record<string, unknown>>;
    if (Object.hasOwn(data, name)) return of(receiver.type.of, data[name]);
    if (this.options.missingKeyError) this.fail(`map has no entry for key "${name}"`);
    return INVALID;
  }

  protected methodOf(
    from: GoValue,
    receiver: GoValue,
    name: string,
  ): { readonly method: Method; readonly receiver: GoValue } | undefined {
    for (const value of [from, receiver]) {
      const methods = 'methods' in value.type ? value.type.methods : undefined;
      const method = methods && Object.hasOwn(methods, name) ? methods[name] : undefined;
      if (method) return { method, receiver: value };
    }
    return undefined;
  }

  protected method(
    dot: Maybe,
    method: Method,
    node: Term,
    name: string,
    args: readonly Term[] | undefined,
    final: Final,
    receiver: GoValue,
  ): Maybe {
    const func: Func = {
      params: method.params,
      call: (values) => {
        const result = method.call(
          receiver.data,
          values.map((v) => v?.data),
        );
        return result instanceof GoValue ? result : of(method.result, result);
      },
    };
    return this.apply(dot, func, node, name, args, final);
  }

  protected function(
    dot: Maybe,
    node: Term & { readonly kind: 'identifier' },
    at: Command | Term,
    args: readonly Term[] | undefined,
    final: Final,
  ): Maybe {
    this.node = node;
    const { name } = node;
    if (name === 'and' || name === 'or') return this.logic(dot, name, args ?? [], final);
    if (name === 'not') return bool(!truth(this.single(dot, name, args ?? [], final)));
    const func = this.options.funcs?.[name] ?? BUILTINS[name];
    if (!func) return this.fail(`"${name}" is not a defined function`);
    return this.apply(dot, func, at, name, args, final);
  }

  protected logic(dot: Maybe, name: 'and' | 'or', args: readonly Term[], final: Final): Maybe {
    const terms = args.slice(1);
    if (terms.length + (final ? 1 : 0) < 1) this.fail(`wrong number of args for ${name}: want at least 1 got 0`);
    let value: Maybe;
    for (const term of terms) {
      value = this.argument(dot, undefined, term);
      if (truth(value) === (name === 'or')) return value;
    }
    return final ? final.value : value;
  }

  protected single(dot: Maybe, name: string, args: readonly Term[], final: Final): Maybe {
    const count = Math.max(0, args.length - 1) + (final ? 1 : 0);
    if (count !== 1) this.fail(`wrong number of args for ${name}: want 1 got ${count}`);
    const [, term] = args;
    return term ? this.argument(dot, undefined, term) : final?.value;
  }

  protected apply(
    dot: Maybe,
    func: Func,
    node: Command | Term,
    name: string,
    args: readonly Term[] | undefined,
    final: Final,
  ): Maybe {
    const terms = args?.slice(1) ?? [];
    const count = terms.length + (final ? 1 : 0);
    const fixed = func.params.length;
    if (func.rest !== undefined && count < fixed)
      this.fail(`wrong number of args for ${name}: want at least ${fixed} got ${terms.length}`);
    if (func.rest === undefined && count !== fixed)
      this.fail(`wrong number of args for ${name}: want ${fixed} got ${count}`);
    const typeAt = (i: number) => (i < fixed ? func.params[i] : func.rest === 'value' ? undefined : func.rest);
    const values = terms.map((term, i) => this.argument(dot, typeAt(i), term));
    if (final) values.push(this.fitted(final.value, typeAt(values.length)));
    try {
      return func.call(values);
    } catch (e) {
      if (!(e instanceof FuncError)) throw e;
      this.node = node;
      return this.fail(`error calling ${name}: ${e.message}`);
    }
  }

  protected argument(dot: Maybe, type: GoType | undefined, term: Term): Maybe {
    this.node = term;
    switch (term.kind) {
      case 'dot':
        return this.fitted(dot, type);
      case 'nil':
        if (type && !nilable(type)) this.fail(`cannot assign nil to ${typeName(type)}`);
        return type && zero(type);
      case 'field':
        return this.fitted(this.field(dot, term, [term], undefined), type);
      case 'variable':
        return this.fitted(this.variable(dot, term, undefined, undefined), type);
      case 'pipe':
        return this.fitted(this.pipe(dot, term), type);
      case 'identifier':
        return this.fitted(this.function(dot, term, term, undefined, undefined), type);
      case 'chain':
        return this.fitted(this.chain(dot, term, undefined, undefined), type);
      default:
        return this.literal(dot, type, term);
    }
  }

  protected literal(dot: Maybe, type: GoType | undefined, term: Term): Maybe {
    const value = this.constant(dot, term);
    if (!type || type.kind === 'any' || !value) return value;
    const wanted: Partial<Record<GoType['kind'], string>> = {
      bool: 'bool',
      string: 'string',
      int: 'integer',
      uint: 'unsigned integer',
      float: 'float',
    };
    const kind = wanted[type.kind];
    if (kind === undefined) return this.fail(`can't handle ${show(term)} for arg of type ${typeName(type)}`);
    const whole = value.type.kind === 'int';
    const fits = value.type.kind === type.kind || (type.kind === 'float' && whole) || (type.kind === 'uint' && whole);
    return fits ? new GoValue(type, value.data) : this.fail(`expected ${kind}; found ${show(term)}`);
  }

  /** text/template's validateType. */
  protected fitted(value: Maybe, type: GoType | undefined): Maybe {
    if (!value) {
      if (!type || nilable(type)) return type && zero(type);
      return this.fail(`invalid value; expected ${typeName(type)}`);
    }
    if (!type || assignable(value.type, type)) return value;
    const inner = value.type.kind === 'any' ? dynamic(value) : undefined;
    if (inner && assignable(inner.type, type)) return inner;
    if (value.type.kind === 'pointer' && assignable(value.type.to, type)) {
      if (isNil(value)) this.fail(`dereference of nil pointer of type ${typeName(type)}`);
      return new GoValue(value.type.to, value.data);
    }
    return this.fail(`wrong type for value; expected ${typeName(type)}; got ${typeName((inner ?? value).type)}`);
  }
}
