import type { Reader, Tx } from '../base/index.ts';
import type { EndpointRequest, Filters, NetworkCreateRequest, NetworkInspect } from './api/index.ts';
import { findContainer } from './containers/lookup.ts';
import { connectNetwork, disconnectNetwork } from './containers/networking.ts';
import { ApiError, badRequest, notFound } from './errors.ts';
import { logEvent, networkEvent } from './events.ts';
import { checkFilters, exactMatch, fuzzyMatch, labelsMatch, pruneFilters } from './filters.ts';
import {
  deleteNetwork,
  disconnectEndpoint,
  endpoints,
  findNetwork,
  isPredefined,
  type Network,
  networkInspect,
  networks,
  networksOf,
  newNetwork,
  peersOf,
  pruneNetworks,
  servicesOf,
} from './libnetwork/index.ts';
import {
  createSwarmNetwork as createSwarm,
  isSwarmRequest,
  pruneSwarmNetworks,
  remoteNetworks,
  removeSwarmNetwork,
} from './swarm/networks.ts';

/** `POST /networks/create` */
export function createNetwork(
  tx: Tx,
  host: string,
  request: NetworkCreateRequest,
): { readonly Id: string; readonly Warning: string } {
  if (!isPredefined(request.Name) && isSwarmRequest(tx, host, request))
    return { Id: createSwarm(tx, host, request), Warning: '' };
  const made = newNetwork(tx, host, request);
  const network = tx.get(networks, made.Id);
  if (network) networkEvent(tx, network, 'create');
  return made;
}

/** `GET /networks`; daemon/network/filter.go */
export function listNetworks(r: Reader, host: string, given?: Filters): readonly NetworkInspect[] {
  const filters = checkFilters(given, ['dangling', 'driver', 'id', 'label', 'name', 'scope', 'type']);
  const dangling = danglingFilter(filters.dangling);
  for (const type of filters.type ?? [])
    if (type !== 'custom' && type !== 'builtin') throw badRequest(`invalid filter: 'type'='${type}'`);
  return networksOf(r, host)
    .filter(
      (n) =>
        exactMatch(filters.driver, n.driver) &&
        fuzzyMatch(filters.name, n.name) &&
        fuzzyMatch(filters.id, n.id) &&
        labelsMatch(filters.label, n.labels) &&
        exactMatch(filters.scope, n.scope) &&
        (!filters.type?.length || filters.type.some((t) => (t === 'builtin') === isPredefined(n.name))) &&
        (dangling === undefined || isDangling(n) === dangling),
    )
    .map((n): NetworkInspect => ({ ...networkInspect(r, n), Containers: {} }))
    .concat(remoteNetworks(r, host).filter((n) => remoteMatches(n, filters, dangling)));
}

/** The same filters for what only the swarm's store knows. */
function remoteMatches(n: NetworkInspect, filters: Filters, dangling: boolean | undefined): boolean {
  return (
    exactMatch(filters.driver, n.Driver) &&
    fuzzyMatch(filters.name, n.Name) &&
    fuzzyMatch(filters.id, n.Id) &&
    labelsMatch(filters.label, n.Labels) &&
    exactMatch(filters.scope, n.Scope) &&
    (!filters.type?.length || filters.type.includes('custom')) &&
    dangling !== false
  );
}

function danglingFilter(values: readonly string[] | undefined): boolean | undefined {
  if (!values?.length) return undefined;
  const value = values[0] ?? '';
  if (values.length > 1 || !['true', '1', 'false', '0'].includes(value))
    throw badRequest(`invalid value for filter 'dangling', must be "true" (or "1"), or "false" (or "0")`);
  return value === 'true' || value === '1';
}

/** The list does not know which containers are on a network, so that all but those that are always there count as dangling. */
function isDangling(n: Network): boolean {
  return !isPredefined(n.name);
}

/** `GET /networks/{id}`: of this host, or of the swarm; with `verbose` the services that are known there. */
export function inspectNetwork(
  r: Reader,
  host: string,
  ref: string,
  options: { readonly scope?: string; readonly verbose?: boolean } = {},
): NetworkInspect {
  const remote = swarmOnly(r, host, ref);
  if (remote) return remote;
  const network = findNetwork(r, host, ref);
  if (options.scope && options.scope !== network.scope) throw notFound(`network ${ref} not found`);
  const shown = networkInspect(r, network);
  if (network.swarmId === undefined) return shown;
  return {
    ...shown,
    Peers: peersOf(r, network),
    ...(options.verbose ? { Services: servicesOf(r, network) } : {}),
  };
}

/** A network of the swarm that is not on this host, if the reference means one. */
function swarmOnly(r: Reader, host: string, ref: string): NetworkInspect | undefined {
  const all = remoteNetworks(r, host);
  if (all.length === 0 || networksOf(r, host).some((n) => n.name === ref || n.id === ref)) return undefined;
  return (
    all.find((n) => n.Id === ref || n.Name === ref) ??
    (networksOf(r, host).some((n) => n.id.startsWith(ref)) ? undefined : all.find((n) => n.Id.startsWith(ref)))
  );
}

/** Whether a reference means a network of the swarm. */
function isSwarmNetwork(r: Reader, host: string, ref: string): boolean {
  if (swarmOnly(r, host, ref)) return true;
  try {
    return findNetwork(r, host, ref).swarmId !== undefined;
  } catch (e) {
    if (e instanceof ApiError) return false;
    throw e;
  }
}

/** `DELETE /networks/{id}` */
export function removeNetwork(tx: Tx, host: string, ref: string): void {
  if (isSwarmNetwork(tx, host, ref)) {
    removeSwarmNetwork(tx, host, ref);
    return;
  }
  networkEvent(tx, deleteNetwork(tx, host, ref), 'destroy');
}

/** `POST /networks/{id}/connect` */
export function connect(tx: Tx, host: string, ref: string, container: string, request: EndpointRequest): void {
  connectNetwork(tx, findContainer(tx, host, container), ref, request);
}

/** `POST /networks/{id}/disconnect`; by force even the endpoint of a container that is gone. */
export function disconnect(tx: Tx, host: string, ref: string, container: string, force: boolean): void {
  let found: ReturnType<typeof findContainer>;
  try {
    found = findContainer(tx, host, container);
  } catch (e) {
    if (!force || !(e instanceof ApiError)) throw e;
    const network = findNetwork(tx, host, ref);
    const endpoint = tx.by(endpoints, 'network', network.id).find((x) => x.name === container);
    if (!endpoint) throw notFound(`endpoint ${container} not found`);
    disconnectEndpoint(tx, endpoint.id);
    return;
  }
  disconnectNetwork(tx, found, ref, force);
}

/** `POST /networks/prune`: names of what was removed. */
export function prune(tx: Tx, host: string, filters?: Filters): readonly string[] {
  const { keep } = pruneFilters(filters, tx.now);
  const gone = pruneNetworks(tx, host, (n) => keep(n.created, n.labels));
  for (const n of gone) networkEvent(tx, n, 'destroy');
  const swarm = pruneSwarmNetworks(tx, host, keep);
  logEvent(tx, { host, type: 'network', action: 'prune', id: '', attributes: { reclaimed: '0' } });
  return [...swarm, ...gone.map((n) => n.name)];
}
