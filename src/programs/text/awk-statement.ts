import type { Run } from '../../os/index.ts';
import { sleep } from '../../os/index.ts';
import { sendTo } from './awk-io.ts';
import type { Rule, Stmt } from './awk-parse.ts';
import {
  type Awk,
  AwkExit,
  arrayOf,
  cell,
  convfmt,
  evaluate,
  keyOf,
  ReturnValue,
  setVariable,
  wholeRecord,
} from './awk-run.ts';
import { formatted, fromInput, isTrue, toNumber, toText, type Value } from './awk-value.ts';

class Next extends Error {}
class NextFile extends Error {}
class Break extends Error {}
class Continue extends Error {}
function* printed(awk: Awk, s: Extract<Stmt, { kind: 'print' | 'printf' }>): Run<string> {
  const values: Value[] = [];
  for (const a of s.args) values.push(yield* evaluate(awk, a));
  if (s.kind === 'printf') return formatted(toText(values[0]), values.slice(1));
  const ofmt = toText(cell(awk, 'OFMT').value);
  const text =
    values.length === 0 ? wholeRecord(awk) : values.map((v) => toText(v, ofmt)).join(toText(cell(awk, 'OFS').value));
  return text + toText(cell(awk, 'ORS').value);
}

/** Runs a statement. */
export function* run(awk: Awk, s: Stmt): Run<void> {
  switch (s.kind) {
    case 'block':
      for (const inner of s.body) yield* run(awk, inner);
      return;
    case 'expr':
      yield* evaluate(awk, s.expr);
      return;
    case 'print':
    case 'printf': {
      const text = yield* printed(awk, s);
      yield* sendTo(
        awk,
        text,
        s.redirect && { op: s.redirect.op, to: toText(yield* evaluate(awk, s.redirect.to), convfmt(awk)) },
      );
      return;
    }
    case 'if':
      if (isTrue(yield* evaluate(awk, s.test))) yield* run(awk, s.then);
      else if (s.no) yield* run(awk, s.no);
      return;
    case 'while':
      while (isTrue(yield* evaluate(awk, s.test))) if (!(yield* turn(awk, s.body))) return;
      return;
    case 'do':
      do {
        if (!(yield* turn(awk, s.body))) return;
      } while (isTrue(yield* evaluate(awk, s.test)));
      return;
    case 'for':
      if (s.init) yield* run(awk, s.init);
      while (s.test === undefined || isTrue(yield* evaluate(awk, s.test))) {
        if (!(yield* turn(awk, s.body))) return;
        if (s.step) yield* run(awk, s.step);
      }
      return;
    case 'forin':
      for (const key of listed(arrayOf(awk, s.array))) {
        setVariable(awk, s.name, fromInput(key));
        if (!(yield* turn(awk, s.body))) return;
      }
      return;
    case 'delete':
      if (s.subs) arrayOf(awk, s.name).delete(yield* keyOf(awk, s.subs));
      else arrayOf(awk, s.name).clear();
      return;
    case 'exit':
      throw new AwkExit(s.value ? Math.trunc(toNumber(yield* evaluate(awk, s.value))) : undefined);
    case 'return':
      throw new ReturnValue(s.value ? yield* evaluate(awk, s.value) : undefined);
    case 'next':
      throw new Next();
    case 'nextfile':
      throw new NextFile();
    case 'break':
      throw new Break();
    case 'continue':
      throw new Continue();
  }
}

/** Keys in the order of a small hash table: numbers as they count, then texts as they came. */
function listed(array: ReadonlyMap<string, Value>): string[] {
  const keys = [...array.keys()];
  const numbers = keys.filter((k) => /^(?:0|[1-9]\d*)$/.test(k)).sort((a, b) => Number(a) - Number(b));
  return [...numbers, ...keys.filter((k) => !/^(?:0|[1-9]\d*)$/.test(k))];
}

function* turn(awk: Awk, body: Stmt): Run<boolean> {
  // a long loop leaves others their turn
  if (++awk.steps % 500 === 0) yield* sleep(0);
  try {
    yield* run(awk, body);
  } catch (e) {
    if (e instanceof Break) return false;
    if (!(e instanceof Continue)) throw e;
  }
  return true;
}

/** Runs the rules of one kind; main rules for one record. 'skip': nextfile. */
export function* runRules(awk: Awk, kind: Rule['kind']): Run<'on' | 'skip'> {
  for (const rule of awk.script.rules) {
    if (rule.kind !== kind) continue;
    try {
      if (kind === 'main' && !(yield* applies(awk, rule))) continue;
      yield* run(awk, rule.body ?? { kind: 'print', args: [] });
    } catch (e) {
      if (e instanceof Next) return 'on';
      if (e instanceof NextFile) return 'skip';
      throw e;
    }
  }
  return 'on';
}

function* applies(awk: Awk, rule: Rule): Run<boolean> {
  if (!rule.from) return true;
  if (!rule.to) return isTrue(yield* evaluate(awk, rule.from));
  if (!awk.ranges.has(rule)) {
    if (!isTrue(yield* evaluate(awk, rule.from))) return false;
    awk.ranges.add(rule);
  }
  if (isTrue(yield* evaluate(awk, rule.to))) awk.ranges.delete(rule);
  return true;
}
