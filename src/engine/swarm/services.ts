import { naturalCompare, type Reader, rfc3339Nano, type Tx } from '../../base/index.ts';
import type { Filters } from '../api.ts';
import { generateName } from '../containers/names.ts';
import { ApiError, badRequest, notFound } from '../errors.ts';
import { checkFilters, labelsMatch } from '../filters.ts';
import { digest } from '../images/digest.ts';
import { parseReference } from '../images/reference.ts';
import { catalogueOf } from '../images/store.ts';
import { findNetwork } from '../libnetwork/index.ts';
import { daemons } from '../rows.ts';
import { freeAddresses, takeAddress } from './allocator.ts';
import { parseConstraint } from './constraint.ts';
import { interpolate } from './defaults.ts';
import { checkName, findSwarmNetwork } from './networks.ts';
import { clusters, nodes, type ServiceRow, services, swarmNetworks, tasks } from './rows.ts';
import { clusterEvent, managed, newId, nextIndex, rpcError } from './store.ts';
import type { EndpointSpec, NetworkAttachmentConfig, PortConfig, ServiceSpec, SwarmService } from './types.ts';

/** A service by id, name, or unique beginning of its id; daemon/cluster/helpers.go#getService. */
export function findService(r: Reader, cluster: string, ref: string): ServiceRow {
  const all = r.by(services, 'cluster', cluster);
  const exact = all.find((s) => s.id === ref) ?? r.by(services, 'name', `${cluster}/${ref}`)[0];
  if (exact) return exact;
  const prefixed = ref === '' ? [] : all.filter((s) => s.id.startsWith(ref));
  if (prefixed.length > 1) throw badRequest(`service ${ref} is ambiguous (${prefixed.length} matches found)`);
  const [only] = prefixed;
  if (!only) throw notFound(`service ${ref} not found`);
  return only;
}

/** `POST /services/create` */
export function createService(
  tx: Tx,
  host: string,
  given: ServiceSpec,
  queryRegistry: boolean,
): { readonly ID: string; readonly Warnings: readonly string[] } {
  const { cluster } = managed(tx, host);
  const spec = checked(tx, host, cluster.id, given, undefined);
  const { image, warnings } = pinned(tx, host, spec, queryRegistry);
  const id = newId(tx);
  const name = spec.Name ?? '';
  const version = nextIndex(tx, cluster.id);
  const row: ServiceRow = {
    id,
    cluster: cluster.id,
    name,
    version,
    created: tx.now,
    updated: tx.now,
    spec: withImage(spec, image),
    specVersion: version,
    ports: [],
    vips: [],
    mark: nextMark(tx, cluster.id),
  };
  tx.put(services, id, row);
  allocate(tx, id);
  clusterEvent(tx, cluster.id, { type: 'service', action: 'create', id, attributes: { name } });
  return { ID: id, Warnings: warnings };
}

function nextMark(tx: Tx, cluster: string): number {
  const row = tx.get(clusters, cluster);
  if (!row) return 256;
  tx.put(clusters, cluster, { ...row, nextMark: row.nextMark + 1 });
  return row.nextMark;
}

/** The daemon's and swarmkit's checks in their order: controlapi/service.go#validateServiceSpec, then conflicts. */
function checked(tx: Tx, host: string, cluster: string, given: ServiceSpec, old: ServiceRow | undefined): ServiceSpec {
  const mode = given.EndpointSpec?.Mode ?? 'vip';
  if (!['vip', 'dnsrr'].includes(mode)) throw badRequest(`invalid resolution mode: "${mode}"`);
  const template = given.TaskTemplate;
  const Networks = (template.Networks ?? []).map((a) => resolved(tx, host, cluster, a));
  const Name = given.Name || (old?.name ?? generateName(tx, host).replace(/[^a-z0-9_-]/g, ''));
  checkName(Name);
  if (!template.ContainerSpec?.Image)
    throw rpcError('InvalidArgument', 'ContainerSpec: image reference must be provided', 400);
  if (!isReference(template.ContainerSpec.Image))
    throw rpcError(
      'InvalidArgument',
      `ContainerSpec: "${template.ContainerSpec.Image}" is not a valid repository/tag`,
      400,
    );
  for (const text of template.Placement?.Constraints ?? []) {
    const parsed = parseConstraint(text);
    if (typeof parsed === 'string') throw rpcError('Unknown', parsed);
  }
  checkPorts(given.EndpointSpec ?? {});
  const spec: ServiceSpec = {
    ...given,
    Name,
    TaskTemplate: {
      ...template,
      ContainerSpec: { ...template.ContainerSpec, Isolation: template.ContainerSpec.Isolation ?? 'default' },
      ...(Networks.length > 0 ? { Networks } : {}),
      Runtime: 'container',
    },
    EndpointSpec: { ...given.EndpointSpec, Mode: mode },
  };
  if (spec.Mode.Replicated && spec.Mode.Replicated.Replicas === undefined)
    throw rpcError('InvalidArgument', 'Replicas must be set', 400);
  checkConflicts(tx, cluster, spec, old);
  return spec;
}

