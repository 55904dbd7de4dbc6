import { base64Decode, quoteGo } from '../../base/index.ts';
import { dynamic, elements, entries, type GoType, GoValue, isNil, type Maybe, of, typeName } from './types.ts';

interface Spec {
  readonly verb: string;
  readonly flags: string;
  readonly width: number | undefined;
  readonly precision: number | undefined;
}

const PLAIN: Spec = { verb: 'v', flags: '', width: undefined, precision: undefined };

/** fmt.Sprint of one value. */
export function sprint(value: Maybe): string {
  return formatValue(value, PLAIN, 0);
}

/** fmt.Sprint: a blank between operands when neither is a string. */
export function sprintAll(values: readonly Maybe[]): string {
  const isString = (v: Maybe) => (v && dynamic(v))?.type.kind === 'string';
  return values.map((v, i) => (i > 0 && !isString(v) && !isString(values[i - 1]) ? ' ' : '') + sprint(v)).join('');
}

/** fmt.Sprintln */
export function sprintln(values: readonly Maybe[]): string {
  return `${values.map(sprint).join(' ')}\n`;
}

/** fmt.Sprintf */
export function sprintf(format: string, args: readonly Maybe[]): string {
  let next = 0;
  const take = (): number | undefined => {
    const value = args[next++];
    return typeof value?.data === 'number' ? value.data : undefined;
  };
  const text = format.replace(
    /%([-+# 0]*)(\*|\d+)?(?:\.(\*|\d*))?([\s\S])?/gu,
    (_, flags: string, width?: string, precision?: string, verb?: string) => {
      if (verb === undefined) return '%!(NOVERB)';
      const w = width === '*' ? take() : width === undefined ? undefined : Number(width);
      const p = precision === '*' ? take() : precision === undefined ? undefined : Number(precision);
      if (verb === '%') return '%';
      if (next >= args.length) return `%!${verb}(MISSING)`;
      const left = w !== undefined && w < 0;
      const spec = {
        verb,
        flags: left ? `${flags}-` : flags,
        width: w === undefined ? undefined : Math.abs(w),
        precision: p,
      };
      return formatValue(args[next++], spec, 0);
    },
  );
  if (next >= args.length) return text;
  const extra = args
    .slice(next)
    .map((v) => (v && dynamic(v) ? `${typeName((dynamic(v) as GoValue).type)}=${sprint(v)}` : '<nil>'));
  return `${text}%!(EXTRA ${extra.join(', ')})`;
}

function pad(text: string, spec: Spec): string {
  const missing = (spec.width ?? 0) - [...text].length;
  if (missing <= 0) return text;
  if (spec.flags.includes('-')) return text + ' '.repeat(missing);
  if (!spec.flags.includes('0')) return ' '.repeat(missing) + text;
  const sign = /^[+-]/.exec(text)?.[0] ?? '';
  return sign + '0'.repeat(missing) + text.slice(sign.length);
}

function bad(value: Maybe, spec: Spec): string {
  const v = value && dynamic(value);
  return v ? `%!${spec.verb}(${typeName(v.type)}=${formatValue(v, PLAIN, 0)})` : `%!${spec.verb}(<nil>)`;
}

function formatValue(maybe: Maybe, spec: Spec, depth: number): string {
  const value = maybe && dynamic(maybe);
  if (spec.verb === 'T') return pad(value ? typeName(value.type) : '<nil>', spec);
  if (!value) return spec.verb === 'v' ? pad('<nil>', spec) : `%!${spec.verb}(<nil>)`;
  const stringer = 'methods' in value.type ? value.type.methods?.String : undefined;
  if (stringer && 'vsxXq'.includes(spec.verb)) return formatString(String(stringer.call(value.data, [])), spec, value);
  switch (value.type.kind) {
    case 'bool':
      return 'vt'.includes(spec.verb) ? pad(String(value.data), spec) : bad(value, spec);
    case 'string':
      return formatString(String(value.data), spec, value);
    case 'int':
    case 'uint':
      return formatInt(Number(value.data), spec, value);
    case 'float':
      return formatFloat(Number(value.data), spec, value);
    case 'slice':
      if (typeof value.data === 'string' && 'sqxX'.includes(spec.verb))
        return formatString(base64Decode(value.data), spec, value);
      return formatCompound(value, spec, depth);
    default:
      return formatCompound(value, spec, depth);
  }
}

function formatString(text: string, spec: Spec, value: GoValue): string {
  const cut = spec.precision === undefined ? text : [...text].slice(0, spec.precision).join('');
  const hex = () => [...new TextEncoder().encode(cut)].map((b) => b.toString(16).padStart(2, '0'));
  switch (spec.verb) {
    case 'v':
      return pad(spec.flags.includes('#') ? quoteGo(cut) : cut, spec);
    case 's':
      return pad(cut, spec);
    case 'q':
      return pad(spec.flags.includes('#') && !cut.includes('`') ? `\`${cut}\`` : quoteGo(cut), spec);
    case 'x':
      return pad(hex().join(spec.flags.includes(' ') ? ' ' : ''), spec);
    case 'X':
      return pad(
        hex()
          .join(spec.flags.includes(' ') ? ' ' : '')
          .toUpperCase(),
        spec,
      );
    default:
      return bad(value, spec);
  }
}

const RADIX: Readonly<Record<string, number>> = { b: 2, o: 8, O: 8, d: 10, v: 10, x: 16, X: 16 };

function formatInt(n: number, spec: Spec, value: GoValue): string {
  if (spec.verb === 'c') return pad(String.fromCodePoint(n), spec);
  if (spec.verb === 'q') return pad(`'${String.fromCodePoint(n)}'`, spec);
  if (spec.verb === 'U') return pad(`U+${n.toString(16).toUpperCase().padStart(4, '0')}`, spec);
  const radix = RADIX[spec.verb];
  if (radix === undefined) return bad(value, spec);
  const digits = Math.abs(n).toString(radix);
  const prefix =
    spec.verb === 'O' ? '0o' : spec.flags.includes('#') ? ({ x: '0x', X: '0X', o: '0', b: '0b' }[spec.verb] ?? '') : '';
  const sign = n < 0 ? '-' : spec.flags.includes('+') ? '+' : spec.flags.includes(' ') ? ' ' : '';
  const text = digits.padStart(spec.precision ?? 0, '0');
  return pad(sign + prefix + (spec.verb === 'X' ? text.toUpperCase() : text), spec);
}

function formatFloat(n: number, spec: Spec, value: GoValue): string {
  const sign = n >= 0 && spec.flags.includes('+') ? '+' : '';
  switch (spec.verb) {
    case 'v':
    case 'g':
      return pad(
        sign +
          (spec.precision === undefined
            ? shortest(n, spec.verb === 'v' ? 21 : 21)
            : String(Number(n.toPrecision(spec.precision || 1)))),
        spec,
      );
    case 'f':
    case 'F':
      return pad(sign + n.toFixed(spec.precision ?? 6), spec);
    case 'e':
      return pad(sign + exponent(n.toExponential(spec.precision ?? 6)), spec);
    default:
      return bad(value, spec);
  }
}

const exponent = (text: string) => text.replace(/e([+-])(\d)$/, 'e$10$2');

function shortest(n: number, limit: number): string {
  if (!Number.isFinite(n)) return Number.isNaN(n) ? 'NaN' : n > 0 ? '+Inf' : '-Inf';
  const power = n === 0 ? 0 : Math.floor(Math.log10(Math.abs(n)));
  return power < -4 || power >= limit ? exponent(n.toExponential()) : String(n);
}

function formatCompound(value: GoValue, spec: Spec, depth: number): string {
  const { type, data } = value;
  const inner = (v: Maybe) => formatValue(v, spec, depth + 1);
  if (type.kind === 'pointer') return formatPointer(type.to, value, spec, depth);
  if (type.kind === 'slice') return `[${elements(value).map(inner).join(' ')}]`;
  if (type.kind === 'map')
    return `map[${entries(value)
      .map(([k, v]) => `${inner(k)}:${inner(v)}`)
      .join(' ')}]`;
  if (type.kind !== 'struct') return '';
  const named = spec.flags.includes('+');
  const object = (data ?? {}) as Readonly<Record<string, unknown>>;
  const fields = type.fields.map((f) => `${named ? `${f.name}:` : ''}${inner(of(f.type(), object[f.json]))}`);
  return `{${fields.join(' ')}}`;
}

function formatPointer(to: GoType, value: GoValue, spec: Spec, depth: number): string {
  if (isNil(value)) return '<nil>';
  if (depth === 0 && ['struct', 'map', 'slice'].includes(to.kind))
    return `&${formatValue(new GoValue(to, value.data), spec, depth + 1)}`;
  return address(typeName(to) + String(Object.keys(value.data ?? {}).length));
}

/** Something like a heap address of a Go program: it means nothing and may change from run to run. */
function address(seed: string): string {
  let hash = 0;
  for (const c of seed) hash = (Math.imul(hash, 31) + (c.codePointAt(0) ?? 0)) >>> 0;
  return `0xc000${((hash % 0xfffff) * 8).toString(16).padStart(6, '0')}`;
}
