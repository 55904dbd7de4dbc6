import type { Reader, Tx } from '../../base/index.ts';
import {
  copy,
  fsAdd,
  fsDelete,
  joinPath,
  list,
  type Mount,
  mkdir,
  resolvePath,
  stat,
  writeFile,
} from '../../os/index.ts';
import type { ContainerCreateRequest, MountPoint } from '../api/index.ts';
import { ApiError, badRequest } from '../errors.ts';
import { type Container, volumes } from '../rows.ts';
import { createVolume, holdVolume } from '../volumes.ts';
import { findContainer } from './lookup.ts';

const MOUNT_TYPES: readonly string[] = ['bind', 'volume', 'tmpfs'];
const MODES = [
  'rw',
  'ro',
  'z',
  'Z',
  'cached',
  'delegated',
  'consistent',
  'nocopy',
  'rprivate',
  'private',
  'rshared',
  'shared',
  'rslave',
  'slave',
];

/** A `-v` value taken apart: `[source:]target[:mode]`; volume/mounts/linux_parser.go. */
function parseBind(spec: string): { readonly source: string; readonly target: string; readonly mode: string } {
  const parts = spec.split(':');
  const invalid = () => badRequest(`invalid volume specification: '${spec}'`);
  if (parts.length > 3 || parts.some((p) => p === '')) throw invalid();
  const [first = '', second, third] = parts;
  if (second === undefined) return { source: '', target: first, mode: '' };
  const mode = third ?? '';
  if (mode !== '' && !mode.split(',').every((m) => MODES.includes(m))) throw badRequest(`invalid mode: ${mode}`);
  if (!second.startsWith('/'))
    throw badRequest(
      `invalid volume specification: '${spec}': invalid mount config for type "${first.startsWith('/') ? 'bind' : 'volume'}": invalid mount path: '${second}' mount path must be absolute`,
    );
  if (joinPath('/', second) === '/')
    throw badRequest(
      `invalid volume specification: '${spec}': invalid mount config for type "${first.startsWith('/') ? 'bind' : 'volume'}": invalid specification: destination can't be '/'`,
    );
  return { source: first, target: joinPath('/', second), mode };
}

/** Those of another container; that it is missing is a wrong parameter, lest the client pull an image. daemon/volumes.go registerMountPoints */
function mountsOf(r: Reader, host: string, ref: string): readonly MountPoint[] {
  try {
    return findContainer(r, host, ref).mounts;
  } catch (e) {
    if (e instanceof ApiError) throw badRequest(e.message);
    throw e;
  }
}

/** The mounts of a container that is being made; named and anonymous volumes come into being here. */
export function makeMounts(
  tx: Tx,
  host: string,
  id: string,
  request: ContainerCreateRequest,
  imageVolumes: readonly string[],
): readonly MountPoint[] {
  const made: MountPoint[] = [];
  for (const from of request.HostConfig?.VolumesFrom ?? []) {
    for (const m of mountsOf(tx, host, from.split(':')[0] ?? '')) made.push(m);
  }
  for (const spec of request.HostConfig?.Binds ?? []) {
    const { source, target, mode } = parseBind(spec);
    const RW = !mode.split(',').includes('ro');
    if (made.some((m) => m.Destination === target)) throw badRequest(`Duplicate mount point: ${target}`);
    if (source.startsWith('/'))
      made.push({
        Type: 'bind',
        Source: joinPath('/', source),
        Destination: target,
        Mode: mode,
        RW,
        Propagation: 'rprivate',
      });
    else made.push(volumeMount(tx, host, source, target, mode === '' ? 'z' : mode, RW));
  }
  for (const m of request.HostConfig?.Mounts ?? []) {
    const RW = !m.ReadOnly;
    if (!MOUNT_TYPES.includes(m.Type))
      throw badRequest(`invalid mount config for type "${m.Type}": mount type unknown`);
    if (!m.Target.startsWith('/'))
      throw badRequest(
        `invalid mount config for type "${m.Type}": invalid mount path: '${m.Target}' mount path must be absolute`,
      );
    const target = joinPath('/', m.Target);
    if (m.Type === 'tmpfs')
      made.push({ Type: 'tmpfs', Source: '', Destination: target, Mode: '', RW, Propagation: '' });
    else if (m.Type === 'volume') made.push(volumeMount(tx, host, m.Source ?? '', target, 'z', RW));
    else {
      if (!stat(tx, `h:${host}`, m.Source ?? ''))
        throw badRequest(`invalid mount config for type "bind": bind source path does not exist: ${m.Source ?? ''}`);
      made.push({
        Type: 'bind',
        Source: m.Source ?? '',
        Destination: target,
        Mode: '',
        RW,
        Propagation: m.BindOptions?.Propagation || 'rprivate',
      });
    }
  }
  for (const path of [...new Set([...Object.keys(request.Config.Volumes ?? {}), ...imageVolumes])].sort())
    if (!made.some((m) => m.Destination === path)) made.push(volumeMount(tx, host, '', path, '', true));
  for (const m of made) if (m.Name !== undefined) holdVolume(tx, host, m.Name, id, true);
  return made.sort((a, b) => (a.Destination < b.Destination ? -1 : 1));
}

