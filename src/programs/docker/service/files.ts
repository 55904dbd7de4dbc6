import type {
  ClusterFileKind,
  ConfigReference,
  ContainerSpec,
  Daemon,
  SecretReference,
} from '../../../engine/index.ts';
import { clusterFileId } from '../common/index.ts';
import { CliError } from '../grammar/index.ts';
import type { ClusterFileFlag } from '../opts/index.ts';

/** What `--secret` and `--config` ask for, each known by its id; cli/command/service/parse.go of docker/cli. */
export function secretReferences(daemon: Daemon, flags: readonly ClusterFileFlag[]): readonly SecretReference[] {
  checkTargets('secret', flags);
  return flags.map((f) => ({
    File: place(f),
    SecretID: clusterFileId(daemon, 'secret', f.source),
    SecretName: f.source,
  }));
}

export function configReferences(daemon: Daemon, flags: readonly ClusterFileFlag[]): readonly ConfigReference[] {
  checkTargets('config', flags);
  return flags.map((f) => ({
    File: place(f),
    ConfigID: clusterFileId(daemon, 'config', f.source),
    ConfigName: f.source,
  }));
}

function checkTargets(kind: ClusterFileKind, flags: readonly ClusterFileFlag[]): void {
  const seen = new Set<string>();
  for (const { source, target } of flags) {
    if (seen.has(target)) throw new CliError(`duplicate ${kind} target for ${source} not allowed`);
    seen.add(target);
  }
}

const place = ({ target, uid, gid, mode }: ClusterFileFlag) => ({ Name: target, UID: uid, GID: gid, Mode: mode });

/** The files of a service with some taken away and others added; cli/command/service/update.go#getUpdatedSecrets. */
export function changedFiles(
  daemon: Daemon,
  old: ContainerSpec,
  flags: {
    readonly 'secret-add': readonly ClusterFileFlag[];
    readonly 'secret-rm': readonly string[];
    readonly 'config-add': readonly ClusterFileFlag[];
    readonly 'config-rm': readonly string[];
  },
): Pick<ContainerSpec, 'Secrets' | 'Configs'> {
  const Secrets = [
    ...(old.Secrets ?? []).filter((x) => !flags['secret-rm'].includes(x.SecretName)),
    ...secretReferences(daemon, flags['secret-add']),
  ];
  const Configs = [
    ...(old.Configs ?? []).filter((x) => !flags['config-rm'].includes(x.ConfigName)),
    ...configReferences(daemon, flags['config-add']),
  ];
  return { ...(Secrets.length > 0 ? { Secrets } : {}), ...(Configs.length > 0 ? { Configs } : {}) };
}
