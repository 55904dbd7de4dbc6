import { type Dict, isDict, isList, type Value } from '../yaml/index.ts';
import { ComposeError } from './errors.ts';
import { type Substitution, substitute, TemplateError } from './template.ts';
import { lookup, next } from './tree.ts';

type Cast = (text: string, warn: (text: string) => void) => Value;

/** strconv.Atoi's complaint. */
const numError = (fn: string, text: string, why = 'invalid syntax') =>
  new ComposeError(`strconv.${fn}: parsing ${JSON.stringify(text)}: ${why}`);

const toInt: Cast = (text) => {
  if (!/^[+-]?\d+$/.test(text)) throw numError('Atoi', text);
  const value = BigInt(text.replace(/^\+/, ''));
  if (value >= 2n ** 63n || value < -(2n ** 63n)) throw numError('Atoi', text, 'value out of range');
  return value;
};
const toInt64: Cast = (text) => {
  if (!/^[+-]?\d+$/.test(text)) throw numError('ParseInt', text);
  return BigInt(text.replace(/^\+/, ''));
};
const toFloat: Cast = (text) => {
  if (!/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text)) throw numError('ParseFloat', text);
  return Number(text);
};

/** The words for booleans of YAML 1.1, of which those that are not 1.2's are warned about. */
export const toBoolean: Cast = (text, warn) => {
  const word = text.toLowerCase();
  if (word === 'true' || word === 'false') return word === 'true';
  const yes = ['y', 'yes', 'on'].includes(word);
  if (!yes && !['n', 'no', 'off'].includes(word)) throw new ComposeError(`invalid boolean: ${text}`);
  warn(`${JSON.stringify(text)} for boolean is not supported by YAML 1.2, please use \`${yes}\``);
  return yes;
};

const of = (cast: Cast, ...paths: readonly string[]): Record<string, Cast> =>
  Object.fromEntries(paths.map((path) => [path, cast]));
const service = (...paths: readonly string[]) => paths.map((path) => `services.*.${path}`);

/** Which values are more than texts; loader/interpolate.go of compose-go. */
const CASTS: Readonly<Record<string, Cast>> = {
  ...of(toInt64, ...service('cpu_count', 'cpu_period', 'cpu_quota', 'cpu_rt_period', 'cpu_rt_runtime', 'cpu_shares')),
  ...of(toInt64, ...service('oom_score_adj', 'pids_limit')),
  ...of(toFloat, ...service('cpu_percent', 'cpus')),
  ...of(toFloat, ...service('deploy.update_config.max_failure_ratio', 'deploy.rollback_config.max_failure_ratio')),
  ...of(toInt, ...service('deploy.replicas', 'deploy.update_config.parallelism', 'deploy.rollback_config.parallelism')),
  ...of(toInt, ...service('deploy.restart_policy.max_attempts', 'deploy.placement.max_replicas_per_node')),
  ...of(toInt, ...service('healthcheck.retries', 'ports.[].target', 'scale')),
  ...of(toInt, ...service('ulimits.*', 'ulimits.*.hard', 'ulimits.*.soft')),
  ...of(toBoolean, ...service('init', 'healthcheck.disable', 'oom_kill_disable', 'privileged', 'read_only')),
  ...of(toBoolean, ...service('stdin_open', 'tty', 'volumes.[].read_only', 'volumes.[].volume.nocopy')),
  ...of(toBoolean, 'networks.*.external', 'networks.*.internal', 'networks.*.attachable'),
  ...of(toBoolean, 'networks.*.enable_ipv4', 'networks.*.enable_ipv6'),
  ...of(toBoolean, 'volumes.*.external', 'secrets.*.external', 'configs.*.external'),
};

/** Puts the values of variables into every text of a model. Throws ComposeError. */
export function interpolate(model: Dict, how: Substitution): Dict {
  return new Map([...model].map(([key, value]) => [key, recurse(value, key, how)]));
}

function recurse(value: Value, path: string, how: Substitution): Value {
  if (typeof value === 'string') return textAt(value, path, how);
  if (isDict(value)) return new Map([...value].map(([key, inner]) => [key, recurse(inner, next(path, key), how)]));
  if (isList(value)) return value.map((item) => recurse(item, next(path, '[]'), how));
  return value;
}

function textAt(text: string, path: string, how: Substitution): Value {
  let filled: string;
  try {
    filled = substitute(text, how);
  } catch (e) {
    if (e instanceof TemplateError)
      throw new ComposeError(
        `invalid interpolation format for ${path}.\nYou may need to escape any $ with another $.\n${e.message}`,
      );
    throw e instanceof ComposeError ? new ComposeError(`error while interpolating ${path}: ${e.message}`) : e;
  }
  const cast = lookup(CASTS, path);
  if (!cast) return filled;
  try {
    return cast(filled, how.warn);
  } catch (e) {
    throw e instanceof ComposeError
      ? new ComposeError(`error while interpolating ${path}: failed to cast to expected type: ${e.message}`)
      : e;
  }
}
