import { parseIp } from '../../../base/index.ts';
import { type Dict, isDict, isList, sprint, type Value } from '../yaml/index.ts';
import { ComposeError } from './errors.ts';
import { lookup, next } from './tree.ts';

/** What is left out of ports, builds and requests for devices is filled in; transform/defaults.go of compose-go. */
export function setDefaults(model: Dict): Dict {
  return defaultsIn(model, '') as Dict;
}

function defaultsIn(value: Value, path: string): Value {
  const extra = lookup(DEFAULTS, path);
  if (extra) return isDict(value) ? extra(value) : value;
  if (isDict(value)) return new Map([...value].map(([key, inner]) => [key, defaultsIn(inner, next(path, key))]));
  if (isList(value)) return value.map((item) => defaultsIn(item, next(path, '[]')));
  return value;
}

const filled =
  (...defaults: readonly (readonly [string, Value])[]) =>
  (value: Dict): Dict =>
    new Map([...value, ...defaults.filter(([key]) => !value.has(key))]);

const device = (value: Dict): Dict =>
  value.has('count') || value.has('device_ids') ? value : new Map<string, Value>([...value, ['count', -1n]]);

const DEFAULTS: Readonly<Record<string, (value: Dict) => Dict>> = {
  'services.*.build': filled(['context', '.']),
  'services.*.secrets.*': (value) => {
    const source = value.get('source');
    return value.has('target') || source === undefined
      ? value
      : new Map([...value, ['target', `/run/secrets/${sprint(source)}`]]);
  },
  'services.*.ports.*': filled(['protocol', 'tcp'], ['mode', 'ingress']),
  'services.*.deploy.resources.reservations.devices.*': device,
  'services.*.gpus.*': device,
};

/** What the schema cannot say; validation/ of compose-go. Throws ComposeError. */
export function checkModel(value: Value, path = ''): void {
  const check = lookup(CHECKS, path);
  if (check) {
    check(value, path);
    return;
  }
  if (isDict(value)) for (const [key, inner] of value) checkModel(inner, next(path, key));
  else if (isList(value)) for (const item of value) checkModel(item, next(path, '[]'));
}

type Check = (value: Value, path: string) => void;

const external: Check = (value, path) => {
  if (!isDict(value) || value.get('external') !== true) return;
  for (const key of value.keys())
    if (key !== 'name' && key !== 'external' && !key.startsWith('x-'))
      throw new ComposeError(`${path}: conflicting parameters "external" and ${JSON.stringify(key)} specified`);
};

const sources =
  (...keys: readonly string[]): Check =>
  (value, path) => {
    if (!isDict(value)) return;
    const count = keys.filter((key) => value.has(key)).length;
    if (count > 1) throw new ComposeError(`${path}: ${keys.join('|')} attributes are mutually exclusive`);
    if (count === 0 && !value.has('driver') && !value.has('external'))
      throw new ComposeError(`${path}: one of ${keys.join('|')} must be set`);
  };

const address: Check = (value, path) => {
  const ip = isDict(value) ? value.get('host_ip') : undefined;
  if (ip !== undefined && parseIp(sprint(ip)) === undefined)
    throw new ComposeError(`${path}: invalid ip address: ${sprint(ip)}`);
};

const CHECKS: Readonly<Record<string, Check>> = {
  'volumes.*': external,
  'configs.*': sources('file', 'environment', 'content'),
  'secrets.*': sources('file', 'environment'),
  'services.*.ports.*': address,
};
