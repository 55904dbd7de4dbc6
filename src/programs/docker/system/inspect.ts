import { ApiError, type Daemon } from '../../../engine/index.ts';
import { err } from '../../../os/index.ts';
import { goType } from '../api/index.ts';
import { showInspected } from '../common/index.ts';
import type { Inspected } from '../format/index.ts';
import { notSimulated } from '../format/index.ts';
import { atLeast, bool, CliError, command, string } from '../grammar/index.ts';
import { inspectFormat } from '../opts/index.ts';

/** docker inspect; cli/command/system/ of docker/cli. */
export const inspect = command({
  use: 'inspect [OPTIONS] NAME|ID [NAME|ID...]',
  short: 'Return low-level information on Docker objects',
  args: atLeast(1),
  flags: {
    format: inspectFormat({ short: 'f' }),
    size: bool('Display total file sizes if the type is container', { short: 's' }),
    type: string('Only inspect objects of the given type'),
  },

  *run({ args, flags, changed, daemon }) {
    const { type } = flags;
    const kinds = ['config', 'container', 'image', 'network', 'node', 'plugin', 'secret', 'service', 'task', 'volume'];
    const oneOf = `must be one of "${kinds.join('", "')}"`;
    if (changed('type') && type === '') throw new CliError(`type is empty: ${oneOf}`);
    if (type !== '' && !kinds.includes(type)) throw new CliError(`unknown type: "${type}": ${oneOf}`);
    const searches = SEARCHES.filter((s) => type === '' || s.kind === type);
    if (searches.length === 0) throw notSimulated(`docker inspect --type ${type}`);
    const ignored: string[] = [];
    const get = (ref: string): Inspected => {
      for (const search of searches) {
        if (type === '' && SWARM_SEARCHES.includes(search) && !daemon.info().Swarm.ControlAvailable) continue;
        const found = attempt(() => search.get(daemon, ref, flags.size), type === '');
        if (!found) continue;
        if (flags.size && search.kind !== 'container') ignored.push(search.kind);
        return found;
      }
      throw new CliError(`Error: No such object: ${ref}`);
    };
    const warn = function* () {
      for (const kind of ignored) yield* err(`WARNING: --size ignored for ${kind}`);
    };
    try {
      return yield* showInspected(args, flags.format, get);
    } finally {
      yield* warn();
    }
  },
});

interface Search {
  readonly kind: string;
  readonly get: (daemon: Daemon, ref: string, size: boolean) => Inspected;
}

/** Objects that only a manager knows: nobody else is asked of them. */
const SWARM_SEARCHES: readonly Search[] = [
  {
    kind: 'service',
    get: (daemon, ref) => ({
      type: goType('swarm.Service'),
      data: daemon.serviceInspect(ref, { insertDefaults: true }),
    }),
  },
  { kind: 'task', get: (daemon, ref) => ({ type: goType('swarm.Task'), data: daemon.taskInspect(ref) }) },
  { kind: 'node', get: (daemon, ref) => ({ type: goType('swarm.Node'), data: daemon.nodeInspect(ref) }) },
  {
    kind: 'secret',
    get: (daemon, ref) => ({ type: goType('swarm.Secret'), data: daemon.clusterFileInspect('secret', ref) }),
  },
  {
    kind: 'config',
    get: (daemon, ref) => ({ type: goType('swarm.Config'), data: daemon.clusterFileInspect('config', ref) }),
  },
];

/** What docker inspect looks through, in this order. */
const SEARCHES: readonly Search[] = [
  {
    kind: 'container',
    get: (daemon, ref, size) => ({
      type: goType('container.InspectResponse'),
      data: daemon.containerInspect(ref, { size }),
    }),
  },
  { kind: 'image', get: (daemon, ref) => ({ type: goType('image.InspectResponse'), data: daemon.imageInspect(ref) }) },
  { kind: 'network', get: (daemon, ref) => ({ type: goType('network.Inspect'), data: daemon.networkInspect(ref) }) },
  { kind: 'volume', get: (daemon, ref) => ({ type: goType('volume.Volume'), data: daemon.volumeInspect(ref) }) },
  ...SWARM_SEARCHES,
];

/** An object, or nothing when there is none of that kind and another kind may be tried. */
function attempt(get: () => Inspected, skip: boolean): Inspected | undefined {
  try {
    return get();
  } catch (e) {
    if (skip && e instanceof ApiError && (e.status === 404 || /not supported|invalid reference format/.test(e.message)))
      return undefined;
    throw e;
  }
}
