import { base64Decode, byteLength, compareText, type Reader, rfc3339Nano, type Tx } from '../../base/index.ts';
import type { Filters } from '../api/index.ts';
import { badRequest, notFound } from '../errors.ts';
import { checkFilters, labelsMatch } from '../filters.ts';
import type { PlacedFile } from '../rows.ts';
import { type ClusterFile, clusterFiles, services } from './rows.ts';
import { clusterEvent, managed, newId, nextIndex, rpcError } from './store.ts';
import type { ClusterFileKind, ClusterFileSpec, ContainerSpec, FileReference, SwarmFile } from './types.ts';

/** Largest content; swarmkit api/validation MaxSecretSize, manager/controlapi MaxConfigSize. */
const LARGEST: Readonly<Record<ClusterFileKind, number>> = { secret: 500 * 1024, config: 1000 * 1024 };
const NAME = /^[a-zA-Z0-9]+(?:[a-zA-Z0-9-_.]*[a-zA-Z0-9])?$/;

/** `POST /secrets/create`, `POST /configs/create`; swarmkit controlapi/secret.go, config.go. */
export function createClusterFile(tx: Tx, host: string, kind: ClusterFileKind, spec: ClusterFileSpec): string {
  const { cluster } = managed(tx, host);
  const Data = spec.Data ?? '';
  checkSpec(kind, spec);
  if (all(tx, cluster.id, kind).some((f) => f.spec.Name === spec.Name))
    throw rpcError('AlreadyExists', `${kind} ${spec.Name} already exists`, 409);
  const id = newId(tx);
  const version = nextIndex(tx, cluster.id);
  const at = { created: tx.now, updated: tx.now };
  tx.put(clusterFiles, id, { id, cluster: cluster.id, kind, version, ...at, spec: { ...spec, Data } });
  clusterEvent(tx, cluster.id, { type: kind, action: 'create', id, attributes: { name: spec.Name } });
  return id;
}

function checkSpec(kind: ClusterFileKind, { Name, Data = '', Driver }: ClusterFileSpec): void {
  if (Name.length > 64 || !NAME.test(Name))
    throw rpcError(
      'InvalidArgument',
      'invalid name, only 64 [a-zA-Z0-9-_.] characters allowed, and the start and end character must be [a-zA-Z0-9]',
      400,
    );
  if (Driver) return;
  const size = byteLength(base64Decode(Data));
  if (size === 0 || size > LARGEST[kind])
    throw rpcError('InvalidArgument', `${kind} data must be larger than 0 and less than ${LARGEST[kind]} bytes`, 400);
}

function all(r: Reader, cluster: string, kind: ClusterFileKind): ClusterFile[] {
  return r.by(clusterFiles, 'cluster', `${cluster}/${kind}`);
}

/** By id, name, or unique beginning of its id; daemon/cluster/helpers.go#getSecret. */
function find(r: Reader, cluster: string, kind: ClusterFileKind, ref: string): ClusterFile {
  const own = all(r, cluster, kind);
  const exact = own.find((f) => f.id === ref) ?? own.find((f) => f.spec.Name === ref);
  const found = exact ? [exact] : ref === '' ? [] : own.filter((f) => f.id.startsWith(ref));
  if (found.length > 1) throw badRequest(`${kind} ${ref} is ambiguous (${found.length} matches found)`);
  const [only] = found;
  if (!only) throw notFound(`${kind} ${ref} not found`);
  return only;
}

/** `GET /secrets`, `GET /configs` */
export function listClusterFiles(
  r: Reader,
  host: string,
  kind: ClusterFileKind,
  given?: Filters,
): readonly SwarmFile[] {
  const { cluster } = managed(r, host);
  const filters = checkFilters(given, ['names', 'name', 'id', 'label']);
  const starts = (values: readonly string[] | undefined, text: string) =>
    !values?.length || values.some((v) => text.startsWith(v));
  return all(r, cluster.id, kind)
    .filter(
      (f) =>
        (!filters.names?.length || filters.names.includes(f.spec.Name)) &&
        starts(filters.name, f.spec.Name) &&
        starts(filters.id, f.id) &&
        labelsMatch(filters.label, f.spec.Labels),
    )
    .sort((a, b) => compareText(a.id, b.id))
    .map(fileJson);
}

/** `GET /secrets/{id}`, `GET /configs/{id}` */
export function inspectClusterFile(r: Reader, host: string, kind: ClusterFileKind, ref: string): SwarmFile {
  const { cluster } = managed(r, host);
  return fileJson(find(r, cluster.id, kind, ref));
}

