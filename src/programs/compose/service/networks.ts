import { ApiError, type IPAMConfig, type NetworkCreateRequest } from '../../../engine/index.ts';
import type { Run } from '../../../os/index.ts';
import {
  ComposeError,
  dictIn,
  dictsIn,
  flagIn,
  mappingIn,
  networkHash,
  type Project,
  quoted,
  type Struct,
  textIn,
} from '../model/index.ts';
import { containersOf } from './containers.ts';
import { type Compose, flush, warn } from './context.ts';
import { daemonText } from './errors.ts';
import { COMPOSE_VERSION, LABEL } from './labels.ts';
import type { Progress } from './progress.ts';
import { stopServices } from './stop.ts';

/** Makes sure that a project's networks are there; returns their ids by key. Throws ComposeError. */
export function* ensureNetworks(
  compose: Compose,
  project: Project,
  progress: Progress,
): Run<ReadonlyMap<string, string>> {
  const ids = new Map<string, string>();
  for (const key of [...project.networks.keys()].sort()) {
    const network = project.networks.get(key);
    if (network) ids.set(key, yield* ensureNetwork(compose, project, key, network, progress));
  }
  return ids;
}

function* ensureNetwork(
  compose: Compose,
  project: Project,
  key: string,
  network: Struct,
  progress: Progress,
): Run<string> {
  const name = textIn(network, 'name');
  if (flagIn(network, 'external')) return externalNetwork(compose, name);
  const inspected = inspect(compose, name);
  let dangling: readonly string[] = [];
  if (inspected) {
    const labels = inspected.Labels ?? {};
    yield* warnForeign(compose, name, project.name, labels[LABEL.project]);
    const own = labels[LABEL.network] ?? '';
    if (own !== key)
      throw new ComposeError(
        `network ${name} was found but has incorrect label ${LABEL.network} set to ${quoted(own)} (expected: ${quoted(key)})`,
      );
    const hash = labels[LABEL.hash] ?? '';
    if (hash === '' || hash === networkHash(network)) return inspected.Id;
    dangling = yield* removeDiverged(compose, project, key, name, progress);
  }
  const event = `Network ${name}`;
  yield* progress.event(event, 'Creating');
  let id: string;
  try {
    id = compose.daemon.networkCreate(requestOf(project, key, network)).Id;
  } catch (e) {
    if (!(e instanceof ApiError)) throw e;
    yield* progress.event(event, 'Error', 'error');
    throw new ComposeError(`failed to create network ${name}: ${daemonText(e)}`);
  }
  yield* progress.event(event, 'Created');
  for (const container of dangling) compose.daemon.networkConnect(name, { Container: container });
  return id;
}

function inspect(compose: Compose, name: string) {
  try {
    const found = compose.daemon.networkInspect(name);
    return found.Name === name || found.Id === name ? found : undefined;
  } catch (e) {
    if (e instanceof ApiError) return undefined;
    throw e;
  }
}

function* warnForeign(compose: Compose, name: string, project: string, owner: string | undefined): Run<void> {
  const hint = 'Set `external: true` to use an existing network';
  if (owner === undefined) warn(compose, `a network with name ${name} exists but was not created by compose.\n${hint}`);
  else if (owner !== project)
    warn(compose, `a network with name ${name} exists but was not created for project ${quoted(project)}.\n${hint}`);
  yield* flush(compose);
}

/** A network that was there before: by its name or id. Throws ComposeError. */
function externalNetwork(compose: Compose, name: string): string {
  const found = compose.daemon
    .networkList({ name: [name] })
    .filter((network) => network.Name === name || network.Id === name);
  const own = found.length === 0 ? inspect(compose, name) : found[0];
  if (found.length > 1)
    throw new ComposeError(
      `multiple networks with name ${quoted(name)} were found. Use network ID as \`name\` to avoid ambiguity`,
    );
  if (own) return own.Id;
  // a swarm's network may come to this node only when it is used
  const { LocalNodeState } = compose.daemon.info().Swarm;
  if (LocalNodeState !== 'inactive' && LocalNodeState !== 'locked') return 'swarm';
  throw new ComposeError(`network ${name} declared as external, but could not be found`);
}

