import { isDict, isList, type Value } from '../../compose/yaml/index.ts';
import { CliError, ParseError } from '../grammar/index.ts';
import { parsePortSpec, portRange } from '../opts/index.ts';
import { splitCommand } from '../service/words.ts';
import {
  bool,
  bytes,
  duration,
  type Form,
  float,
  int,
  keyed,
  lines,
  list,
  named,
  optional,
  pairs,
  struct,
  text,
  texts,
  variables,
} from './form.ts';
import { text as textOf } from './values.ts';

/** The types of a Compose file in the order of their fields; cli/compose/types of docker/cli. */
const either = (short: Form['schema'], long: Form, read: Form['read']): Form => ({
  ...long,
  schema: { oneOf: [short, long.schema] },
  read: (v, where) => (isDict(v) ? long.read(v, where) : read(v, where)),
});

const STRING: Form['schema'] = { types: ['string'] };

/** Words, or a line that a shell would split. */
const command: Form = {
  schema: { oneOf: [STRING, { types: ['array'], items: STRING }] },
  read: (v) => {
    const words = isList(v) ? v : splitCommand(textOf(v));
    return words.length > 0 ? words : undefined;
  },
};

const test: Form = { ...command, read: (v) => (isList(v) ? v : ['CMD-SHELL', v]) };

const fileReference = struct({ source: text, target: text, uid: text, gid: text, mode: optional(int) });
const reference = either(STRING, fileReference, (v) => new Map([['source', v]]));

const port = struct({ mode: text, target: int, published: int, protocol: text });
const SPEC: Form['schema'] = { ...STRING, format: { name: 'ports', fits: isPortSpec } };
const ports: Form = {
  schema: { types: ['array'], items: { oneOf: [SPEC, { types: ['number'] }, port.schema] }, unique: true },
  read: (v, where) =>
    isList(v) ? v.flatMap((p) => (isDict(p) ? (port.read(p, where) ?? []) : shortPort(p))) : undefined,
  inner: () => port,
};

function isPortSpec(spec: string): boolean {
  try {
    parsePortSpec(spec);
    return true;
  } catch (e) {
    if (e instanceof ParseError) return false;
    throw e;
  }
}

function shortPort(value: Value): Value[] {
  try {
    return parsePortSpec(textOf(value)).map((m) => {
      const [target = '', protocol = 'tcp'] = m.port.split('/');
      const [published] = m.hostPort === '' ? [0] : portRange(m.hostPort);
      return new Map<string, Value>([
        ['mode', 'ingress'],
        ['target', BigInt(target)],
        ...(published > 0 ? [['published', BigInt(published)] as const] : []),
        ['protocol', protocol],
      ]);
    });
  } catch (e) {
    throw e instanceof ParseError ? new CliError(e.message) : e;
  }
}

const mount = struct({
  type: text,
  source: text,
  target: text,
  read_only: bool,
  consistency: text,
  bind: struct({ propagation: text }),
  volume: struct({ nocopy: bool }),
  tmpfs: struct({ size: int }),
});
const volume: Form = either(STRING, mount, (v, { absolute }) => {
  const [first = '', second, options = ''] = textOf(v).split(':');
  const bind = second !== undefined && /^[./~]/.test(first);
  return new Map<string, Value>([
    ['type', bind ? 'bind' : 'volume'],
    ...(second === undefined ? [] : [['source', bind ? absolute(first) : first] as const]),
    ['target', second ?? first],
    ...(options.split(',').includes('ro') ? [['read_only', true] as const] : []),
  ]);
});

const attachment = struct({ aliases: list(text), driver_opts: pairs, ipv4_address: text, ipv6_address: text });
const attached = named(attachment, null);
const networks: Form = {
  ...attached,
  schema: { oneOf: [{ types: ['array'], items: STRING }, attached.schema] },
  read: (v, where) => attached.read(isList(v) ? new Map(v.map((n) => [textOf(n), null])) : v, where),
};

const limits = struct({ soft: int, hard: int });
const ulimits = named(
  either({ types: ['integer'] }, limits, (v) => v),
  null,
);

const rollout = struct({
  parallelism: optional(int),
  delay: duration,
  failure_action: text,
  monitor: duration,
  max_failure_ratio: float,
  order: text,
});
const deploy = struct({
  mode: text,
  replicas: optional(int),
  labels: pairs,
  update_config: rollout,
  rollback_config: rollout,
  resources: struct({
    limits: struct({ cpus: text, memory: bytes, pids: int }),
    reservations: struct({ cpus: text, memory: bytes }),
  }),
  restart_policy: struct({ condition: text, delay: duration, max_attempts: optional(int), window: duration }),
  placement: struct({
    constraints: list(text),
    preferences: list(struct({ spread: text })),
    max_replicas_per_node: int,
  }),
  endpoint_mode: text,
});

const healthcheck = struct({
  test,
  timeout: duration,
  interval: duration,
  retries: optional(int),
  start_period: duration,
  start_interval: duration,
  disable: bool,
});

const build = either(
  STRING,
  struct({
    context: text,
    dockerfile: text,
    args: variables,
    labels: pairs,
    cache_from: list(text),
    extra_hosts: lines(':'),
    network: text,
    target: text,
  }),
  (v) => new Map([['context', v]]),
);

const service = struct({
  build,
  cap_add: list(text),
  cap_drop: list(text),
  cgroupns_mode: text,
  cgroup_parent: text,
  command,
  configs: keyed(list(reference), 'source'),
  container_name: text,
  credential_spec: struct({ config: text, file: text, registry: text }),
  depends_on: list(text),
  deploy,
  devices: list(text),
  dns: texts,
  dns_search: texts,
  domainname: text,
  entrypoint: command,
  environment: variables,
  env_file: texts,
  expose: { ...list(text), schema: { types: ['array'], items: { types: ['string', 'number'] }, unique: true } },
  external_links: list(text),
  extra_hosts: lines(':'),
  hostname: text,
  healthcheck,
  image: text,
  init: optional(bool),
  ipc: text,
  isolation: text,
  labels: pairs,
  links: list(text),
  logging: struct({ driver: text, options: pairs }),
  mac_address: text,
  network_mode: text,
  networks,
  pid: text,
  ports: keyed(ports, 'published'),
  privileged: bool,
  read_only: bool,
  restart: text,
  secrets: keyed(list(reference), 'source'),
  security_opt: list(text),
  shm_size: text,
  stdin_open: bool,
  stop_grace_period: duration,
  stop_signal: text,
  sysctls: pairs,
  tmpfs: texts,
  tty: bool,
  ulimits,
  user: text,
  userns_mode: text,
  volumes: keyed(list(volume), 'target'),
  working_dir: text,
});

/** `external: true`, or the name that it has, which the older files say there. */
const external = either({ types: ['boolean'] }, struct({ name: text }), (v) => (v === true ? true : undefined));

const network = struct({
  name: text,
  driver: text,
  driver_opts: pairs,
  ipam: struct({ driver: text, config: list(struct({ subnet: text })) }),
  external,
  internal: bool,
  attachable: bool,
  labels: pairs,
});
const storage = struct({ name: text, driver: text, driver_opts: pairs, external, labels: pairs });
const path: Form = { ...text, read: (v, { absolute }) => absolute(textOf(v)) };
const object = struct({ name: text, file: path, external, labels: pairs, driver: text, template_driver: text });

/** A whole file. */
export const FILE: Form = struct({
  version: text,
  services: named(service, new Map()),
  networks: named(network, new Map()),
  volumes: named(storage, new Map()),
  secrets: named(object, new Map()),
  configs: named(object, new Map()),
});
