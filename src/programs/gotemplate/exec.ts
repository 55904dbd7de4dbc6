import { Evaluator, type ExecuteOptions } from './eval.ts';
import { sprint } from './fmt.ts';
import type { Node, Pipe } from './nodes.ts';
import type { Template } from './parse.ts';
import { elements, entries, type GoValue, INVALID, indirect, int, isNil, type Maybe, truth } from './types.ts';

export { type ExecuteOptions, ExecutionError } from './eval.ts';

/** Runs a template over a value. Throws ExecutionError. */
export function execute(template: Template, data: Maybe, options: ExecuteOptions = {}): string {
  const state = new Executor(template, options);
  state.run(data);
  return state.output;
}

class LoopSignal {
  constructor(readonly kind: 'break' | 'continue') {}
}

class Executor extends Evaluator {
  run(data: Maybe): void {
    this.vars = [{ name: '$', value: data }];
    this.walkAll(data, this.template.root);
  }

  private walkAll(dot: Maybe, nodes: readonly Node[]): void {
    for (const node of nodes) this.walk(dot, node);
  }

  private walk(dot: Maybe, node: Node): void {
    this.node = node;
    switch (node.kind) {
      case 'text':
        this.output += node.text;
        return;
      case 'action': {
        const value = this.pipe(dot, node.pipe);
        if (node.pipe.variables.length === 0) this.print(value);
        return;
      }
      case 'if':
      case 'with':
        this.branch(dot, node);
        return;
      case 'range':
        this.range(dot, node);
        return;
      case 'template':
        this.call(dot, node);
        return;
      case 'break':
      case 'continue':
        throw new LoopSignal(node.kind);
      default:
    }
  }

  private print(value: Maybe): void {
    const inner = value?.type.kind === 'pointer' ? indirect(value) : { value, nil: false };
    this.output += inner.value === INVALID ? '<no value>' : inner.nil ? '<nil>' : sprint(inner.value);
  }

  private scoped(body: () => void): void {
    const depth = this.vars.length;
    try {
      body();
    } finally {
      this.vars.length = depth;
    }
  }

  private branch(dot: Maybe, node: Node & { readonly kind: 'if' | 'with' | 'range' }): void {
    this.scoped(() => {
      const value = this.pipe(dot, node.pipe);
      if (truth(value)) this.walkAll(node.kind === 'with' ? value : dot, node.list);
      else if (node.otherwise) this.walkAll(dot, node.otherwise);
    });
  }

  private range(dot: Maybe, node: Node & { readonly kind: 'if' | 'with' | 'range' }): void {
    this.scoped(() => {
      const { value } = indirect(this.pipe(dot, node.pipe));
      const items = this.itemsOf(value);
      if (items.length === 0 && node.otherwise) this.walkAll(dot, node.otherwise);
      const depth = this.vars.length;
      for (const [key, item] of items) {
        this.bindRange(node.pipe, key, item);
        try {
          this.walkAll(item, node.list);
        } catch (e) {
          if (!(e instanceof LoopSignal)) throw e;
          if (e.kind === 'break') break;
        } finally {
          this.vars.length = depth;
        }
      }
    });
  }

  private bindRange(pipe: Pipe, key: GoValue, item: GoValue): void {
    const [first, second] = pipe.variables;
    const set = (name: string, value: Maybe, top: number) => {
      if (pipe.assigns) this.assign(name, value);
      else {
        const slot = this.vars[this.vars.length - top];
        if (slot) slot.value = value;
      }
    };
    if (first === undefined) return;
    if (second === undefined) set(first, item, 1);
    else {
      set(first, key, 2);
      set(second, item, 1);
    }
  }

  private itemsOf(value: Maybe): readonly (readonly [GoValue, GoValue])[] {
    if (!value || isNil(value))
      return value && value.type.kind !== 'any' && value.type.kind !== 'slice' && value.type.kind !== 'map'
        ? this.cannotIterate(value)
        : [];
    switch (value.type.kind) {
      case 'slice':
        return elements(value).map((item, i) => [int(i), item]);
      case 'map':
        return entries(value);
      case 'int':
      case 'uint':
        return Array.from({ length: Number(value.data) }, (_, i) => [int(i), int(i)]);
      default:
        return this.cannotIterate(value);
    }
  }

  private cannotIterate(value: GoValue): never {
    return this.fail(`range can't iterate over ${sprint(value)}`);
  }

  private call(dot: Maybe, node: Node & { readonly kind: 'template' }): void {
    const list = this.template.defined.get(node.name);
    if (!list) this.fail(`template "${node.name}" not defined`);
    if (this.depth > 1000) this.fail('exceeded maximum template depth (100000)');
    const inner = node.pipe ? this.pipe(dot, node.pipe) : INVALID;
    const saved = { vars: this.vars, name: this.name };
    this.vars = [{ name: '$', value: inner }];
    this.name = node.name;
    this.depth++;
    this.walkAll(inner, list ?? []);
    this.depth--;
    this.vars = saved.vars;
    this.name = saved.name;
  }
}
