import type { Reader, Tx } from '../../base/index.ts';
import { badRequest, notFound } from '../errors.ts';
import { freeAddresses, takeAddress } from './allocator.ts';
import { made } from './dirty.ts';
import { isJob } from './jobs.ts';
import { clearDeadSlots } from './orchestrator.ts';
import { clusters, type ServiceRow, services, swarmNetworks } from './rows.ts';
import { checked, pinned } from './servicecheck.ts';
import { clusterEvent, managed, newId, nextIndex, rpcError } from './store.ts';
import type { PortConfig, ServiceSpec } from './types.ts';

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
    ...(isJob(spec.Mode) ? { job: { iteration: 0, executed: tx.now, due: true } } : {}),
  };
  tx.put(services, id, row);
  clusterEvent(tx, cluster.id, { type: 'service', action: 'create', id, attributes: { name } });
  allocate(tx, id);
  return { ID: id, Warnings: warnings };
}

function nextMark(tx: Tx, cluster: string): number {
  const row = tx.get(clusters, cluster);
  if (!row) return 256;
  tx.put(clusters, cluster, { ...row, nextMark: row.nextMark + 1 });
  return row.nextMark;
}

function withImage(spec: ServiceSpec, image: string): ServiceSpec {
  const { TaskTemplate } = spec;
  return { ...spec, TaskTemplate: { ...TaskTemplate, ContainerSpec: { ...TaskTemplate.ContainerSpec, Image: image } } };
}

/** Gives a service the ports and virtual addresses that its spec asks for; those that it has it keeps. */
function allocate(tx: Tx, id: string): void {
  const s = tx.get(services, id);
  if (!s) return;
  const ports = (s.spec.EndpointSpec?.Ports ?? []).map(
    ({ PublishMode, PublishedPort: _asked, ...p }, i): PortConfig => ({
      ...p,
      PublishedPort: portFor(tx, s, s.spec.EndpointSpec?.Ports?.[i] ?? { ...p, PublishMode }),
      PublishMode,
    }),
  );
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
  const same = JSON.stringify([ports, vips]) === JSON.stringify([s.ports, s.vips]);
  if (same) return;
  tx.put(services, id, { ...s, ports, vips, version: nextIndex(tx, s.cluster) });
  clusterEvent(tx, s.cluster, { type: 'service', action: 'update', id, attributes: { name: s.name } });
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
  clearDeadSlots(tx, s);
  tx.put(services, s.id, {
    ...rest,
    version: next,
    updated: tx.now,
    spec,
    previous: s.spec,
    specVersion: templateOf(spec) === templateOf(s.spec) ? s.specVersion : next,
    ...(s.job ? { job: { iteration: s.job.iteration + 1, executed: tx.now, due: true } } : {}), // whatever changes, a job runs anew
    ...(options.rollback
      ? { update: { state: 'rollback_started', started: tx.now, message: 'manually requested rollback' } as const }
      : {}),
  });
  clusterEvent(tx, cluster.id, { type: 'service', action: 'update', id: s.id, attributes: { name: s.name } });
  allocate(tx, s.id);
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

export const kind = (spec: ServiceSpec): string => Object.keys(spec.Mode)[0] ?? 'Replicated';

const templateOf = (spec: ServiceSpec): string => made(spec.TaskTemplate, spec.EndpointSpec);

/** `DELETE /services/{id}`: its tasks are taken away by the orchestrator. */
export function removeService(tx: Tx, host: string, ref: string): void {
  const { cluster } = managed(tx, host);
  const s = findService(tx, cluster.id, ref);
  tx.delete(services, s.id);
  for (const v of s.vips) freeAddresses(tx, v.network, s.id);
  clusterEvent(tx, cluster.id, { type: 'service', action: 'remove', id: s.id, attributes: { name: s.name } });
}