function resolved(tx: Tx, host: string, cluster: string, a: NetworkAttachmentConfig): NetworkAttachmentConfig {
  const known = findSwarmNetwork(tx, cluster, a.Target);
  if (known) return { ...a, Target: known.id };
  const local = findNetwork(tx, host, a.Target);
  if (['bridge', 'host', 'none'].includes(local.name)) return { ...a, Target: local.id };
  throw new ApiError(
    403,
    `The network ${local.name} cannot be used with services. Only networks scoped to the swarm can be used, such as those created with the overlay driver.`,
  );
}

function checkPorts({ Mode, Ports = [] }: EndpointSpec): void {
  if (Mode === 'dnsrr' && Ports.some((p) => p.PublishMode === 'ingress'))
    throw rpcError(
      'InvalidArgument',
      "EndpointSpec: port published with ingress mode can't be used with dnsrr mode",
      400,
    );
  const seen = new Set<string>();
  for (const p of Ports) {
    if (!p.PublishedPort) continue;
    const key = `${p.Protocol}/${p.PublishedPort}/${p.PublishMode}`;
    if (seen.has(key)) throw rpcError('InvalidArgument', 'EndpointSpec: duplicate published ports provided', 400);
    seen.add(key);
  }
}

function checkConflicts(tx: Tx, cluster: string, spec: ServiceSpec, old: ServiceRow | undefined): void {
  for (const p of spec.EndpointSpec?.Ports ?? []) {
    if (!p.PublishedPort) continue;
    for (const s of tx.by(services, 'cluster', cluster)) {
      if (s.id === old?.id) continue;
      const clash = s.ports.find(
        (q) =>
          q.Protocol === p.Protocol &&
          q.PublishedPort === p.PublishedPort &&
          (q.PublishMode === 'ingress' || p.PublishMode === 'ingress'),
      );
      if (clash)
        throw rpcError(
          'InvalidArgument',
          `port '${p.PublishedPort}' is already in use by service '${s.name}' (${s.id}) as ${clash.PublishMode === 'ingress' ? 'an ingress' : 'a host-published'} port`,
          400,
        );
    }
  }
  const needsMesh = (spec.EndpointSpec?.Ports ?? []).some((p) => p.PublishMode === 'ingress');
  if (needsMesh && !tx.by(swarmNetworks, 'cluster', cluster).some((n) => n.ingress))
    throw rpcError('FailedPrecondition', 'service needs ingress network, but no ingress network is present');
  const other = tx.by(services, 'name', `${cluster}/${spec.Name}`)[0];
  if (other && other.id !== old?.id)
    throw rpcError('AlreadyExists', `name conflicts with an existing object: service ${spec.Name} already exists`, 409);
}

/** The image with its tag, and with the digest that the registry tells, where there is one. */
function pinned(
  r: Reader,
  host: string,
  spec: ServiceSpec,
  queryRegistry: boolean,
): { readonly image: string; readonly warnings: readonly string[] } {
  const text = spec.TaskTemplate.ContainerSpec?.Image ?? '';
  const image = tagged(text);
  if (!queryRegistry || text.includes('@')) return { image, warnings: [] };
  const known = r.get(daemons, host)?.catalogue === 'real' ? registryDigest(image) : undefined;
  if (known !== undefined) return { image: `${image}@${known}`, warnings: [] };
  const warning = `image ${image} could not be accessed on a registry to record\nits digest. Each node will access ${image} independently,\npossibly leading to different nodes running different\nversions of the image.\n`;
  return { image, warnings: [warning] };
}

/** What the registry says that a name stands for now. */
function registryDigest(image: string): string | undefined {
  const spec = catalogueOf('real').images.find((i) => i.tags.includes(image));
  return spec && `sha256:${digest(`manifest ${spec.tags.join(' ')}`)}`;
}

function isReference(text: string): boolean {
  try {
    return parseReference(text).name !== '';
  } catch (e) {
    if (e instanceof ApiError) return false;
    throw e;
  }
}

