import type { ContainerSummary, MountSpec } from '../../../engine/index.ts';
import {
  ComposeError,
  dictIn,
  dictsIn,
  flagIn,
  imageOf,
  type Project,
  type Service,
  type Struct,
  textIn,
} from '../model/index.ts';
import type { Compose } from './context.ts';

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
    all.set(target, mountOf(project, volume));
  }
  for (const mount of files(project, service)) if (!all.has(mount.target)) all.set(mount.target, mount);
  const binds: string[] = [];
  const mounts: MountSpec[] = [];
  for (const mount of all.values()) {
    if (asBind(mount)) binds.push(`${mount.source}:${mount.target}:${optionsOf(mount)}`);
    else mounts.push(spec(mount));
  }
  return { binds, mounts };
}

function mountOf(project: Project, volume: Struct): Mount {
  const type = textIn(volume, 'type');
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
function asBind({ type, source, volume }: Mount): boolean {
  if (!volume || source === '') return false;
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

function spec({ type, source, target, readonly }: Mount): MountSpec {
  if (type !== 'bind' && type !== 'volume' && type !== 'tmpfs')
    throw new ComposeError(`dockernet-course: not simulated: volumes of type ${type}`, 99);
  return {
    Type: type,
    ...(source === '' ? {} : { Source: source }),
    Target: target,
    ...(readonly ? { ReadOnly: true } : {}),
  };
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
function files(project: Project, service: Service): readonly Mount[] {
  const of = (key: 'secrets' | 'configs', folder: string): readonly Mount[] =>
    dictsIn(service.config, key).flatMap((reference): readonly Mount[] => {
      const source = textIn(reference, 'source');
      const defined = project[key].get(source) ?? new Map();
      const kind = key.slice(0, -1);
      if (flagIn(defined, 'external'))
        throw new ComposeError(`unsupported external ${kind} ${textIn(defined, 'name')}`);
      if (defined.has('environment') || defined.has('content')) return [];
      const given = textIn(reference, 'target') || source;
      const target = given.startsWith('/') ? given : folder + given;
      return [{ type: 'bind', source: textIn(defined, 'file'), target, readonly: true, volume: bindOf(key) }];
    });
  return [...of('secrets', '/run/secrets/'), ...of('configs', '/')];
}

/** A secret must be there; a config's file may be made. */
const bindOf = (key: 'secrets' | 'configs'): Struct => (key === 'secrets' ? new Map([['bind', new Map()]]) : new Map());
