import type { Schema } from './schema.ts';
import {
  bool,
  boolish,
  choice,
  command,
  dictionary,
  EXTENSIONS,
  extraHosts,
  intish,
  list,
  listOrDict,
  NAME,
  nothing,
  numberish,
  numeric,
  oneOf,
  options,
  record,
  set,
  strict,
  text,
  textDictionary,
  textOrList,
  texts,
} from './spec-parts.ts';

/** The schema of the Compose specification as compose-go 2.9.1 has it: which keys there are and what they may hold. */
const fileReference = list(oneOf(text, record({ source: text, target: text, uid: text, gid: text, mode: numberish })));
const hook = record(
  { command, user: text, privileged: boolish, working_dir: text, environment: listOrDict },
  { required: ['command'] },
);
const ulimits: Schema = dictionary(
  /^[a-z]+$/,
  oneOf(intish, record({ hard: intish, soft: intish }, { required: ['soft', 'hard'] })),
);
const deviceRequest = {
  capabilities: texts,
  count: { types: ['string', 'integer'] },
  device_ids: texts,
  driver: text,
  options: listOrDict,
} as const;
const build = record({
  context: text,
  dockerfile: text,
  dockerfile_inline: text,
  entitlements: list(text),
  args: listOrDict,
  ssh: listOrDict,
  labels: listOrDict,
  cache_from: list(text),
  cache_to: list(text),
  no_cache: boolish,
  additional_contexts: listOrDict,
  network: text,
  provenance: boolish,
  sbom: boolish,
  pull: boolish,
  target: text,
  shm_size: intish,
  extra_hosts: extraHosts,
  isolation: text,
  privileged: boolish,
  secrets: fileReference,
  tags: list(text),
  ulimits,
  platforms: list(text),
});
const healthcheck = record({
  disable: boolish,
  interval: text,
  retries: numberish,
  test: oneOf(text, list(text)),
  timeout: text,
  start_period: text,
  start_interval: text,
});
const rollout = record({
  parallelism: intish,
  delay: text,
  failure_action: text,
  monitor: text,
  max_failure_ratio: numberish,
  order: choice('start-first', 'stop-first'),
});
const genericResource = record({ discrete_resource_spec: record({ kind: text, value: numberish }) });
const deployment = record(
  {
    mode: text,
    endpoint_mode: text,
    replicas: intish,
    labels: listOrDict,
    rollback_config: rollout,
    update_config: rollout,
    resources: record({
      limits: record({ cpus: numberish, memory: text, pids: intish }),
      reservations: record({
        cpus: numberish,
        memory: text,
        generic_resources: list(genericResource),
        devices: list(record(deviceRequest, { required: ['capabilities'] })),
      }),
    }),
    restart_policy: record({ condition: text, delay: text, max_attempts: intish, window: text }),
    placement: record({
      constraints: list(text),
      preferences: list(record({ spread: text })),
      max_replicas_per_node: intish,
    }),
  },
  { types: ['object', 'null'] },
);
const watch = record(
  {
    ignore: textOrList,
    include: textOrList,
    path: text,
    action: choice('rebuild', 'sync', 'restart', 'sync+restart', 'sync+exec'),
    target: text,
    exec: hook,
    initial_sync: bool,
  },
  { required: ['path', 'action'] },
);
const dependency = record(
  {
    restart: boolish,
    required: bool,
    condition: choice('service_started', 'service_healthy', 'service_completed_successfully'),
  },
  { required: ['condition'] },
);
const serviceNetwork = record({
  aliases: texts,
  interface_name: text,
  ipv4_address: text,
  ipv6_address: text,
  link_local_ips: texts,
  mac_address: text,
  driver_opts: options,
  priority: numeric,
  gw_priority: numeric,
});
const port = record({
  name: text,
  mode: text,
  host_ip: text,
  target: intish,
  published: { types: ['string', 'integer'] },
  protocol: text,
  app_protocol: text,
});
const mount = record(
  {
    type: choice('bind', 'volume', 'tmpfs', 'cluster', 'npipe', 'image'),
    source: text,
    target: text,
    read_only: boolish,
    consistency: text,
    bind: record({
      propagation: text,
      create_host_path: boolish,
      recursive: choice('enabled', 'disabled', 'writable', 'readonly'),
      selinux: choice('z', 'Z'),
    }),
    volume: record({ labels: listOrDict, nocopy: boolish, subpath: text }),
    tmpfs: record({ size: oneOf({ types: ['integer'], minimum: 0 }, text), mode: numberish }),
    image: record({ subpath: text }),
  },
  { required: ['type'] },
);
const blkioLimits = list(strict({ path: text, rate: intish }));
const bounded = (minimum: number, maximum?: number): Schema =>
  oneOf(text, { types: ['integer'], minimum, ...(maximum === undefined ? {} : { maximum }) });