function tagged(text: string): string {
  if (text.includes('@')) return text;
  return /:[^/]+$/.test(text) ? text : `${text}:latest`;
}

function withImage(spec: ServiceSpec, image: string): ServiceSpec {
  const { TaskTemplate } = spec;
  return { ...spec, TaskTemplate: { ...TaskTemplate, ContainerSpec: { ...TaskTemplate.ContainerSpec, Image: image } } };
}

/** Gives a service the ports and virtual addresses that its spec asks for; those that it has it keeps. */
function allocate(tx: Tx, id: string): void {
  const s = tx.get(services, id);
  if (!s) return;
  const ports = (s.spec.EndpointSpec?.Ports ?? []).map((p) => ({ ...p, PublishedPort: portFor(tx, s, p) }));
  const mesh = ports.some((p) => p.PublishMode === 'ingress');
  const ingress = tx.by(swarmNetworks, 'cluster', s.cluster).find((n) => n.ingress);
  const own = (s.spec.TaskTemplate.Networks ?? []).map((a) => a.Target).filter((t) => tx.get(swarmNetworks, t));
  const wanted = s.spec.EndpointSpec?.Mode === 'dnsrr' ? [] : [...(mesh && ingress ? [ingress.id] : []), ...own];
  for (const v of s.vips) if (!wanted.includes(v.network)) freeAddresses(tx, v.network, id);
  const vips = wanted.flatMap((network) => {
    const known = s.vips.find((v) => v.network === network);
    const addr = known?.addr ?? takeAddress(tx, network, id);
    return addr === undefined ? [] : [{ network, addr }];
  });
  tx.put(services, id, { ...s, ports, vips });
}

/** A published port that was not chosen: the lowest free one from 30000; swarmkit networkallocator/portallocator.go. */
function portFor(r: Reader, s: ServiceRow, p: PortConfig): number {
  if (p.PublishedPort || p.PublishMode === 'host') return p.PublishedPort ?? 0;
  const before = s.ports.find(
    (q) => q.TargetPort === p.TargetPort && q.Protocol === p.Protocol && q.PublishMode === p.PublishMode,
  );
  if (before?.PublishedPort) return before.PublishedPort;
  const taken = r
    .by(services, 'cluster', s.cluster)
    .flatMap((o) => o.ports)
    .filter((q) => q.Protocol === p.Protocol)
    .map((q) => q.PublishedPort);
  let port = 30_000;
  while (taken.includes(port)) port++;
  return port;
}

export interface UpdateOptions {
  readonly rollback?: 'previous';
  readonly queryRegistry?: boolean;
}

/** `POST /services/{id}/update` */
export function updateService(
  tx: Tx,
  host: string,
  ref: string,
  version: number,
  given: ServiceSpec,
  options: UpdateOptions,
): { readonly Warnings: readonly string[] } {
  const { cluster } = managed(tx, host);
  const s = findService(tx, cluster.id, ref);
  if (options.rollback && !s.previous)
    throw rpcError('FailedPrecondition', `service ${s.id} does not have a previous spec`);
  if (version !== s.version) throw rpcError('Unknown', 'update out of sequence');
  if (given.Name !== undefined && given.Name !== s.name)
    throw rpcError('Unimplemented', 'renaming services is not supported', 501);
  const wanted = options.rollback && s.previous ? s.previous : checked(tx, host, cluster.id, given, s);
  if (kind(wanted) !== kind(s.spec)) throw rpcError('Unimplemented', 'service mode change is not allowed', 501);
  const { image, warnings } = options.rollback
    ? { image: wanted.TaskTemplate.ContainerSpec?.Image ?? '', warnings: [] }
    : pinned(tx, host, wanted, options.queryRegistry ?? false);
  const spec = withImage(wanted, image);
  const next = nextIndex(tx, cluster.id);
  const { update: _old, ...rest } = s;
  tx.put(services, s.id, {
    ...rest,
    version: next,
    updated: tx.now,
    spec,
    previous: s.spec,
    specVersion: template(spec) === template(s.spec) ? s.specVersion : next,
    ...(options.rollback
      ? { update: { state: 'rollback_started', started: tx.now, message: 'manually requested rollback' } as const }
      : {}),
  });
  allocate(tx, s.id);
  clusterEvent(tx, cluster.id, { type: 'service', action: 'update', id: s.id, attributes: { name: s.name } });
  return { Warnings: warnings };
}

