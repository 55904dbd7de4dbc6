import { quoteGo, rfc3339Nano } from '../../../base/index.ts';
import { parseTime } from '../api/index.ts';
import { CliError, ParseError, parseDuration } from '../grammar/index.ts';

/** A moment given as the API's filters take them: Unix seconds, RFC 3339, or how long ago; in virtual ms. */
export function moment(text: string, now: number, name?: string): number {
  const ago = duration(text);
  if (ago !== undefined) return now - ago / 1e6;
  if (/^\d+(\.\d+)?$/.test(text)) return Number(text) * 1000;
  const partial = /^\d{4}-\d\d-\d\d$/.test(text)
    ? `${text}T00:00:00Z`
    : /^\d{4}-\d\d-\d\dT\d\d:\d\d$/.test(text)
      ? `${text}:00Z`
      : text;
  const at = parseTime(partial);
  if (!at)
    throw new CliError(
      `${name === undefined ? '' : `invalid value for ${quoteGo(name)}: `}failed to parse value as time or duration: ${quoteGo(text)}`,
    );
  return at.ms;
}

function duration(text: string): number | undefined {
  try {
    return parseDuration(text);
  } catch (e) {
    if (e instanceof ParseError) return undefined;
    throw e;
  }
}

/** RFC 3339 with all nine digits of the nanoseconds. */
export function fixedNano(ms: number, nanos = 0): string {
  const text = rfc3339Nano(ms, nanos);
  const [head = '', fraction = ''] = text.slice(0, -1).split('.');
  return `${head}.${fraction.padEnd(9, '0')}Z`;
}
