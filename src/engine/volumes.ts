import { compareText, hexId, quoteGo, type Reader, rfc3339Nano, type Tx } from '../base/index.ts';
import { fsAdd, fsDelete } from '../os/index.ts';
import type { Filters, PruneReport, Volume, VolumeCreateRequest } from './api/index.ts';
import { badRequest, conflict, notFound } from './errors.ts';
import { logEvent } from './events.ts';
import { boolFilter, checkFilters, fuzzyMatch, labelsMatch, pruneFilters } from './filters.ts';
import { type VolumeRow, volumes } from './rows.ts';

const NAME = /^[a-zA-Z0-9][a-zA-Z0-9_.-]+$/;

/** Options of the driver local; volume/local/local_linux.go of moby. */
const OPTIONS = ['device', 'o', 'size', 'type'];

const key = (host: string, name: string) => `${host}/${name}`;

/** `POST /volumes/create`; an existing one of the same name is answered. */
export function createVolume(tx: Tx, host: string, request: VolumeCreateRequest): VolumeRow {
  const name = request.Name || hexId(tx);
  const existing = tx.get(volumes, key(host, name));
  if (existing) return existing;
  const driver = request.Driver || 'local';
  if (driver !== 'local')
    throw notFound(`create ${name}: error looking up volume plugin ${driver}: plugin "${driver}" not found`);
  if (name.length === 1)
    throw badRequest(`create ${name}: volume name is too short, names should be at least two alphanumeric characters`);
  if (!NAME.test(name))
    throw badRequest(
      `create ${name}: "${name}" includes invalid characters for a local volume name, only "[a-zA-Z0-9][a-zA-Z0-9_.-]" are allowed. If you intended to pass a host directory, use absolute path`,
    );
  const unknown = Object.keys(request.DriverOpts ?? {}).find((option) => !OPTIONS.includes(option));
  if (unknown !== undefined) throw badRequest(`create ${name}: invalid option: ${quoteGo(unknown)}`);
  const row: VolumeRow = {
    host,
    name,
    created: tx.now,
    labels: request.Labels && Object.keys(request.Labels).length > 0 ? request.Labels : null,
    options: request.DriverOpts && Object.keys(request.DriverOpts).length > 0 ? request.DriverOpts : null,
    anonymous: !request.Name,
    fs: `v:${host}/${name}`,
    users: [],
  };
  fsAdd(tx, row.fs);
  tx.put(volumes, key(host, name), row);
  logEvent(tx, { host, type: 'volume', action: 'create', id: name, attributes: { driver: 'local' } });
  return row;
}

/** A volume by its name; throws when there is none. */
export function findVolume(r: Reader, host: string, name: string): VolumeRow {
  const row = r.get(volumes, key(host, name));
  if (!row) throw notFound(`get ${name}: no such volume`);
  return row;
}

/** Notes that a container has, or no longer has, a volume. */
export function holdVolume(tx: Tx, host: string, name: string, container: string, used: boolean): void {
  const row = tx.get(volumes, key(host, name));
  if (!row) return;
  const others = row.users.filter((u) => u !== container);
  tx.put(volumes, key(host, name), { ...row, users: used ? [...others, container] : others });
}

/** Deletes a volume with its data. */
export function removeVolume(tx: Tx, host: string, name: string, force = false): void {
  const row = tx.get(volumes, key(host, name));
  if (!row && force) return;
  const found = findVolume(tx, host, name);
  if (found.users.length > 0) throw conflict(`remove ${name}: volume is in use - [${found.users.join(', ')}]`);
  fsDelete(tx, found.fs);
  tx.delete(volumes, key(host, name));
  logEvent(tx, { host, type: 'volume', action: 'destroy', id: name, attributes: { driver: 'local' } });
}

/** `GET /volumes/{name}` */
export function volumeJson(row: VolumeRow): Volume {
  return {
    CreatedAt: rfc3339Nano(Math.floor(row.created / 1000) * 1000),
    Driver: 'local',
    Labels: row.anonymous ? { 'com.docker.volume.anonymous': '', ...row.labels } : row.labels,
    Mountpoint: `/var/lib/docker/volumes/${row.name}/_data`,
    Name: row.name,
    Options: row.options,
    Scope: 'local',
  };
}

/** `GET /volumes` */
export function listVolumes(r: Reader, host: string, filters?: Filters): readonly Volume[] {
  const given = checkFilters(filters, ['dangling', 'name', 'driver', 'label']);
  const dangling = given.dangling?.length ? boolFilter(given, 'dangling', false) : undefined;
  return r
    .by(volumes, 'host', host)
    .filter((v) => dangling === undefined || (v.users.length === 0) === dangling)
    .filter((v) => fuzzyMatch(given.name, v.name) && (!given.driver?.length || given.driver.includes('local')))
    .filter((v) => labelsMatch(given.label, v.labels))
    .sort((a, b) => compareText(a.name, b.name))
    .map(volumeJson);
}

/** Removes unused anonymous volumes; with the filter all=1 named ones too. */
export function pruneVolumes(tx: Tx, host: string, filters?: Filters): PruneReport {
  const { keep, filters: given } = pruneFilters(filters, tx.now, ['all']);
  const all = boolFilter(given, 'all', false);
  const gone = tx
    .by(volumes, 'host', host)
    .filter((v) => v.users.length === 0 && (all || v.anonymous) && !keep(v.created, v.labels))
    .sort((a, b) => compareText(a.name, b.name));
  for (const v of gone) removeVolume(tx, host, v.name);
  logEvent(tx, { host, type: 'volume', action: 'prune', id: '', attributes: { reclaimed: '0' } });
  return { deleted: gone.map((v) => v.name), SpaceReclaimed: 0 };
}
