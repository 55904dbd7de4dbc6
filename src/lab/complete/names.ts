import { type ContainerSummary, type Daemon, daemonOf } from '../../engine/index.ts';
import { FsError, joinPath, readFile } from '../../os/index.ts';
import { contextNames, servicesIn } from '../../programs/index.ts';
import type { At } from './at.ts';

type Worth = (c: ContainerSummary) => boolean;
const runs: Worth = (c) => c.State !== 'exited' && c.State !== 'created';
const free: Worth = (c) => c.State === 'running';

/** Which containers a verb can do something with; the filters of cli/command/container of docker/cli. */
const WORTH: Readonly<Record<string, Worth>> = {
  attach: free,
  exec: free,
  kill: runs,
  pause: free,
  port: runs,
  start: (c) => !runs(c),
  stats: runs,
  stop: runs,
  top: runs,
  unpause: (c) => c.State === 'paused',
};

/** The names of what a usage line calls `slot`: containers, networks, images, services of a swarm or of a compose file … */
export function names(at: At, slot: string, verb = ''): readonly string[] {
  const daemon = daemonOf(at.kernel, at.place.host);
  switch (slot) {
    case 'CONTAINER':
      return daemon
        .containerList({ all: true })
        .filter(WORTH[verb] ?? (() => true))
        .flatMap((c) => c.Names.map((name) => name.slice(1)));
    case 'NETWORK':
      return daemon.networkList().map((n) => n.Name);
    case 'IMAGE':
    case 'SOURCE_IMAGE':
      return daemon.imageList().flatMap((i) => i.RepoTags.map((tag) => tag.replace(/:latest$/, '')));
    case 'VOLUME':
      return daemon.volumeList().map((v) => v.Name);
    case 'CONTEXT':
      return contextNames(at.kernel.world, at.place.fs);
    case 'NAME':
      return ['CONTAINER', 'NETWORK', 'VOLUME', 'IMAGE'].flatMap((kind) => names(at, kind));
    default:
      return [...clusterNames(daemon, slot), ...composeNames(at, slot)];
  }
}

/** What only a manager of a swarm knows. */
function clusterNames(daemon: Daemon, slot: string): readonly string[] {
  if (!daemon.info().Swarm.ControlAvailable) return [];
  if (slot === 'SERVICE') return daemon.serviceList().flatMap((s) => s.Spec.Name ?? []);
  if (slot === 'NODE') return daemon.nodeList().flatMap((n) => n.Description?.Hostname ?? []);
  if (slot === 'SECRET') return daemon.clusterFileList('secret').map((f) => f.Spec.Name);
  if (slot === 'CONFIG') return daemon.clusterFileList('config').map((f) => f.Spec.Name);
  if (slot !== 'STACK') return [];
  const stacks = daemon.serviceList().map((s) => s.Spec.Labels?.['com.docker.stack.namespace']);
  return stacks.flatMap((stack) => (stack === undefined ? [] : [stack]));
}

/** Where compose looks for its file. */
const COMPOSE_FILES = ['compose.yaml', 'compose.yml', 'docker-compose.yaml', 'docker-compose.yml'];

/** The services of the compose file in the current folder. */
function composeNames({ kernel, place, state }: At, slot: string): readonly string[] {
  if (slot !== 'SERVICE' && slot !== 'SERVICES') return [];
  for (const file of COMPOSE_FILES) {
    try {
      return servicesIn(readFile(kernel.world, place.fs, joinPath(state.cwd, file)));
    } catch (error) {
      if (!(error instanceof FsError)) throw error;
    }
  }
  return [];
}
