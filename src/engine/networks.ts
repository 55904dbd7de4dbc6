import type { Reader, Tx } from '../base/index.ts';
import type { EndpointRequest, Filters, NetworkCreateRequest, NetworkInspect } from './api.ts';
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
  type Network,
  networkInspect,
  networks,
  networksOf,
  newNetwork,
  pruneNetworks,
} from './libnetwork/index.ts';

/** `POST /networks/create` */
export function createNetwork(
  tx: Tx,
  host: string,
  request: NetworkCreateRequest,
): { readonly Id: string; readonly Warning: string } {
  const made = newNetwork(tx, host, request);
  const network = tx.get(networks, made.Id);
  if (network) networkEvent(tx, network, 'create');
  return made;
}

const PREDEFINED = ['bridge', 'host', 'none', 'default'];

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
        (!filters.type?.length || filters.type.some((t) => (t === 'builtin') === PREDEFINED.includes(n.name))) &&
        (dangling === undefined || isDangling(n) === dangling),
    )
    .map((n) => ({ ...networkInspect(r, n), Containers: {} }));
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
  return !PREDEFINED.includes(n.name);
}

export function inspectNetwork(r: Reader, host: string, ref: string, scope?: string): NetworkInspect {
  const network = findNetwork(r, host, ref);
  if (scope !== undefined && scope !== '' && scope !== network.scope) throw notFound(`network ${ref} not found`);
  return networkInspect(r, network);
}

export function removeNetwork(tx: Tx, host: string, ref: string): void {
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
  logEvent(tx, { host, type: 'network', action: 'prune', id: '', attributes: { reclaimed: '0' } });
  return gone.map((n) => n.name);
}