function fileJson(f: ClusterFile): SwarmFile {
  const { Name, Labels, Data, ...more } = f.spec;
  return {
    ID: f.id,
    Version: { Index: f.version },
    CreatedAt: rfc3339Nano(f.created),
    UpdatedAt: rfc3339Nano(f.updated),
    Spec: { Name, Labels, ...(f.kind === 'config' ? { Data } : {}), ...more },
  };
}

/** `POST /secrets/{id}/update`, `POST /configs/{id}/update` */
export function updateClusterFile(
  tx: Tx,
  host: string,
  kind: ClusterFileKind,
  ref: string,
  spec: ClusterFileSpec,
): void {
  const { cluster } = managed(tx, host);
  const f = find(tx, cluster.id, kind, ref);
  if (spec.Name !== f.spec.Name || (spec.Data !== undefined && spec.Data !== f.spec.Data))
    throw rpcError('InvalidArgument', 'only updates to Labels are allowed', 400);
  const version = nextIndex(tx, cluster.id);
  tx.put(clusterFiles, f.id, { ...f, version, updated: tx.now, spec: { ...f.spec, Labels: spec.Labels } });
  clusterEvent(tx, cluster.id, { type: kind, action: 'update', id: f.id, attributes: { name: f.spec.Name } });
}

/** `DELETE /secrets/{id}`, `DELETE /configs/{id}`: not while a service has it. */
export function removeClusterFile(tx: Tx, host: string, kind: ClusterFileKind, ref: string): void {
  const { cluster } = managed(tx, host);
  const f = find(tx, cluster.id, kind, ref);
  const users = tx
    .by(services, 'cluster', cluster.id)
    .filter((s) => referencesOf(s.spec.TaskTemplate.ContainerSpec, kind).some((x) => x.id === f.id))
    .map((s) => s.name);
  if (users.length > 0)
    throw rpcError(
      'InvalidArgument',
      `${kind} '${f.spec.Name}' is in use by the following service${users.length > 1 ? 's' : ''}: ${users.sort(compareText).join(', ')}`,
      400,
    );
  tx.delete(clusterFiles, f.id);
  clusterEvent(tx, cluster.id, { type: kind, action: 'remove', id: f.id, attributes: { name: f.spec.Name } });
}

interface Reference extends FileReference {
  readonly id: string;
  readonly name: string;
}

/** What a container is to have of one kind. */
export function referencesOf(spec: ContainerSpec | undefined, kind: ClusterFileKind): readonly Reference[] {
  return kind === 'secret'
    ? (spec?.Secrets ?? []).map((x) => ({ id: x.SecretID, name: x.SecretName, File: x.File }))
    : (spec?.Configs ?? []).map((x) => ({ id: x.ConfigID, name: x.ConfigName, File: x.File }));
}

/** A service may only name what there is, and each place once; controlapi/service.go#checkSecretExistence, #validateSecretRefsSpec. */
export function checkReferences(r: Reader, cluster: string, spec: ContainerSpec | undefined): void {
  for (const kind of ['secret', 'config'] as const) {
    const places = new Map<string, Reference>();
    const missing: string[] = [];
    for (const x of referencesOf(spec, kind)) {
      const before = places.get(x.File.Name);
      if (before)
        throw rpcError(
          'InvalidArgument',
          `${kind} references '${before.name}' and '${x.name}' have a conflicting target: '${x.File.Name}'`,
          400,
        );
      places.set(x.File.Name, x);
      if (!all(r, cluster, kind).some((f) => f.id === x.id && f.spec.Name === x.name)) missing.push(x.name);
    }
    if (missing.length > 0)
      throw rpcError(
        'InvalidArgument',
        `${kind}${missing.length > 1 ? 's' : ''} not found: ${missing.join(', ')}`,
        400,
      );
  }
}

/** The files that a task's container has of the cluster: secrets below /run/secrets, configs where they say; container/container_unix.go. */
export function placedFiles(r: Reader, spec: ContainerSpec): readonly PlacedFile[] {
  return (['secret', 'config'] as const).flatMap((kind) =>
    referencesOf(spec, kind).map(({ id, File }) => ({
      at: File.Name.startsWith('/') ? File.Name : `${kind === 'secret' ? '/run/secrets' : ''}/${File.Name}`,
      text: base64Decode(r.get(clusterFiles, id)?.spec.Data ?? ''),
      mode: File.Mode,
      owner: File.UID === '0' ? 'root' : File.UID,
    })),
  );
}
