import type {
  ClusterFileKind,
  ClusterFileSpec,
  ConfigReference,
  ContainerSpec,
  Daemon,
  SecretReference,
} from '../../../engine/index.ts';
import { ApiError } from '../../../engine/index.ts';
import { out, type Process, type Run } from '../../../os/index.ts';
import type { Dict, Value } from '../../compose/yaml/index.ts';
import { clusterFileId, contentOf } from '../common/index.ts';
import { CliError } from '../grammar/index.ts';
import type { StackFile } from './load.ts';
import { dict, list, NAMESPACE, pairs, text } from './values.ts';

const sectionOf = (file: StackFile, kind: ClusterFileKind) => (kind === 'secret' ? file.secrets : file.configs);

/** The name of a secret or config in the swarm, and whether the stack makes it. */
function nameOf(file: StackFile, stack: string, kind: ClusterFileKind, key: string) {
  const config = sectionOf(file, kind)[key];
  if (!config) throw new CliError(`undefined ${kind} ${JSON.stringify(key)}`);
  const external = config.get('external') ?? false;
  const own = text(config.get('name')) || text(dict(external).get('name'));
  return external === false
    ? { name: own || `${stack}_${key}`, external: false }
    : { name: own || key, external: true };
}

/** Makes what the file has of one kind; one that is there may only get other labels. */
export function* makeFiles(
  proc: Process,
  daemon: Daemon,
  stack: string,
  file: StackFile,
  kind: ClusterFileKind,
): Run<void> {
  for (const [key, config] of Object.entries(sectionOf(file, kind))) {
    const { name, external } = nameOf(file, stack, kind, key);
    if (external) continue;
    const Labels = { ...pairs(config.get('labels')), [NAMESPACE]: stack };
    const spec: ClusterFileSpec = { Name: name, Labels, Data: yield* contentOf(proc, text(config.get('file'))) };
    const known = daemon.clusterFileList(kind, { name: [name] }).find((f) => f.Spec.Name === name);
    if (known) attempt(`failed to update ${kind} ${name}`, () => daemon.clusterFileUpdate(kind, known.ID, spec));
    else {
      yield* out(`Creating ${kind} ${name}`);
      attempt(`failed to create ${kind} ${name}`, () => daemon.clusterFileCreate(kind, spec));
    }
  }
}

function attempt(what: string, act: () => unknown): void {
  try {
    act();
  } catch (e) {
    throw e instanceof ApiError ? new CliError(`${what}: Error response from daemon: ${e.message}`) : e;
  }
}

/** What a service has of them; cli/compose/convert/service.go#convertServiceSecrets, #convertServiceConfigObjs. */
export function filesOfService(
  daemon: Daemon,
  file: StackFile,
  stack: string,
  s: Dict,
): Pick<ContainerSpec, 'Secrets' | 'Configs'> {
  const of = (kind: ClusterFileKind, value: Value | undefined) =>
    list(value)
      .map((item) => {
        const long = dict(item);
        const source = text(long.get('source'));
        const { name } = nameOf(file, stack, kind, source);
        const File = {
          Name: text(long.get('target')) || source,
          UID: text(long.get('uid')) || '0',
          GID: text(long.get('gid')) || '0',
          Mode: long.has('mode') ? Number(long.get('mode')) : 0o444,
        };
        return { File, name, id: clusterFileId(daemon, kind, name) };
      })
      .sort((a, b) => (a.name < b.name ? -1 : 1));
  const Secrets = of('secret', s.get('secrets')).map(
    ({ File, name, id }): SecretReference => ({ File, SecretID: id, SecretName: name }),
  );
  const Configs = of('config', s.get('configs')).map(
    ({ File, name, id }): ConfigReference => ({ File, ConfigID: id, ConfigName: name }),
  );
  return { ...(Secrets.length > 0 ? { Secrets } : {}), ...(Configs.length > 0 ? { Configs } : {}) };
}
