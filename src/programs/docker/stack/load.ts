import { FsError, joinPath, type Process, readFile, strerror } from '../../../os/index.ts';
import { type Dict, decode, documents, isDict, isList, type Value, YamlError } from '../../compose/yaml/index.ts';
import { CliError } from '../grammar/index.ts';

/** A Compose file as `docker stack` reads it: the older format of docker/cli's own loader, cli/compose/loader. */
export interface StackFile {
  readonly services: Readonly<Record<string, Dict>>;
  readonly networks: Readonly<Record<string, Dict>>;
  readonly volumes: Readonly<Record<string, Dict>>;
  readonly secrets: Readonly<Record<string, Dict>>;
  readonly configs: Readonly<Record<string, Dict>>;
}

/** Keys of a service that a stack has no use for, those that it warns of, and those that it refuses; cli/compose/types. */
const UNSUPPORTED = [
  'build',
  'cgroupns_mode',
  'cgroup_parent',
  'devices',
  'domainname',
  'external_links',
  'ipc',
  'links',
  'mac_address',
  'network_mode',
  'pid',
  'privileged',
  'restart',
  'security_opt',
  'shm_size',
  'userns_mode',
];
const DEPRECATED: Readonly<Record<string, string>> = {
  container_name: 'Setting the container name is not supported.',
  expose:
    "Exposing ports is unnecessary - services on the same network can access each other's containers on any port.",
};
const FORBIDDEN: Readonly<Record<string, string>> = {
  extends: 'Support for `extends` is not implemented yet.',
  volume_driver:
    'Instead of setting the volume driver on the service, define a volume using the top-level `volumes` option and specify the driver there.',
  volumes_from:
    'To share a volume between services, define it using the top-level `volumes` option and reference it from each service that shares it using the service-level `volumes` option.',
  cpu_quota: 'Set resource limits using deploy.resources',
  cpu_shares: 'Set resource limits using deploy.resources',
  cpuset: 'Set resource limits using deploy.resources',
  mem_limit: 'Set resource limits using deploy.resources',
  memswap_limit: 'Set resource limits using deploy.resources',
};

/** What a service can have besides. */
const KNOWN = [
  'image',
  'command',
  'entrypoint',
  'environment',
  'env_file',
  'ports',
  'networks',
  'deploy',
  'labels',
  'volumes',
  'hostname',
  'user',
  'working_dir',
  'healthcheck',
  'extra_hosts',
  'dns',
  'dns_search',
  'stop_grace_period',
  'stop_signal',
  'tty',
  'stdin_open',
  'read_only',
  'init',
  'sysctls',
  'cap_add',
  'cap_drop',
  'depends_on',
  'logging',
  'secrets',
  'configs',
  'tmpfs',
  'ulimits',
  'credential_spec',
  'isolation',
];

/** Reads a file, with the environment's values in place of `$NAME`. */
export function loadStack(proc: Process, path: string, stdin: string): StackFile {
  const text = path === '-' ? stdin : fileText(proc, path);
  let value: Value;
  try {
    const [document] = documents(text);
    value = document ? decode(document).value : null;
  } catch (e) {
    if (e instanceof YamlError) throw new CliError(`yaml: ${e.message}`);
    throw e;
  }
  if (!isDict(value)) throw new CliError('top-level object must be a mapping');
  const top = interpolated(value, proc.env) as Dict;
  for (const key of top.keys())
    if (
      !['version', 'name', 'services', 'networks', 'volumes', 'secrets', 'configs'].includes(key) &&
      !key.startsWith('x-')
    )
      throw new CliError(`(root) Additional property ${key} is not allowed`);
  const services = section(top, 'services');
  for (const [name, service] of Object.entries(services)) checkService(name, service);
  const part = (key: string) => section(top, key);
  return {
    services,
    networks: part('networks'),
    volumes: part('volumes'),
    secrets: part('secrets'),
    configs: part('configs'),
  };
}

function fileText(proc: Process, path: string): string {
  try {
    return readFile(proc.world, proc.fs, joinPath(proc.cwd, path));
  } catch (e) {
    throw e instanceof FsError ? new CliError(`open ${path}: ${strerror(e.code).toLowerCase()}`) : e;
  }
}

function section(top: Dict, key: string): Record<string, Dict> {
  const value = top.get(key) ?? null;
  if (value === null) return {};
  if (!isDict(value)) throw new CliError(`${key} must be a mapping`);
  return Object.fromEntries([...value].map(([name, entry]) => [name, isDict(entry) ? entry : new Map()]));
}

function checkService(name: string, service: Dict): void {
  const known = [...KNOWN, ...UNSUPPORTED, ...Object.keys(DEPRECATED), ...Object.keys(FORBIDDEN)];
  for (const key of service.keys())
    if (!known.includes(key) && !key.startsWith('x-'))
      throw new CliError(`services.${name} Additional property ${key} is not allowed`);
}

/** What is said on standard error before anything is done. Throws for what is refused. */
export function complaints(file: StackFile): string {
  const keys = new Set(Object.values(file.services).flatMap((s) => [...s.keys()]));
  const lines = (table: Readonly<Record<string, string>>) =>
    Object.keys(table)
      .filter((key) => keys.has(key))
      .sort()
      .map((key) => `${key}: ${table[key]}`);
  const refused = lines(FORBIDDEN);
  if (refused.length > 0) throw new CliError(`Compose file contains unsupported options:\n\n${refused.join('\n')}\n`);
  const ignored = UNSUPPORTED.filter((key) => keys.has(key)).sort();
  const old = lines(DEPRECATED);
  return [
    ignored.length > 0 ? `Ignoring unsupported options: ${ignored.join(', ')}\n\n` : '',
    old.length > 0 ? `Ignoring deprecated options:\n\n${old.join('\n')}\n\n` : '',
  ].join('');
}

function interpolated(value: Value, env: Readonly<Record<string, string>>): Value {
  if (typeof value === 'string') return substitute(value, env);
  if (isList(value)) return value.map((item) => interpolated(item, env));
  if (isDict(value)) return new Map([...value].map(([key, item]) => [key, interpolated(item, env)]));
  return value;
}

const VARIABLE = /\$(?:(\$)|([_a-zA-Z]\w*)|\{([_a-zA-Z]\w*)(?:(:?[-?])([^}]*))?\})/g;

/** `$NAME`, `${NAME:-default}`, `${NAME?message}`, `$$`; cli/compose/template. */
function substitute(text: string, env: Readonly<Record<string, string>>): string {
  return text.replace(VARIABLE, (_, dollar, plain, braced, operator, rest) => {
    if (dollar !== undefined) return '$';
    const name = String(plain ?? braced);
    const value = env[name];
    const missing = value === undefined || (value === '' && String(operator ?? '').startsWith(':'));
    if (!missing || operator === undefined) return value ?? '';
    if (String(operator).endsWith('-')) return String(rest);
    throw new CliError(`required variable ${name} is missing a value: ${rest}`);
  });
}
