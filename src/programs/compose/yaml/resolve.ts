import { Moment, type Value } from './value.ts';

const WORDS: ReadonlyMap<string, Value> = new Map<string, Value>([
  ...['', '~', 'null', 'Null', 'NULL'].map((word): [string, Value] => [word, null]),
  ...['true', 'True', 'TRUE'].map((word): [string, Value] => [word, true]),
  ...['false', 'False', 'FALSE'].map((word): [string, Value] => [word, false]),
  ...['.nan', '.NaN', '.NAN'].map((word): [string, Value] => [word, Number.NaN]),
  ...['.inf', '.Inf', '.INF', '+.inf', '+.Inf', '+.INF'].map((word): [string, Value] => [
    word,
    Number.POSITIVE_INFINITY,
  ]),
  ...['-.inf', '-.Inf', '-.INF'].map((word): [string, Value] => [word, Number.NEGATIVE_INFINITY]),
]);

const FLOAT = /^[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?$/;
const MOMENT = /^\d{4}-\d{1,2}-\d{1,2}([Tt ]+\d{1,2}:\d{1,2}:\d{1,2}(\.\d+)?([ ]*(Z|[+-]\d{1,2}(:?\d\d)?))?)?$/;

/** What a plain scalar means; resolve() of yaml.v3. */
export function resolveScalar(text: string): Value {
  const word = WORDS.get(text);
  if (word !== undefined) return word;
  if (!/^[-+.0-9]/.test(text)) return text;
  if (text.startsWith('.')) return FLOAT.test(text) ? Number(text) : text;
  if (MOMENT.test(text)) return new Moment(text);
  const plain = text.replaceAll('_', '');
  const int = goInteger(plain);
  if (int !== undefined) return int;
  return FLOAT.test(plain) ? Number(plain) : text;
}

/** strconv.ParseInt with base 0. */
function goInteger(text: string): bigint | undefined {
  const found = /^([+-]?)(0[xX][0-9a-fA-F]+|0[oO][0-7]+|0[bB][01]+|0[0-7]*|[1-9][0-9]*)$/.exec(text);
  if (!found) return undefined;
  const digits = found[2] ?? '';
  const value = BigInt(/^0[0-7]+$/.test(digits) ? `0o${digits.slice(1)}` : digits);
  const signed = found[1] === '-' ? -value : value;
  return signed >= -(2n ** 63n) && signed < 2n ** 64n ? signed : undefined;
}

/** Whether a text, written plain, would be read as a text. */
export function readsAsText(text: string): boolean {
  return typeof resolveScalar(text) === 'string' && !isBase60(text) && !isOldBool(text);
}

const isBase60 = (text: string) => /^[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+(?:\.[0-9_]*)?$/.test(text);

const isOldBool = (text: string) => /^(y|Y|yes|Yes|YES|on|On|ON|n|N|no|No|NO|off|Off|OFF)$/.test(text); // YAML 1.1's booleans