function volumeMount(tx: Tx, host: string, name: string, target: string, mode: string, RW: boolean): MountPoint {
  const volume = createVolume(tx, host, name === '' ? {} : { Name: name });
  return {
    Type: 'volume',
    Name: volume.name,
    Source: `/var/lib/docker/volumes/${volume.name}/_data`,
    Destination: target,
    Driver: 'local',
    Mode: mode,
    RW,
    Propagation: '',
  };
}

/** A file system in memory: what it held is gone with the last run. */
function tmpfs(tx: Tx, c: Container, at: string): Mount {
  const fs = `tmpfs:${c.id}:${at}`;
  fsDelete(tx, fs);
  fsAdd(tx, fs);
  return { at, fs, path: '/' };
}

/** The mounts of its file system; missing bind sources are made as directories, empty volumes get what the image has there. */
export function fileMounts(tx: Tx, c: Container): readonly Mount[] {
  const mounts: Mount[] = Object.keys(c.hostConfig.Tmpfs ?? {}).map((at) => tmpfs(tx, c, at));
  for (const m of c.mounts) {
    const readonly = m.RW ? {} : { readonly: true };
    if (m.Type === 'tmpfs') {
      mounts.push({ ...tmpfs(tx, c, m.Destination), ...readonly });
      continue;
    }
    if (m.Type === 'bind') {
      if (!stat(tx, `h:${c.host}`, m.Source)) mkdir(tx, `h:${c.host}`, m.Source, { parents: true });
      mounts.push({
        at: m.Destination,
        fs: `h:${c.host}`,
        path: resolvePath(tx, `h:${c.host}`, m.Source),
        ...readonly,
      });
      continue;
    }
    const volume = tx.get(volumes, `${c.host}/${m.Name ?? ''}`);
    if (!volume) continue;
    mounts.push({ at: m.Destination, fs: volume.fs, path: '/', ...readonly });
  }
  return [...mounts, ...placedMounts(tx, c)];
}

/** Secrets and configs of the swarm: read only, in a file system in memory; daemon/container_operations_unix.go#setupSecretDir. */
function placedMounts(tx: Tx, c: Container): readonly Mount[] {
  if (!c.placed?.length) return [];
  const fs = `placed:${c.id}`;
  fsDelete(tx, fs);
  fsAdd(tx, fs);
  return c.placed.map(({ at, text, mode, owner }) => {
    writeFile(tx, fs, at, text, { mode, owner, parents: true });
    return { at, fs, path: at, readonly: true };
  });
}

/** Copies what the image has at a volume's place into the volume, if it is still empty; volume_copy_linux.go. */
export function fillVolumes(tx: Tx, c: Container, image: string): void {
  const asked = c.hostConfig.Mounts ?? [];
  for (const m of c.mounts) {
    const spec = asked.find((it) => joinPath('/', it.Target) === m.Destination);
    if (spec?.VolumeOptions?.NoCopy || m.Mode.split(',').includes('nocopy')) continue;
    const volume = m.Type === 'volume' ? tx.get(volumes, `${c.host}/${m.Name ?? ''}`) : undefined;
    if (!volume || list(tx, volume.fs, '/').length > 0 || stat(tx, image, m.Destination)?.kind !== 'dir') continue;
    for (const name of list(tx, image, m.Destination))
      copy(tx, { fs: image, path: joinPath(m.Destination, name) }, { fs: volume.fs, path: `/${name}` });
  }
}

/** Lets go of its volumes; `anonymous` removes those that only it had and that had no name. */
export function releaseVolumes(tx: Tx, c: Container, anonymous: boolean): readonly string[] {
  const gone: string[] = [];
  for (const m of c.mounts) {
    if (m.Name === undefined) continue;
    holdVolume(tx, c.host, m.Name, c.id, false);
    const row = tx.get(volumes, `${c.host}/${m.Name}`);
    if (anonymous && row?.anonymous && row.users.length === 0) gone.push(row.name);
  }
  return gone;
}
