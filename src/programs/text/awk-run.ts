import type { Process, Run } from '../../os/index.ts';
import { callBuiltin } from './awk-builtins.ts';
import { getline, type Streams } from './awk-io.ts';
import { AwkError } from './awk-lex.ts';
import type { Expr, Func, Place, Rule, Script } from './awk-parse.ts';
import { run } from './awk-statement.ts';
import { compareValues, fromInput, isTrue, regexOf, toNumber, toText, type Value } from './awk-value.ts';

/** A variable: a value, or an array once it was used as one. */
export interface Cell {
  value: Value;
  array: Map<string, Value> | undefined;
  /** Of an untyped parameter: the caller's variable, which becomes an array with it. */
  readonly origin?: Cell;
}

/** A running program. */
export interface Awk {
  readonly proc: Process;
  readonly script: Script;
  readonly globals: Map<string, Cell>;
  frames: Map<string, Cell>[];
  /** $0 and, once it was split, its fields. */
  record: string;
  fields: Value[] | undefined;
  /** A field was changed: $0 is put together when it is asked for. */
  stale: boolean;
  readonly ranges: Set<Rule>;
  readonly streams: Streams;
  seed: number;
  before: number;
  steps: number;
}

/** `return` on its way to its function. */
export class ReturnValue extends Error {
  constructor(readonly value: Value) {
    super();
  }
}

/** exit: END rules still run, unless it was called in one. */
export class AwkExit extends Error {
  constructor(readonly status: number | undefined) {
    super();
  }
}

/** The variable of a name: the running function's, or a global one. */
export function cell(awk: Awk, name: string): Cell {
  const local = awk.frames[0]?.get(name);
  if (local) return local;
  let found = awk.globals.get(name);
  if (!found) {
    found = { value: undefined, array: undefined };
    awk.globals.set(name, found);
  }
  return found;
}

/** The array that a name stands for. */
export function arrayOf(awk: Awk, name: string): Map<string, Value> {
  const c = cell(awk, name);
  if (!c.array) {
    c.array = new Map();
    for (let o = c.origin; o; o = o.origin) o.array ??= c.array;
  }
  return c.array;
}

/** The value of a variable; NF is known once the record is split. */
export function variable(awk: Awk, name: string): Value {
  if (name === 'NF') return splitRecord(awk).length;
  return cell(awk, name).value;
}

/** The value of a variable as text. */
export function textOf(awk: Awk, name: string): string {
  return toText(variable(awk, name));
}

/** Assigns to a variable; NF changes the number of fields. */
export function setVariable(awk: Awk, name: string, value: Value): void {
  if (name === 'NF' && !awk.frames[0]?.has(name)) {
    const fields = splitRecord(awk);
    const n = Math.max(0, Math.trunc(toNumber(value)));
    while (fields.length < n) fields.push('');
    fields.length = n; // mawk leaves $0 as it is
    return;
  }
  cell(awk, name).value = value;
}

/** Makes $0 another record. */
export function setRecord(awk: Awk, text: string): void {
  awk.record = text;
  awk.fields = undefined;
  awk.stale = false;
}

/** Splits text at a separator: blanks, one character, or an expression. */
export function splitText(text: string, separator: string): string[] {
  if (separator === ' ') return text.split(/[ \t\n]+/).filter((f) => f !== '');
  if (text === '') return [];
  if (separator === '') return [...text];
  if (separator === '\t' || (separator.length === 1 && !/[\\^$.*+?()[\]{}|]/.test(separator)))
    return text.split(separator);
  return text.split(
    regexOf(separator.length === 1 && separator !== '\\' && separator !== '^' ? `[${separator}]` : separator),
  );
}

function splitRecord(awk: Awk): Value[] {
  if (awk.fields) return awk.fields;
  const paragraph = toText(cell(awk, 'RS').value) === '';
  const separator = toText(cell(awk, 'FS').value);
  const text =
    paragraph && separator !== ' '
      ? awk.record.replaceAll('\n', separator.length === 1 ? separator : '\n')
      : awk.record;
  awk.fields = splitText(text, separator).map(fromInput);
  return awk.fields;
}

/** $0, put together again where fields have changed. */
export function wholeRecord(awk: Awk): string {
  if (awk.stale) {
    awk.record = (awk.fields ?? []).map((f) => toText(f, convfmt(awk))).join(toText(cell(awk, 'OFS').value));
    awk.stale = false;
  }
  return awk.record;
}

function field(awk: Awk, n: number): Value {
  if (n === 0) return fromInput(wholeRecord(awk));
  if (n < 0) throw new AwkError(0, `negative field index $${n}`);
  return splitRecord(awk)[n - 1];
}

function setField(awk: Awk, n: number, value: Value): void {
  if (n === 0) {
    setRecord(awk, toText(value, convfmt(awk)));
    return;
  }
  const fields = splitRecord(awk);
  while (fields.length < n) fields.push('');
  fields[n - 1] = value;
  awk.stale = true;
}

/** CONVFMT: how numbers become text. */
export function convfmt(awk: Awk): string {
  return toText(cell(awk, 'CONVFMT').value);
}

