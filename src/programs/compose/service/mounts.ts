import type { ContainerSummary, MountSpec } from '../../../engine/index.ts';
import {
  ComposeError,
  dictIn,
  dictsIn,
  flagIn,
  imageOf,
  mappingIn,
  numberIn,
  type Project,
  type Service,
  type Struct,
  textIn,
} from '../model/index.ts';
import { type Compose, warn } from './context.ts';

interface Mounts {
  readonly binds: readonly string[];
  readonly mounts: readonly MountSpec[];
}

interface Mount {
  readonly type: string;
  readonly source: string;
  readonly target: string;
  readonly readonly: boolean;
  /** What the file says of it; absent for what was inherited. */
  readonly volume?: Struct;
  /** A secret or a config. */
  readonly file?: boolean;
}

/** What a container mounts; buildContainerVolumes of pkg/compose/create.go. Throws ComposeError. */
export function mountsOf(
  compose: Compose,
  project: Project,
  service: Service,
  inherit: ContainerSummary | undefined,
): Mounts {
  const all = new Map<string, Mount>();
  for (const mount of inherit ? inherited(compose, project, service, inherit) : []) all.set(mount.target, mount);
  const kept = new Set(all.keys());
  for (const volume of dictsIn(service.config, 'volumes')) {
    const target = textIn(volume, 'target');
    // an anonymous volume stays that of the container before
    if (textIn(volume, 'source') === '' && kept.has(target)) continue;
    all.set(target, mountOf(compose, project, volume));
  }
  for (const mount of files(compose, project, service)) if (!all.has(mount.target)) all.set(mount.target, mount);
  const binds: string[] = [];
  const mounts: MountSpec[] = [];
  for (const mount of all.values()) {
    if (asBind(mount)) binds.push(`${mount.source}:${mount.target}:${optionsOf(mount)}`);
    else mounts.push(spec(mount));
  }
  return { binds, mounts };
}

function mountOf(compose: Compose, project: Project, volume: Struct): Mount {
  const type = textIn(volume, 'type');
  for (const option of ['bind', 'volume', 'tmpfs'])
    if (option !== type && volume.has(option))
      warn(compose, `mount of type \`${type}\` should not define \`${option}\` option`);
  const source = textIn(volume, 'source');
  const named = type === 'volume' ? project.volumes.get(source) : undefined;
  return {
    type,
    source: named ? textIn(named, 'name') : source,
    target: textIn(volume, 'target'),
    readonly: flagIn(volume, 'read_only'),
    volume,
  };
}

/** Binds and named volumes go as texts, the rest as mounts. */
function asBind({ type, source, volume, file }: Mount): boolean {
  if (!volume || file || source === '') return false;
  const bind = dictIn(volume, 'bind');
  if (type === 'bind')
    return !bind || (flagIn(bind, 'create_host_path') && !bind.has('propagation') && !bind.has('recursive'));
  const options = dictIn(volume, 'volume');
  return type === 'volume' && !(options?.has('labels') || options?.has('subpath') || options?.has('nocopy'));
}

function optionsOf({ readonly, volume }: Mount): string {
  const bind = volume ? dictIn(volume, 'bind') : undefined;
  const extra = bind ? [textIn(bind, 'selinux'), textIn(bind, 'propagation')] : [];
  return [readonly ? 'ro' : 'rw', ...extra.filter((option) => option !== '')].join(',');
}

function spec({ type, source, target, readonly, volume }: Mount): MountSpec {
  if (type !== 'bind' && type !== 'volume' && type !== 'tmpfs')
    throw new ComposeError(`dockernet-course: not simulated: volumes of type ${type}`, 99);
  const mount: MountSpec = {
    Type: type,
    ...(source === '' ? {} : { Source: source }),
    Target: target,
    ...(readonly ? { ReadOnly: true } : {}),
  };
  const options = volume ? dictIn(volume, type) : undefined;
  if (!options) return mount;
  switch (type) {
    case 'bind':
      return { ...mount, BindOptions: bindOptions(options) };
    case 'volume':
      return { ...mount, VolumeOptions: volumeOptions(options) };
    case 'tmpfs':
      return { ...mount, TmpfsOptions: tmpfsOptions(options) };
  }
}