/** A network whose configuration has changed: its containers stop, and it goes. Returns the containers. */
function* removeDiverged(
  compose: Compose,
  project: Project,
  key: string,
  name: string,
  progress: Progress,
): Run<readonly string[]> {
  const services = [...project.services.values()]
    .filter(({ config }) => dictIn(config, 'networks')?.has(key))
    .map((service) => service.name);
  yield* stopServices(compose, project, { services }, progress);
  const containers = containersOf(compose, project.name, { all: true, services });
  for (const { Id } of containers) compose.daemon.networkDisconnect(name, { Container: Id, Force: true });
  compose.daemon.networkRemove(name);
  yield* progress.event(`Network ${name}`, 'Removed');
  return containers.map(({ Id }) => Id);
}

/** What the daemon is asked for. */
function requestOf(project: Project, key: string, network: Struct): NetworkCreateRequest {
  const labels = {
    ...mappingIn(network, 'labels'),
    [LABEL.network]: key,
    [LABEL.project]: project.name,
    [LABEL.version]: COMPOSE_VERSION,
    [LABEL.hash]: networkHash(network),
  };
  const ipam = dictIn(network, 'ipam') ?? new Map();
  const pools = dictsIn(ipam, 'config').map(poolOf);
  const driver = textIn(ipam, 'driver');
  const [v4, v6] = [network.get('enable_ipv4'), network.get('enable_ipv6')];
  return {
    Name: textIn(network, 'name'),
    Driver: textIn(network, 'driver'),
    Labels: labels,
    Options: mappingIn(network, 'driver_opts'),
    Internal: flagIn(network, 'internal'),
    Attachable: flagIn(network, 'attachable'),
    ...(driver === '' && pools.length === 0 ? {} : { IPAM: { Driver: driver, Options: null, Config: pools } }),
    ...(typeof v4 === 'boolean' ? { EnableIPv4: v4 } : {}),
    ...(typeof v6 === 'boolean' ? { EnableIPv6: v6 } : {}),
  };
}

function poolOf(pool: Struct): IPAMConfig {
  const part = (key: string) => textIn(pool, key);
  const aux = mappingIn(pool, 'aux_addresses');
  return {
    ...(part('subnet') === '' ? {} : { Subnet: part('subnet') }),
    ...(part('ip_range') === '' ? {} : { IPRange: part('ip_range') }),
    ...(part('gateway') === '' ? {} : { Gateway: part('gateway') }),
    ...(Object.keys(aux).length === 0 ? {} : { AuxiliaryAddresses: aux }),
  };
}

/** Removes a project's network, unless something is still in it; pkg/compose/down.go. */
export function* removeNetwork(
  compose: Compose,
  project: string,
  key: string,
  name: string,
  progress: Progress,
): Run<void> {
  const label = [`${LABEL.project}=${project}`, `${LABEL.network}=${key}`];
  const networks = compose.daemon.networkList({ label });
  if (networks.length === 0) return;
  const event = `Network ${name}`;
  yield* progress.event(event, 'Removing');
  let found = 0;
  for (const network of networks) {
    if (network.Name !== name) continue;
    const used = Object.keys(compose.daemon.networkInspect(network.Id).Containers ?? {}).length > 0;
    if (used) {
      yield* progress.event(event, 'Resource is still in use');
      found++;
      continue;
    }
    try {
      compose.daemon.networkRemove(network.Id);
    } catch (e) {
      if (!(e instanceof ApiError)) throw e;
      yield* progress.event(event, 'Error', 'error');
      throw new ComposeError(`failed to remove network ${name}: ${daemonText(e)}`);
    }
    yield* progress.event(event, 'Removed');
    found++;
  }
  if (found === 0) yield* progress.event(event, 'No resource found to remove');
}
