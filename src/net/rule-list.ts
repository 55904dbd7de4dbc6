import { Map as PMap } from 'immutable';
import { printRule } from './print.ts';
import type { Rule } from './rows/index.ts';

type Rules = readonly Rule[];

/**
 * How often each rule stands in a list, by its text. Derived from the list and carried along from one list to the next,
 * so that asking whether a rule is there does not mean reading thousands of others.
 */
const counts = new WeakMap<Rules, PMap<string, number>>();
const texts = new WeakMap<Pick<Rule, 'matches' | 'target'>, string>();

function textOf(rule: Pick<Rule, 'matches' | 'target'>): string {
  const known = texts.get(rule);
  if (known !== undefined) return known;
  const text = printRule(rule);
  texts.set(rule, text);
  return text;
}

function countsOf(rules: Rules): PMap<string, number> {
  const known = counts.get(rules);
  if (known) return known;
  const made = PMap<string, number>().withMutations((map) => {
    for (const rule of rules) map.update(textOf(rule), 0, (n) => n + 1);
  });
  counts.set(rules, made);
  return made;
}

/** The list with a rule before the one that now has that position (from 0). */
export function withRule(rules: Rules, at: number, rule: Rule): Rules {
  const next = rules.toSpliced(at, 0, rule);
  counts.set(
    next,
    countsOf(rules).update(textOf(rule), 0, (n) => n + 1),
  );
  return next;
}

/** The list without the rule at a position (from 0). */
export function withoutRule(rules: Rules, at: number): Rules {
  const next = rules.toSpliced(at, 1);
  const gone = rules[at];
  if (gone) {
    const text = textOf(gone);
    const left = (countsOf(rules).get(text) ?? 1) - 1;
    counts.set(next, left > 0 ? countsOf(rules).set(text, left) : countsOf(rules).delete(text));
  }
  return next;
}

/** Position (from 0) of the first rule that prints the same, or -1. */
export function findRule(rules: Rules, spec: Pick<Rule, 'matches' | 'target'>): number {
  const text = textOf(spec);
  return countsOf(rules).has(text) ? rules.findIndex((rule) => textOf(rule) === text) : -1;
}
