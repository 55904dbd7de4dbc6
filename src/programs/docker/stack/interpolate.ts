import { ComposeError, substitute, TemplateError } from '../../compose/model/index.ts';
import { type Dict, isDict, isList, type Value } from '../../compose/yaml/index.ts';
import { CliError } from '../grammar/index.ts';
import type { Form } from './form.ts';
import { FILE } from './forms.ts';

type Env = Readonly<Record<string, string>>;

const SECTIONS = ['services', 'volumes', 'networks', 'secrets', 'configs'];

/** Values of the environment in the place of `$NAME`, in the type that stands there; cli/compose/loader/interpolate.go. */
export function interpolated(top: Dict, env: Env): Dict {
  return new Map(
    [...top].map(([key, value]) => [key, SECTIONS.includes(key) ? walk(value, key, FILE.inner?.(key), env) : value]),
  );
}

function walk(value: Value, path: string, form: Form | undefined, env: Env): Value {
  if (typeof value === 'string') return replaced(value, path, form, env);
  if (isList(value)) return value.map((item) => walk(item, `${path}.[]`, form?.inner?.(''), env));
  if (isDict(value))
    return new Map([...value].map(([key, inner]) => [key, walk(inner, `${path}.${key}`, form?.inner?.(key), env)]));
  return value;
}

function replaced(text: string, path: string, form: Form | undefined, env: Env): Value {
  let made: string;
  try {
    made = substitute(text, { lookup: (name) => env[name], warn: () => undefined });
  } catch (e) {
    // a variable that is required and missing has its message where the text would be
    if (!(e instanceof TemplateError) && !(e instanceof ComposeError)) throw e;
    const what = JSON.stringify(e instanceof ComposeError ? e.message : text);
    throw new CliError(
      `invalid interpolation format for ${path}: ${what}; you may need to escape any $ with another $`,
    );
  }
  return form?.cast === undefined || made === text ? made : cast(made, form.cast, path);
}

const BOOLS: Readonly<Record<string, boolean>> = {
  true: true,
  y: true,
  yes: true,
  on: true,
  false: false,
  n: false,
  no: false,
  off: false,
};

function cast(text: string, to: NonNullable<Form['cast']>, path: string): Value {
  const fail = (why: string) =>
    new CliError(`error while interpolating ${path}: failed to cast to expected type: ${why}`);
  if (to === 'bool') {
    const known = BOOLS[text.toLowerCase()];
    if (known === undefined) throw fail(`invalid boolean: ${text}`);
    return known;
  }
  if (to === 'int' && /^[+-]?\d+$/.test(text)) return BigInt(text);
  if (to === 'float' && text !== '' && !Number.isNaN(Number(text))) return Number(text);
  throw fail(`strconv.${to === 'int' ? 'Atoi' : 'ParseFloat'}: parsing ${JSON.stringify(text)}: invalid syntax`);
}
