import { type Dict, isDict } from '../../compose/yaml/index.ts';
import type { StackFile } from './load.ts';
import { dict } from './values.ts';

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

/** What is said on standard error before anything is done. */
export function complaints(file: StackFile): string {
  const keys = new Set(Object.values(file.services).flatMap((s) => [...s.keys()]));
  const ignored = UNSUPPORTED.filter((key) => keys.has(key)).sort();
  const old = lines(DEPRECATED, keys);
  return [
    ignored.length > 0 ? `Ignoring unsupported options: ${ignored.join(', ')}\n\n` : '',
    old.length > 0 ? `Ignoring deprecated options:\n\n${old.join('\n')}\n\n` : '',
  ].join('');
}

/** Keys that no service may have, with what to do instead. */
export function forbidden(top: Dict): readonly string[] {
  const keys = new Set([...dict(top.get('services')).values()].flatMap((s) => (isDict(s) ? [...s.keys()] : [])));
  return lines(FORBIDDEN, keys);
}

function lines(table: Readonly<Record<string, string>>, keys: ReadonlySet<string>): string[] {
  return Object.keys(table)
    .filter((key) => keys.has(key))
    .sort()
    .map((key) => `${key}: ${table[key]}`);
}
