import { type Calculation, fail, next, type Token } from './arithmetic-tokens.ts';
import { type Shell, ShellError } from './shell.ts';
import { assign, assignElement, elements, getValue, variable } from './variables.ts';

const BINARY: Readonly<Record<string, number>> = {
  '||': 4,
  '&&': 5,
  '|': 6,
  '^': 7,
  '&': 8,
  '==': 9,
  '!=': 9,
  '<': 10,
  '>': 10,
  '<=': 10,
  '>=': 10,
  '<<': 11,
  '>>': 11,
  '+': 12,
  '-': 12,
  '*': 13,
  '/': 13,
  '%': 13,
  '**': 15,
};

const ASSIGN = new Set(['=', '+=', '-=', '*=', '/=', '%=', '<<=', '>>=', '&=', '^=', '|=']);

interface Place {
  readonly name: string;
  readonly index?: string;
}

interface Value {
  readonly n: bigint;
  readonly place?: Place;
}

/** Evaluates an arithmetic expression whose expansions are done already; bash(1), "ARITHMETIC EVALUATION". */
export function calculate(sh: Shell, text: string, depth = 0): bigint {
  const none = { kind: 'end', text: '', at: 0 } as Token;
  const c: Calculation = { sh, text, at: 0, token: none, before: none, skip: 0, depth };
  if (text.trim() === '') return 0n;
  if (depth > 1000)
    throw new ShellError(
      `${text.trim()}: expression recursion level exceeded (error token is "${text.trim()}")`,
      1,
      'line',
    );
  next(c);
  const value = comma(c);
  if (c.token.kind !== 'end') {
    fail(
      c,
      c.token.kind === 'op' &&
        c.token.text !== '(' &&
        c.token.text !== ')' &&
        c.token.text !== '!' &&
        c.token.text !== '~'
        ? 'arithmetic syntax error: operand expected'
        : 'arithmetic syntax error in expression',
      c.token.at,
    );
  }
  return value;
}

/** As `calculate`, as text: for variables that are integers. */
export function calculated(sh: Shell, text: string): string {
  return String(calculate(sh, text));
}

function isOp(c: Calculation, text: string): boolean {
  return c.token.kind === 'op' && c.token.text === text;
}

function comma(c: Calculation): bigint {
  let value = assignment(c).n;
  while (isOp(c, ',')) {
    next(c);
    value = assignment(c).n;
  }
  return value;
}

function assignment(c: Calculation): Value {
  const left = ternary(c);
  if (c.token.kind !== 'op' || !ASSIGN.has(c.token.text)) return left;
  const op = c.token.text;
  if (!left.place) fail(c, 'attempted assignment to non-variable', c.token.at);
  const at = c.token.at;
  next(c);
  const right = assignment(c).n;
  const n = op === '=' ? right : binary(c, op.slice(0, -1), left.n, right, at);
  put(c, left.place, n);
  return { n };
}

function put(c: Calculation, place: Place, n: bigint): void {
  if (c.skip > 0) return;
  if (place.index === undefined) assign(c.sh, place.name, String(n));
  else assignElement(c.sh, place.name, keyOf(c, place.name, place.index), String(n));
}

function keyOf(c: Calculation, name: string, index: string): string {
  if (variable(c.sh, name)?.kind === 'assoc') return index;
  return String(calculate(c.sh, index, c.depth + 1));
}

function ternary(c: Calculation): Value {
  const test = level(c, 4);
  if (!isOp(c, '?')) return test;
  next(c);
  if (c.token.kind === 'end' || isOp(c, ':')) fail(c, 'expression expected', c.token.at);
  const yes = test.n !== 0n;
  const a = guarded(c, !yes, () => comma(c));
  if (!isOp(c, ':')) fail(c, "`:' expected for conditional expression", c.token.at);
  next(c);
  const after: Token = c.token;
  if (after.kind === 'end') fail(c, 'expression expected', after.at);
  const b = guarded(c, yes, () => assignment(c).n);
  return { n: yes ? a : b };
}

function guarded(c: Calculation, skip: boolean, run: () => bigint): bigint {
  if (skip) c.skip++;
  const value = run();
  if (skip) c.skip--;
  return value;
}

function level(c: Calculation, min: number): Value {
  let left = unary(c);
  for (;;) {
    const op = c.token.kind === 'op' ? c.token.text : '';
    const power = BINARY[op];
    if (power === undefined || power < min) return left;
    next(c);
    const skip = (op === '&&' && left.n === 0n) || (op === '||' && left.n !== 0n);
    const at = c.token.at;
    const right = guarded(c, skip, () => level(c, op === '**' ? power : power + 1).n);
    left = { n: binary(c, op, left.n, right, at) };
  }
}