const service = record({
  develop: record({ watch: list(watch) }, { types: ['object', 'null'] }),
  deploy: deployment,
  annotations: listOrDict,
  attach: boolish,
  build: oneOf(text, build),
  blkio_config: strict({
    device_read_bps: blkioLimits,
    device_read_iops: blkioLimits,
    device_write_bps: blkioLimits,
    device_write_iops: blkioLimits,
    weight: intish,
    weight_device: list(strict({ path: text, weight: intish })),
  }),
  cap_add: texts,
  cap_drop: texts,
  cgroup: choice('host', 'private'),
  cgroup_parent: text,
  command,
  configs: fileReference,
  container_name: { types: ['string'], pattern: '[a-zA-Z0-9][a-zA-Z0-9_.-]+' },
  cpu_count: bounded(0),
  cpu_percent: bounded(0, 100),
  cpu_shares: numberish,
  cpu_quota: numberish,
  cpu_period: numberish,
  cpu_rt_period: numberish,
  cpu_rt_runtime: numberish,
  cpus: numberish,
  cpuset: text,
  credential_spec: record({ config: text, file: text, registry: text }),
  depends_on: oneOf(texts, dictionary(NAME, dependency, true)),
  device_cgroup_rules: texts,
  devices: list(oneOf(text, record({ source: text, target: text, permissions: text }, { required: ['source'] }))),
  dns: textOrList,
  dns_opt: texts,
  dns_search: textOrList,
  domainname: text,
  entrypoint: command,
  env_file: oneOf(
    text,
    list(oneOf(text, strict({ path: text, format: text, required: boolish }, { required: ['path'] }))),
  ),
  label_file: oneOf(text, list(text)),
  environment: listOrDict,
  expose: set(numberish),
  extends: oneOf(text, strict({ service: text, file: text }, { required: ['service'] })),
  provider: record(
    {
      type: text,
      options: dictionary(
        /^.+$/,
        oneOf({ types: ['string', 'number', 'boolean'] }, list({ types: ['string', 'number', 'boolean'] })),
      ),
    },
    { required: ['type'] },
  ),
  external_links: texts,
  extra_hosts: extraHosts,
  gpus: oneOf(choice('all'), list({ types: ['object'], properties: deviceRequest })),
  group_add: set(numberish),
  healthcheck,
  hostname: text,
  image: text,
  init: boolish,
  ipc: text,
  isolation: text,
  labels: listOrDict,
  links: texts,
  logging: record({ driver: text, options: dictionary(/^.+$/, { types: ['string', 'number', 'null'] }) }),
  mac_address: text,
  mem_limit: numberish,
  mem_reservation: intish,
  mem_swappiness: intish,
  memswap_limit: numberish,
  network_mode: text,
  models: oneOf(texts, dictionary(NAME, oneOf(record({ endpoint_var: text, model_var: text }), nothing))),
  networks: oneOf(texts, dictionary(NAME, oneOf(serviceNetwork, nothing), true)),
  oom_kill_disable: boolish,
  oom_score_adj: bounded(-1000, 1000),
  pid: { types: ['string', 'null'] },
  pids_limit: numberish,
  platform: text,
  ports: set(oneOf(numeric, text, port)),
  post_start: list(hook),
  pre_stop: list(hook),
  privileged: boolish,
  profiles: texts,
  pull_policy: {
    types: ['string'],
    pattern: 'always|never|build|if_not_present|missing|refresh|daily|weekly|every_([0-9]+[wdhms])+',
  },
  pull_refresh_after: text,
  read_only: boolish,
  restart: text,
  runtime: text,
  scale: intish,
  security_opt: texts,
  shm_size: numberish,
  secrets: fileReference,
  sysctls: listOrDict,
  stdin_open: boolish,
  stop_grace_period: text,
  stop_signal: text,
  storage_opt: { types: ['object'] },
  tmpfs: textOrList,
  tty: boolish,
  ulimits,
  use_api_socket: bool,
  user: text,
  uts: text,
  userns_mode: text,
  volumes: set(oneOf(text, mount)),
  volumes_from: texts,
  working_dir: text,
});

const external: Schema = {
  types: ['boolean', 'string', 'object'],
  properties: { name: text },
  patterns: EXTENSIONS,
  closed: true,
};
const pool = record({ subnet: text, ip_range: text, gateway: text, aux_addresses: textDictionary });
const network = record(
  {
    name: text,
    driver: text,
    driver_opts: options,
    ipam: record({ driver: text, config: list(pool), options: textDictionary }),
    external,
    internal: boolish,
    enable_ipv4: boolish,
    enable_ipv6: boolish,
    attachable: boolish,
    labels: listOrDict,
  },
  { types: ['object', 'null'] },
);
const volume = record(
  { name: text, driver: text, driver_opts: options, external, labels: listOrDict },
  { types: ['object', 'null'] },
);
const file = {
  name: text,
  environment: text,
  file: text,
  external: { types: ['boolean', 'string', 'object'], properties: { name: text } },
  labels: listOrDict,
  template_driver: text,
} as const;
const include = oneOf(text, strict({ path: textOrList, env_file: textOrList, project_directory: text }));
const model = record(
  { name: text, model: text, context_size: { types: ['integer'] }, runtime_flags: list(text) },
  { required: ['model'] },
);

/** A compose file. */
export const SPEC: Schema = {
  properties: {
    version: text,
    name: text,
    include: list(include),
    services: dictionary(NAME, service, true),
    models: dictionary(NAME, model),
    networks: dictionary(NAME, network),
    volumes: dictionary(NAME, volume, true),
    secrets: dictionary(NAME, record({ ...file, driver: text, driver_opts: options }), true),
    configs: dictionary(NAME, record({ ...file, content: text }), true),
  },
  patterns: EXTENSIONS,
  closed: true,
};
