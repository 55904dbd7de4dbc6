import { JqError, shown } from './jq-paths.ts';
import { compare, isArray, isNumber, isObject, type Json, numeric } from './jq-value.ts';

/** Arithmetic and comparisons. */
export function binary(op: string, a: Json, b: Json): Json {
  switch (op) {
    case '==':
      return compare(a, b) === 0;
    case '!=':
      return compare(a, b) !== 0;
    case '<':
      return compare(a, b) < 0;
    case '<=':
      return compare(a, b) <= 0;
    case '>':
      return compare(a, b) > 0;
    case '>=':
      return compare(a, b) >= 0;
    case '+':
      return plus(a, b);
    case '-':
      if (isNumber(a) && isNumber(b)) return numeric(a) - numeric(b);
      if (isArray(a) && isArray(b)) return a.filter((x) => !b.some((y) => compare(x, y) === 0));
      throw new JqError(`${shown(a)} and ${shown(b)} cannot be subtracted`);
    case '*':
      return times(a, b);
    case '/':
      if (isNumber(a) && isNumber(b)) {
        if (numeric(b) === 0)
          throw new JqError(`${shown(a)} and ${shown(b)} cannot be divided because the divisor is zero`);
        return numeric(a) / numeric(b);
      }
      if (typeof a === 'string' && typeof b === 'string') return a === '' ? [] : b === '' ? [...a] : a.split(b);
      throw new JqError(`${shown(a)} and ${shown(b)} cannot be divided`);
    default: {
      if (!isNumber(a) || !isNumber(b)) throw new JqError(`${shown(a)} and ${shown(b)} cannot be divided`);
      const [x, y] = [Math.trunc(numeric(a)), Math.trunc(numeric(b))];
      if (y === 0)
        throw new JqError(`${shown(a)} and ${shown(b)} cannot be divided (remainder) because the divisor is zero`);
      return (x % Math.abs(y)) + 0;
    }
  }
}

function plus(a: Json, b: Json): Json {
  if (a === null) return b;
  if (b === null) return a;
  if (isNumber(a) && isNumber(b)) return numeric(a) + numeric(b);
  if (typeof a === 'string' && typeof b === 'string') return a + b;
  if (isArray(a) && isArray(b)) return [...a, ...b];
  if (isObject(a) && isObject(b)) return new Map([...a, ...b]);
  throw new JqError(`${shown(a)} and ${shown(b)} cannot be added`);
}

function times(a: Json, b: Json): Json {
  if (isNumber(a) && isNumber(b)) return numeric(a) * numeric(b);
  const [text, n] = typeof a === 'string' ? [a, b] : [b, a];
  if (typeof text === 'string' && isNumber(n)) {
    const count = numeric(n);
    return count < 0 ? null : text.repeat(count > 0 ? Math.max(1, Math.floor(count)) : 0);
  }
  if (isObject(a) && isObject(b)) return merged(a, b);
  throw new JqError(`${shown(a)} and ${shown(b)} cannot be multiplied`);
}

function merged(a: ReadonlyMap<string, Json>, b: ReadonlyMap<string, Json>): Json {
  const map = new Map(a);
  for (const [key, value] of b) {
    const old = map.get(key);
    map.set(key, old !== undefined && isObject(old) && isObject(value) ? merged(old, value) : value);
  }
  return map;
}
