import { quoteGo } from '../base/index.ts';
import type { Filters } from './api/index.ts';
import { badRequest } from './errors.ts';

/** Refuses keys that a list does not know; api/types/filters Validate. */
export function checkFilters(filters: Filters | undefined, accepted: readonly string[]): Filters {
  for (const key of Object.keys(filters ?? {}))
    if (!accepted.includes(key)) throw badRequest(key === '' ? 'invalid filter ' : `invalid filter '${key}'`);
  return filters ?? {};
}

/** A source matches a value when it equals it or contains a match of it as a regular expression; filters.Args.Match. */
export function matchesPattern(pattern: string, source: string): boolean {
  if (pattern === source) return true;
  try {
    return new RegExp(pattern).test(source);
  } catch {
    return false;
  }
}

/** filters.Args.Match: without values everything matches. */
export function fuzzyMatch(values: readonly string[] | undefined, source: string): boolean {
  return !values?.length || values.some((v) => matchesPattern(v, source));
}

/** filters.Args.ExactMatch */
export function exactMatch(values: readonly string[] | undefined, source: string): boolean {
  return !values?.length || values.includes(source);
}

/** filters.Args.MatchKVList: every `key` or `key=value` must be there. */
export function labelsMatch(
  values: readonly string[] | undefined,
  labels: Readonly<Record<string, string>> | null,
): boolean {
  return (values ?? []).every((v) => {
    const cut = v.indexOf('=');
    const [key, value] = cut < 0 ? [v, undefined] : [v.slice(0, cut), v.slice(cut + 1)];
    const own = labels?.[key];
    return own !== undefined && (value === undefined || own === value);
  });
}

/** filters.Args.GetBoolOrDefault */
export function boolFilter(filters: Filters, key: string, otherwise: boolean): boolean {
  const values = filters[key];
  if (!values?.length) return otherwise;
  const yes = values.some((v) => v === '1' || v === 'true');
  const no = values.some((v) => v === '0' || v === 'false');
  if (yes === no || values.some((v) => !['1', 'true', '0', 'false'].includes(v)))
    throw badRequest(`invalid filter '${key}=[${values.join(' ')}]'`);
  return yes;
}

/** The keys of a prune: `until`, `label`, `label!`; daemon/prune.go. */
export function pruneFilters(
  filters: Filters | undefined,
  now: number,
  extra: readonly string[] = [],
): {
  readonly keep: (created: number, labels: Readonly<Record<string, string>> | null) => boolean;
  readonly filters: Filters;
} {
  const given = checkFilters(filters, ['label', 'label!', 'until', ...extra]);
  const untils = given.until ?? [];
  if (untils.length > 1) throw badRequest('more than one until filter specified');
  const until = untils[0] === undefined ? undefined : parseUntil(untils[0], now);
  const keep = (created: number, labels: Readonly<Record<string, string>> | null) =>
    (until !== undefined && created > until) ||
    !labelsMatch(given.label, labels) ||
    ((given['label!']?.length ?? 0) > 0 && labelsMatch(given['label!'], labels));
  return { keep, filters: given };
}

const UNITS: Readonly<Record<string, number>> = { ns: 1e-6, us: 1e-3, ms: 1, s: 1000, m: 60_000, h: 3_600_000 };

/** A Go duration (`1m30s`) in ms, if it is one. */
export function goDurationMs(text: string): number | undefined {
  if (!/^(?:\d+(?:\.\d+)?(?:ns|us|ms|s|m|h))+$/.test(text)) return undefined;
  const parts = [...text.matchAll(/(\d+(?:\.\d+)?)(ns|us|ms|s|m|h)/g)];
  return parts.reduce((sum, m) => sum + Number(m[1]) * (UNITS[m[2] ?? ''] ?? 0), 0);
}

/** A Go duration before now, or a time; api/types/time GetTimestamp. */
export function parseUntil(text: string, now: number): number {
  const duration = goDurationMs(text);
  if (duration !== undefined) return now - duration;
  if (/^\d+(\.\d+)?$/.test(text)) return Number(text) * 1000;
  throw badRequest(`failed to parse value as time or duration: ${quoteGo(text)}`);
}
