import { ComposeError } from './errors.ts';

export type Lookup = (name: string) => string | undefined;

/** A text whose `$…` cannot be read. */
export class TemplateError extends Error {}

export interface Substitution {
  readonly lookup: Lookup;
  /** Told of variables that are not set. */
  readonly warn: (text: string) => void;
}

const VARIABLE = /\$(?:(\$)|([_a-z][_a-z0-9]*)|\{(?:([_a-z][_a-z0-9]*(?::?[-+?].*)?)\}|()))/gi;

/** compose-go's template.Substitute: `$X`, `${X:-default}`, `${X:?message}`, `${X:+other}`. Throws TemplateError, ComposeError. */
export function substitute(text: string, how: Substitution): string {
  return text.replace(VARIABLE, (found) => {
    const value = replace(found, how);
    if (value === undefined) throw new TemplateError(text);
    return value;
  });
}

function replace(found: string, how: Substitution): string | undefined {
  const end = closingBrace(found);
  const rest = end < 0 ? '' : found.slice(end + 1);
  const own = end < 0 ? found : found.slice(0, end + 1);
  VARIABLE.lastIndex = 0;
  const groups = VARIABLE.exec(own);
  VARIABLE.lastIndex = 0;
  if (groups?.[1] !== undefined) return '$';
  const named = groups?.[2];
  if (named !== undefined) return valueFor(named, how);
  const braced = groups?.[3];
  if (braced === undefined) return undefined;
  const applied = apply(braced, operatorOf(found), how);
  return applied === undefined ? valueFor(braced, how) + rest : applied + substitute(rest, how);
}

function valueFor(name: string, how: Substitution): string {
  const value = how.lookup(name);
  if (value === undefined) how.warn(`The ${JSON.stringify(name)} variable is not set. Defaulting to a blank string.`);
  return value ?? '';
}

const OPERATORS = [':?', '?', ':-', '-', ':+', '+'] as const;
type Operator = (typeof OPERATORS)[number];

/** The operator that stands first. */
function operatorOf(text: string): Operator {
  let best: Operator = ':?';
  let at = Number.POSITIVE_INFINITY;
  for (const operator of OPERATORS) {
    const i = text.indexOf(operator);
    if (i >= 0 && i < at) {
      best = operator;
      at = i;
    }
  }
  return best;
}

function apply(braced: string, operator: Operator, how: Substitution): string | undefined {
  const at = braced.indexOf(operator);
  if (at < 0) return undefined;
  const name = braced.slice(0, at);
  const other = substitute(braced.slice(at + operator.length), how);
  const value = how.lookup(name);
  const there = operator.startsWith(':') ? value !== undefined && value !== '' : value !== undefined;
  if (operator.endsWith('+')) return there ? other : (value ?? '');
  if (there) return value ?? '';
  if (operator.endsWith('-')) return other;
  throw new ComposeError(`required variable ${name} is missing a value${other === '' ? '' : `: ${other}`}`);
}

function closingBrace(text: string): number {
  let open = 0;
  for (let i = 0; i < text.length; i++) {
    if (text[i] === '}' && --open === 0) return i;
    if (text[i] === '{') {
      open++;
      i++;
    }
  }
  return -1;
}
