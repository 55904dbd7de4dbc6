import { type Dict, isDict, isList, type Value } from '../../compose/yaml/index.ts';
import { CliError, ParseError, parseDuration, reasonOf } from '../grammar/index.ts';

/** Label of all that a stack has made. */
export const NAMESPACE = 'com.docker.stack.namespace';

/** A scalar as text; nothing is empty. */
export const text = (value: Value | undefined): string => (value === null || value === undefined ? '' : String(value));
/** A mapping; anything else is an empty one. */
export const dict = (value: Value | undefined): Dict => (isDict(value) ? value : new Map());
/** A sequence; one thing is a sequence of it. */
export const list = (value: Value | undefined): readonly Value[] =>
  isList(value) ? value : value === undefined || value === null ? [] : [value];

/** A mapping of texts. */
export const pairs = (value: Value | undefined): Record<string, string> =>
  Object.fromEntries([...dict(value)].map(([key, v]) => [key, text(v)]));

/** A Go duration in nanoseconds. */
export function duration(value: Value | undefined): number | undefined {
  if (value === undefined || value === null) return undefined;
  try {
    return parseDuration(text(value));
  } catch (e) {
    throw e instanceof ParseError ? new CliError(reasonOf(e)) : e;
  }
}

/** A map in the order of its keys. */
export const sorted = (map: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(Object.entries(map).sort(([a], [b]) => (a < b ? -1 : 1)));