function bindOptions(bind: Struct): Required<MountSpec>['BindOptions'] {
  const [propagation, recursive] = [textIn(bind, 'propagation'), textIn(bind, 'recursive')];
  return {
    ...(propagation === '' ? {} : { Propagation: propagation }),
    ...(recursive === 'disabled' ? { NonRecursive: true } : {}),
    ...(flagIn(bind, 'create_host_path') ? { CreateMountpoint: true } : {}),
    ...(recursive === 'writable' ? { ReadOnlyNonRecursive: true } : {}),
    ...(recursive === 'readonly' ? { ReadOnlyForceRecursive: true } : {}),
  };
}

function volumeOptions(volume: Struct): Required<MountSpec>['VolumeOptions'] {
  if (textIn(volume, 'subpath') !== '')
    throw new ComposeError('dockernet-course: not simulated: subpath of a volume', 99);
  const labels = mappingIn(volume, 'labels');
  return {
    ...(flagIn(volume, 'nocopy') ? { NoCopy: true } : {}),
    ...(Object.keys(labels).length === 0 ? {} : { Labels: labels }),
  };
}

function tmpfsOptions(tmpfs: Struct): Required<MountSpec>['TmpfsOptions'] {
  const [size, mode] = [numberIn(tmpfs, 'size'), numberIn(tmpfs, 'mode')];
  return { ...(size === 0 ? {} : { SizeBytes: size }), ...(mode === 0 ? {} : { Mode: mode }) };
}

/** What the container that is replaced had beside what the file names. */
function inherited(compose: Compose, project: Project, service: Service, c: ContainerSummary): readonly Mount[] {
  const declared = compose.daemon.imageInspect(imageOf(service, project.name)).Config.Volumes ?? {};
  const anonymous = new Set(
    dictsIn(service.config, 'volumes')
      .filter((volume) => textIn(volume, 'source') === '')
      .map((volume) => textIn(volume, 'target')),
  );
  return c.Mounts.filter(
    (m) => m.Type !== 'tmpfs' && (Object.hasOwn(declared, m.Destination) || anonymous.has(m.Destination)),
  ).map((m) => ({
    type: m.Type,
    source: m.Type === 'volume' ? (m.Name ?? '') : m.Source,
    target: m.Destination,
    readonly: !m.RW,
  }));
}

/** Secrets and configs that are files. */
function files(compose: Compose, project: Project, service: Service): readonly Mount[] {
  const of = (key: 'secrets' | 'configs', folder: string): readonly Mount[] =>
    dictsIn(service.config, key).flatMap((reference): readonly Mount[] => {
      const source = textIn(reference, 'source');
      const defined = project[key].get(source) ?? new Map();
      const kind = key.slice(0, -1);
      if (flagIn(defined, 'external'))
        throw new ComposeError(`unsupported external ${kind} ${textIn(defined, 'name')}`);
      if (defined.has('environment') || defined.has('content')) return [];
      if (['uid', 'gid', 'mode'].some((option) => reference.has(option))) warn(compose, IGNORED[key]);
      if (key === 'secrets' && !compose.files.exists(textIn(defined, 'file')))
        warn(compose, `${kind} file ${textIn(defined, 'name')} does not exist`);
      const given = textIn(reference, 'target') || source;
      const target = given.startsWith('/') ? given : folder + given;
      return [
        { type: 'bind', source: textIn(defined, 'file'), target, readonly: true, volume: bindOf(key), file: true },
      ];
    });
  return [...of('secrets', '/run/secrets/'), ...of('configs', '/')];
}

const IGNORED = {
  secrets: 'secrets `uid`, `gid` and `mode` are not supported, they will be ignored',
  configs: 'config `uid`, `gid` and `mode` are not supported, they will be ignored',
};

/** compose says of a secret alone how it is bound. */
const bindOf = (key: 'secrets' | 'configs'): Struct => (key === 'secrets' ? new Map([['bind', new Map()]]) : new Map());