function binary(c: Calculation, op: string, a: bigint, b: bigint, at: number): bigint {
  if ((op === '/' || op === '%') && b === 0n) {
    if (c.skip > 0) return 0n;
    fail(c, 'division by 0', at);
  }
  if (op === '**' && b < 0n) fail(c, 'exponent less than 0', at);
  const compute: Readonly<Record<string, () => bigint>> = {
    '||': () => truth(a !== 0n || b !== 0n),
    '&&': () => truth(a !== 0n && b !== 0n),
    '|': () => a | b,
    '^': () => a ^ b,
    '&': () => a & b,
    '==': () => truth(a === b),
    '!=': () => truth(a !== b),
    '<': () => truth(a < b),
    '>': () => truth(a > b),
    '<=': () => truth(a <= b),
    '>=': () => truth(a >= b),
    '<<': () => a << (b & 63n),
    '>>': () => a >> (b & 63n),
    '+': () => a + b,
    '-': () => a - b,
    '*': () => a * b,
    '/': () => a / b,
    '%': () => a % b,
    '**': () => power(a, b),
  };
  return BigInt.asIntN(64, compute[op]?.() ?? 0n);
}

function power(a: bigint, b: bigint): bigint {
  let result = 1n;
  for (let base = a, e = b; e > 0n; e >>= 1n) {
    if (e & 1n) result = BigInt.asIntN(64, result * base);
    base = BigInt.asIntN(64, base * base);
  }
  return result;
}

function truth(yes: boolean): bigint {
  return yes ? 1n : 0n;
}

function unary(c: Calculation): Value {
  if (c.token.kind === 'op') {
    const op = c.token.text;
    if (op === '++' || op === '--') {
      next(c);
      const operand = unary(c);
      if (!operand.place) return { n: op === '--' ? operand.n : operand.n };
      const n = BigInt.asIntN(64, operand.n + (op === '++' ? 1n : -1n));
      put(c, operand.place, n);
      return { n };
    }
    if (op === '!' || op === '~' || op === '-' || op === '+') {
      next(c);
      const { n } = unary(c);
      return { n: op === '!' ? truth(n === 0n) : op === '~' ? ~n : op === '-' ? BigInt.asIntN(64, -n) : n };
    }
  }
  return postfix(c);
}

function postfix(c: Calculation): Value {
  const value = primary(c);
  if (value.place && (isOp(c, '++') || isOp(c, '--'))) {
    put(c, value.place, BigInt.asIntN(64, value.n + (isOp(c, '++') ? 1n : -1n)));
    next(c);
    return { n: value.n };
  }
  return value;
}

function primary(c: Calculation): Value {
  const { token } = c;
  if (token.kind === 'number') {
    const n = numberOf(c, token);
    next(c);
    return { n };
  }
  if (token.kind === 'name') {
    next(c);
    const place: Place = token.index === undefined ? { name: token.text } : { name: token.text, index: token.index };
    // a plain assignment does not look at what the variable held
    return { n: c.skip > 0 || isOp(c, '=') ? 0n : fetch(c, place), place };
  }
  if (isOp(c, '(')) {
    next(c);
    const n = comma(c);
    if (!isOp(c, ')')) fail(c, "missing `)'", c.token.at);
    next(c);
    return { n };
  }
  return fail(c, 'arithmetic syntax error: operand expected', token.kind === 'end' ? c.before.at : token.at);
}

function fetch(c: Calculation, place: Place): bigint {
  const { sh } = c;
  let text: string | undefined;
  if (place.index === undefined) text = getValue(sh, place.name);
  else {
    const key = keyOf(c, place.name, place.index);
    const list = elements(sh, place.name);
    const wanted = key.startsWith('-') ? String(Number(list.at(-1)?.[0] ?? -1) + 1 + Number(key)) : key;
    text = list.find(([k]) => k === wanted)?.[1];
  }
  if (text === undefined && sh.state.options.nounset) throw new ShellError(`${place.name}: unbound variable`, 1);
  if (text === undefined || text === '') return 0n;
  if (/^[1-9]\d*$/.test(text)) return BigInt.asIntN(64, BigInt(text));
  return calculate(sh, text, c.depth + 1);
}

function numberOf(c: Calculation, token: Token): bigint {
  const { text } = token;
  const based = /^(\d+)#(.*)$/.exec(text);
  if (based) {
    const base = Number(based[1]);
    if (base < 2 || base > 64) fail(c, 'invalid arithmetic base', token.at);
    return digits(c, token, based[2] ?? '', base);
  }
  if (/^0[xX]/.test(text)) return text.length === 2 ? 0n : BigInt.asIntN(64, BigInt(text));
  if (/^0\d/.test(text)) return digits(c, token, text.slice(1), 8);
  return digits(c, token, text, 10);
}

const DIGITS = '0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ@_';

function digits(c: Calculation, token: Token, text: string, base: number): bigint {
  let n = 0n;
  for (const ch of base <= 36 ? text.toLowerCase() : text) {
    const d = DIGITS.indexOf(ch);
    if (d < 0 || d >= base) fail(c, 'value too great for base', token.at);
    n = n * BigInt(base) + BigInt(d);
  }
  return BigInt.asIntN(64, n);
}
