import type { ContainerSpec, Daemon, SwarmMount } from '../../../engine/index.ts';
import { type Dict, isDict, type Value } from '../../compose/yaml/index.ts';
import { CliError, cut } from '../grammar/index.ts';
import { filesOfService } from './files.ts';
import type { StackFile } from './load.ts';
import { dict, duration, list, NAMESPACE, pairs, sorted, text } from './values.ts';

/** What is said of the containers of a service; cli/compose/convert/service.go. */
export function containerSpec(daemon: Daemon, file: StackFile, stack: string, s: Dict): ContainerSpec {
  const env = [...dict(s.get('environment'))].map(([key, v]) => (v === null ? key : `${key}=${text(v)}`));
  const grace = duration(s.get('stop_grace_period'));
  const [command, args] = [list(s.get('entrypoint')).map(text), list(s.get('command')).map(text)];
  const mounts = list(s.get('volumes')).map((v) => mountOf(file, stack, dict(v)));
  const hosts = list(s.get('extra_hosts')).map((h) => cut(text(h), ':').reverse().join(' '));
  const health = healthcheck(s.get('healthcheck'));
  const some = (key: string, field: string): Record<string, string> =>
    text(s.get(key)) === '' ? {} : { [field]: text(s.get(key)) };
  return {
    Image: text(s.get('image')),
    Labels: sorted({ ...pairs(s.get('labels')), [NAMESPACE]: stack }),
    ...(command.length > 0 ? { Command: command } : {}),
    ...(args.length > 0 ? { Args: args } : {}),
    ...some('hostname', 'Hostname'),
    ...(env.length > 0 ? { Env: env.sort() } : {}),
    ...some('working_dir', 'Dir'),
    ...some('user', 'User'),
    Privileges: { CredentialSpec: null, SELinuxContext: null, NoNewPrivileges: false },
    ...(s.has('init') ? { Init: s.get('init') === true } : {}),
    ...some('stop_signal', 'StopSignal'),
    ...(s.get('tty') === true ? { TTY: true } : {}),
    ...(s.get('stdin_open') === true ? { OpenStdin: true } : {}),
    ...(s.get('read_only') === true ? { ReadOnly: true } : {}),
    ...(mounts.length > 0 ? { Mounts: mounts } : {}),
    ...(grace === undefined ? {} : { StopGracePeriod: grace }),
    ...(health ? { Healthcheck: health } : {}),
    ...(hosts.length > 0 ? { Hosts: hosts } : {}),
    DNSConfig: {
      ...(s.has('dns') ? { Nameservers: list(s.get('dns')).map(text) } : {}),
      ...(s.has('dns_search') ? { Search: list(s.get('dns_search')).map(text) } : {}),
    },
    ...filesOfService(daemon, file, stack, s),
    ...(s.has('sysctls') ? { Sysctls: pairs(s.get('sysctls')) } : {}),
    ...(s.has('cap_add') ? { CapabilityAdd: list(s.get('cap_add')).map(text) } : {}),
    ...(s.has('cap_drop') ? { CapabilityDrop: list(s.get('cap_drop')).map(text) } : {}),
  };
}

function mountOf(file: StackFile, stack: string, mount: Dict): SwarmMount {
  const source = text(mount.get('source'));
  const type = text(mount.get('type')) as SwarmMount['Type'];
  return {
    Type: type,
    ...(source === '' ? {} : { Source: type === 'volume' ? volumeName(file, stack, source) : source }),
    Target: text(mount.get('target')),
    ...(mount.get('read_only') === true ? { ReadOnly: true } : {}),
  };
}

function volumeName(file: StackFile, stack: string, name: string): string {
  const config = file.volumes[name];
  if (!config) throw new CliError(`undefined volume ${JSON.stringify(name)}`);
  const own = text(config.get('name'));
  return config.get('external') ? own || name : own || `${stack}_${name}`;
}

function healthcheck(value: Value | undefined): ContainerSpec['Healthcheck'] | undefined {
  if (!isDict(value)) return undefined;
  if (value.get('disable') === true) return { Test: ['NONE'] };
  const test = value.get('test');
  const time = (key: string, field: string): Record<string, number> => {
    const ns = duration(value.get(key));
    return ns === undefined ? {} : { [field]: ns };
  };
  return {
    ...(test === undefined ? {} : { Test: list(test).map(text) }),
    ...time('interval', 'Interval'),
    ...time('timeout', 'Timeout'),
    ...time('start_period', 'StartPeriod'),
    ...time('start_interval', 'StartInterval'),
    ...(value.has('retries') ? { Retries: Number(value.get('retries')) } : {}),
  };
}
