import { ApiError, type Daemon } from '../../../engine/index.ts';
import { err, out, type Process, type Run, readAll, write } from '../../../os/index.ts';
import { logLine } from '../common/index.ts';
import { bool, CliError, command, exactly, string, strings } from '../grammar/index.ts';
import { leaveBehind, waitOnService } from '../service/progress.ts';
import { complaints } from './complaints.ts';
import { networkOf, networkRequest, serviceOf, usedNetworks } from './convert.ts';
import { makeFiles } from './files.ts';
import { ForbiddenError, loadStack, type StackFile } from './load.ts';
import { networksOf, servicesOf } from './swarm.ts';

/** docker stack deploy; cli/command/stack/ of docker/cli. */
export const deploy = command({
  use: 'deploy [OPTIONS] STACK',
  short: 'Deploy a new stack or update an existing stack',
  aliases: ['up'],
  args: exactly(1),
  flags: {
    'compose-file': strings('Path to a Compose file, or "-" to read from stdin', { short: 'c' }),
    detach: bool('Exit immediately instead of waiting for the stack services to converge', {
      short: 'd',
      default: true,
    }),
    prune: bool('Prune services that are no longer referenced'),
    quiet: bool('Suppress progress output', { short: 'q' }),
    'resolve-image': string(
      'Query the registry to resolve image digest and supported platforms ("always", "changed", "never")',
      { default: 'always' },
    ),
    'with-registry-auth': bool('Send registry authentication details to Swarm agents'),
  },

  *run({ args, flags, changed, daemon, proc }): Run<number> {
    const stack = args[0] ?? '';
    const files = flags['compose-file'];
    const stdin = files[0] === '-' ? yield* readAll() : '';
    const { stack: file, warnings } = loaded(proc, files, stdin);
    for (const warning of warnings) yield* write(logLine(proc, 'warning', warning), 2);
    yield* write(complaints(file), 2);
    if (!changed('detach')) yield* write(DETACHED, 2);
    checkManager(daemon);
    if (flags.prune) yield* prune(daemon, stack, file);
    yield* makeNetworks(daemon, stack, file);
    yield* makeFiles(proc, daemon, stack, file, 'secret');
    yield* makeFiles(proc, daemon, stack, file, 'config');
    const ids = yield* deployServices(daemon, stack, file, flags['resolve-image'] !== 'never');
    if (flags.detach) yield* leaveBehind();
    else for (const id of ids) yield* waitOnService(proc, daemon, id, flags.quiet);
    return 0;
  },
});

const DETACHED =
  'Since --detach=false was not specified, tasks will be created in the background.\nIn a future release, --detach=false will become the default.\n';

function loaded(proc: Process, files: readonly string[], stdin: string): ReturnType<typeof loadStack> {
  try {
    return loadStack(proc, files, stdin);
  } catch (e) {
    if (!(e instanceof ForbiddenError)) throw e;
    throw new CliError(`Compose file contains unsupported options:\n\n${e.keys.join('\n')}\n`);
  }
}

/** checkDaemonIsSwarmManager */
function checkManager(daemon: Daemon): void {
  if (!daemon.info().Swarm.ControlAvailable)
    throw new CliError(
      'this node is not a swarm manager. Use "docker swarm init" or "docker swarm join" to connect this node to swarm and try again',
    );
}

/** Services that the file does not name any more go. */
function* prune(daemon: Daemon, stack: string, file: StackFile): Run<void> {
  for (const { ID, Spec } of servicesOf(daemon, stack)) {
    if (Object.keys(file.services).some((name) => Spec.Name === `${stack}_${name}`)) continue;
    yield* out(`Removing service ${Spec.Name}`);
    daemon.serviceRemove(ID);
  }
}

function* makeNetworks(daemon: Daemon, stack: string, file: StackFile): Run<void> {
  const used = usedNetworks(file);
  for (const name of used) checkExternal(daemon, networkOf(file, stack, name));
  const known = new Set(networksOf(daemon, stack).map((n) => n.Name));
  for (const key of used) {
    const { name, external } = networkOf(file, stack, key);
    if (external || known.has(name)) continue;
    yield* out(`Creating network ${name}`);
    try {
      daemon.networkCreate(networkRequest(file, stack, key));
    } catch (e) {
      throw e instanceof ApiError
        ? new CliError(`failed to create network ${name}: Error response from daemon: ${e.message}`)
        : e;
    }
  }
}

function checkExternal(daemon: Daemon, { name, external }: ReturnType<typeof networkOf>): void {
  if (!external || ['bridge', 'host', 'none', 'default'].includes(name)) return;
  try {
    const { Scope } = daemon.networkInspect(name);
    if (Scope === 'swarm') return;
    throw new CliError(
      `network "${name}" is declared as external, but it is not in the right scope: "${Scope}" instead of "swarm"`,
    );
  } catch (e) {
    if (!(e instanceof ApiError)) throw e;
    throw new CliError(
      `network "${name}" is declared as external, but could not be found. You need to create a swarm-scoped network before the stack is deployed`,
    );
  }
}

function* deployServices(daemon: Daemon, stack: string, file: StackFile, queryRegistry: boolean): Run<string[]> {
  const known = servicesOf(daemon, stack);
  const ids: string[] = [];
  for (const name of Object.keys(file.services).sort()) {
    const spec = serviceOf(daemon, file, stack, name);
    const old = known.find((s) => s.Spec.Name === spec.Name);
    if (old) {
      yield* out(`Updating service ${spec.Name} (id: ${old.ID})`);
      const ForceUpdate = old.Spec.TaskTemplate.ForceUpdate;
      const { Warnings } = yield* attempt(
        `failed to update service ${spec.Name}`,
        daemon.serviceUpdate(
          old.ID,
          old.Version.Index,
          { ...spec, TaskTemplate: { ...spec.TaskTemplate, ForceUpdate } },
          { queryRegistry },
        ),
      );
      for (const warning of Warnings) yield* err(warning);
      ids.push(old.ID);
    } else {
      yield* out(`Creating service ${spec.Name}`);
      const { ID } = yield* attempt(
        `failed to create service ${spec.Name}`,
        daemon.serviceCreate(spec, { queryRegistry }),
      );
      ids.push(ID);
    }
  }
  return ids;
}

function* attempt<T>(what: string, run: Run<T>): Run<T> {
  try {
    return yield* run;
  } catch (e) {
    throw e instanceof ApiError ? new CliError(`${what}: Error response from daemon: ${e.message}`) : e;
  }
}