/** The key of an array element: subscripts with SUBSEP between them. */
export function* keyOf(awk: Awk, subs: readonly Expr[]): Run<string> {
  const parts: string[] = [];
  for (const s of subs) parts.push(toText(yield* evaluate(awk, s), convfmt(awk)));
  return parts.join(toText(cell(awk, 'SUBSEP').value));
}

/** Assigns to a variable, an element or a field. */
export function* store(awk: Awk, to: Place, value: Value): Run<void> {
  if (to.kind === 'name') setVariable(awk, to.name, value);
  else if (to.kind === 'item') arrayOf(awk, to.name).set(yield* keyOf(awk, to.subs), value);
  else setField(awk, Math.trunc(toNumber(yield* evaluate(awk, to.of))), value);
}

/** The expression that a match is made with: a literal, or a value as one. */
export function* pattern(awk: Awk, e: Expr, flags = ''): Run<RegExp> {
  return regexOf(e.kind === 'regex' ? e.source : toText(yield* evaluate(awk, e), convfmt(awk)), flags);
}

/** The value of an expression. */
export function* evaluate(awk: Awk, e: Expr): Run<Value> {
  switch (e.kind) {
    case 'number':
    case 'string':
      return e.value;
    case 'regex':
      return regexOf(e.source).test(wholeRecord(awk)) ? 1 : 0;
    case 'name':
      return variable(awk, e.name);
    case 'item': {
      const array = arrayOf(awk, e.name);
      const key = yield* keyOf(awk, e.subs);
      if (!array.has(key)) array.set(key, undefined); // asking makes the element
      return array.get(key);
    }
    case 'field':
      return field(awk, Math.trunc(toNumber(yield* evaluate(awk, e.of))));
    case 'assign': {
      const right = yield* evaluate(awk, e.value);
      const value = e.op === '' ? right : arithmetic(e.op, toNumber(yield* evaluate(awk, e.to)), toNumber(right));
      yield* store(awk, e.to, value);
      return value;
    }
    case 'cond':
      return yield* evaluate(awk, isTrue(yield* evaluate(awk, e.test)) ? e.yes : e.no);
    case 'logic': {
      const a = isTrue(yield* evaluate(awk, e.a));
      if (a === (e.op === '||')) return a ? 1 : 0;
      return isTrue(yield* evaluate(awk, e.b)) ? 1 : 0;
    }
    case 'binary':
      return yield* binary(awk, e.op, yield* evaluate(awk, e.a), e.b);
    case 'match': {
      const text = toText(yield* evaluate(awk, e.a), convfmt(awk));
      return (yield* pattern(awk, e.b)).test(text) !== e.negated ? 1 : 0;
    }
    case 'in':
      return arrayOf(awk, e.name).has(yield* keyOf(awk, e.subs)) ? 1 : 0;
    case 'unary': {
      const a = yield* evaluate(awk, e.a);
      return e.op === '!' ? (isTrue(a) ? 0 : 1) : e.op === '-' ? -toNumber(a) : toNumber(a);
    }
    case 'step': {
      const old = toNumber(yield* evaluate(awk, e.to));
      const now = old + (e.op === '++' ? 1 : -1);
      yield* store(awk, e.to, now);
      return e.before ? now : old;
    }
    case 'call':
      return yield* call(awk, e.name, e.args);
    case 'builtin':
      return yield* callBuiltin(awk, e.name, e.args);
    case 'getline':
      return yield* getline(awk, e);
    case 'tuple':
      return yield* keyOf(awk, e.list);
  }
}

function arithmetic(op: string, a: number, b: number): number {
  switch (op) {
    case '+':
      return a + b;
    case '-':
      return a - b;
    case '*':
      return a * b;
    case '/':
      return a / b;
    case '%':
      return a % b;
    default:
      return a ** b;
  }
}

function* binary(awk: Awk, op: string, a: Value, right: Expr): Run<Value> {
  const b = yield* evaluate(awk, right);
  if (op === ' ') return toText(a, convfmt(awk)) + toText(b, convfmt(awk));
  if (['<', '<=', '==', '!=', '>', '>='].includes(op)) {
    const order = compareValues(a, b, convfmt(awk));
    const holds = {
      '<': order < 0,
      '<=': order <= 0,
      '==': order === 0,
      '!=': order !== 0,
      '>': order > 0,
      '>=': order >= 0,
    }[op];
    return holds ? 1 : 0;
  }
  return arithmetic(op, toNumber(a), toNumber(b));
}

function* call(awk: Awk, name: string, args: readonly Expr[]): Run<Value> {
  const f: Func | undefined = awk.script.functions.get(name);
  if (!f) throw new AwkError(0, `function ${name} never defined`);
  const frame = new Map<string, Cell>();
  for (const [i, param] of f.params.entries()) {
    const arg = args[i];
    if (arg?.kind === 'name') {
      const origin = cell(awk, arg.name);
      frame.set(param, { value: variable(awk, arg.name), array: origin.array, origin });
    } else frame.set(param, { value: arg ? yield* evaluate(awk, arg) : undefined, array: undefined });
  }
  if (awk.frames.length > 1000) throw new AwkError(0, 'function call nesting too deep');
  awk.frames.unshift(frame);
  try {
    yield* run(awk, f.body);
    return undefined;
  } catch (e) {
    if (e instanceof ReturnValue) return e.value;
    throw e;
  } finally {
    awk.frames.shift();
  }
}