/** A service goes back to what it was; the updater's own doing when an update fails. */
export function rollBack(tx: Tx, id: string, message: string): void {
  const s = tx.get(services, id);
  if (!s?.previous) return;
  const version = nextIndex(tx, s.cluster);
  const { previous, ...rest } = s;
  tx.put(services, id, {
    ...rest,
    version,
    updated: tx.now,
    spec: previous,
    specVersion: version,
    update: { state: 'rollback_started', started: tx.now, message },
  });
  allocate(tx, id);
}

const kind = (spec: ServiceSpec): string => Object.keys(spec.Mode)[0] ?? 'Replicated';

/** What tasks are made from: they are dirty when it changes; swarmkit orchestrator/task.go#IsTaskDirty. */
function template(spec: ServiceSpec): string {
  return JSON.stringify([spec.TaskTemplate, spec.EndpointSpec ?? {}]);
}

/** `DELETE /services/{id}`: its tasks are taken away by the orchestrator. */
export function removeService(tx: Tx, host: string, ref: string): void {
  const { cluster } = managed(tx, host);
  const s = findService(tx, cluster.id, ref);
  tx.delete(services, s.id);
  for (const v of s.vips) freeAddresses(tx, v.network, s.id);
  clusterEvent(tx, cluster.id, { type: 'service', action: 'remove', id: s.id, attributes: { name: s.name } });
}

/** `GET /services` */
export function listServices(
  r: Reader,
  host: string,
  given: Filters | undefined,
  status: boolean,
): readonly SwarmService[] {
  const { cluster } = managed(r, host);
  const filters = checkFilters(given, ['name', 'id', 'label', 'mode', 'runtime']);
  const prefix = (values: readonly string[] | undefined, text: string) =>
    !values?.length || values.some((v) => text.startsWith(v));
  const modes = (s: ServiceRow) => (kind(s.spec) === 'Global' ? 'global' : 'replicated');
  return r
    .by(services, 'cluster', cluster.id)
    .filter(
      (s) =>
        prefix(filters.name, s.name) &&
        prefix(filters.id, s.id) &&
        labelsMatch(filters.label, s.spec.Labels) &&
        (!filters.mode?.length || filters.mode.includes(modes(s))),
    )
    .sort((a, b) => naturalCompare(a.name, b.name))
    .map((s) => ({ ...serviceJson(s, s.spec), ...(status ? { ServiceStatus: statusOf(r, s) } : {}) }));
}

/** `GET /services/{id}` */
export function inspectService(r: Reader, host: string, ref: string, insertDefaults: boolean): SwarmService {
  const { cluster } = managed(r, host);
  const s = findService(r, cluster.id, ref);
  return serviceJson(s, insertDefaults ? interpolate(s.spec) : s.spec);
}

/** Running and wanted tasks; swarmkit controlapi/service.go#ListServiceStatuses. */
function statusOf(r: Reader, s: ServiceRow): NonNullable<SwarmService['ServiceStatus']> {
  const own = r.by(tasks, 'service', s.id);
  const RunningTasks = own.filter((t) => t.state === 'running' && t.desired === 'running').length;
  const DesiredTasks = s.spec.Mode.Replicated
    ? (s.spec.Mode.Replicated.Replicas ?? 0)
    : own.filter((t) => ['running', 'ready'].includes(t.desired) && r.get(nodes, t.node)).length;
  return { RunningTasks, DesiredTasks, CompletedTasks: 0 };
}

function serviceJson(s: ServiceRow, spec: ServiceSpec): SwarmService {
  const given = s.ports.length > 0 || s.vips.length > 0;
  return {
    ID: s.id,
    Version: { Index: s.version },
    CreatedAt: rfc3339Nano(s.created),
    UpdatedAt: rfc3339Nano(s.updated),
    Spec: spec,
    ...(s.previous ? { PreviousSpec: s.previous } : {}),
    Endpoint: {
      Spec: given ? (spec.EndpointSpec ?? {}) : {},
      ...(s.ports.length > 0 ? { Ports: s.ports } : {}),
      ...(s.vips.length > 0 ? { VirtualIPs: s.vips.map((v) => ({ NetworkID: v.network, Addr: v.addr })) } : {}),
    },
    ...(s.update
      ? {
          UpdateStatus: {
            State: s.update.state,
            ...(s.update.started === undefined ? {} : { StartedAt: rfc3339Nano(s.update.started) }),
            ...(s.update.completed === undefined ? {} : { CompletedAt: rfc3339Nano(s.update.completed) }),
            Message: s.update.message,
          },
        }
      : {}),
  };
}
