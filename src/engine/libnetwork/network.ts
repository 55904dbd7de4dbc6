import { hexId, parseBool, quoteGo, type Reader, rfc3339Nano, sortedMap, type Tx } from '../../base/index.ts';
import { nextNumber } from '../../os/index.ts';
import type { IPAMConfig, NetworkCreateRequest, NetworkInspect } from '../api/index.ts';
import { ApiError } from '../errors.ts';
import { type Driver, driverOf } from './drivers/index.ts';
import { validateIpam } from './ipam/index.ts';
import { allocateIpam, releaseIpam } from './ipamallocate.ts';
import { isPredefined } from './predefined.ts';
import { endpoints, localId, type Network, networks, shownId } from './rows.ts';

/** Makes a network, with the daemon's checks and then libnetwork's, in their order; moby daemon/network.go#createNetwork. */
export function newNetwork(
  tx: Tx,
  host: string,
  request: NetworkCreateRequest,
): { readonly Id: string; readonly Warning: string } {
  const name = request.Name;
  if (isPredefined(name)) throw new ApiError(403, `operation is not permitted on predefined ${name} network `);
  const driver = request.Driver || 'bridge';
  const options = sortedMap(request.Options ?? {});
  const enableIPv4 = request.EnableIPv4 ?? boolOption(options, 'com.docker.network.enable_ipv4', true);
  const enableIPv6 = request.EnableIPv6 ?? boolOption(options, 'com.docker.network.enable_ipv6', false);
  const wrong = validateIpam(request.IPAM?.Config ?? [], enableIPv6);
  if (wrong !== undefined) throw new ApiError(400, wrong);
  if (name.trim() === '') throw new ApiError(400, 'invalid name: name is empty');
  if (tx.by(networks, 'name', `${host}/${name}`).length > 0)
    throw new ApiError(409, `network with name ${name} already exists`);
  const wanted: Network = {
    id: hexId(tx),
    host,
    name,
    driver,
    scope: request.Scope ?? '',
    created: tx.now,
    seq: nextNumber(tx, 'engine.network'),
    enableIPv4,
    enableIPv6,
    internal: request.Internal ?? false,
    attachable: request.Attachable ?? false,
    ingress: request.Ingress ?? false,
    configOnly: request.ConfigOnly ?? false,
    configFrom: request.ConfigFrom?.Network ?? '',
    labels: sortedMap(request.Labels ?? {}),
    ipamDriver: request.IPAM?.Driver || 'default',
    ipamOptions: request.IPAM?.Options ? sortedMap(request.IPAM.Options) : null,
    ipamConfig: (request.IPAM?.Config ?? []).map(auxiliarySorted),
    ipv4: [],
    ipv6: [],
    options,
    data: { kind: 'config' },
  };
  checkConfig(wanted);
  const made = wanted.configOnly ? { ...wanted, driver: 'null', scope: 'local' } : plumb(tx, wanted, driverFor(wanted));
  tx.put(networks, made.id, made);
  return { Id: made.id, Warning: '' };
}

/** Makes one of the networks that are always there. */
export function newPredefined(tx: Tx, host: string, name: string, driver: string, options: Network['options']): void {
  const bare: Network = {
    id: hexId(tx),
    host,
    name,
    driver,
    scope: 'local',
    created: tx.now,
    seq: nextNumber(tx, 'engine.network'),
    enableIPv4: true,
    enableIPv6: false,
    internal: false,
    attachable: false,
    ingress: false,
    configOnly: false,
    configFrom: '',
    labels: {},
    ipamDriver: 'default',
    ipamOptions: null,
    ipamConfig: [],
    ipv4: [],
    ipv6: [],
    options,
    data: { kind: 'config' },
  };
  tx.put(networks, bare.id, plumb(tx, bare, driverOf(driver)));
}

/** Allocates addresses and lets the driver make what the network is made of. */
function plumb(tx: Tx, wanted: Network, driver: Driver): Network {
  const network = wanted.configFrom === '' ? wanted : configured(tx, wanted);
  const ipam = driver.ipam ? allocateIpam(tx, network, driver) : { ipv4: [], ipv6: [] };
  const full = { ...network, scope: network.scope || driver.scope, ...ipam };
  try {
    return { ...full, data: driver.createNetwork(tx, full) };
  } catch (e) {
    releaseIpam(tx, full);
    throw e;
  }
}

function boolOption(options: Network['options'], key: string, preset: boolean): boolean {
  const text = options[key];
  if (text === undefined) return preset;
  const value = parseBool(text);
  if (value === undefined) throw new ApiError(400, `driver-opt ${quoteGo(key)} is not a valid bool`);
  return value;
}

/** moby libnetwork/network.go#validateConfiguration */
function checkConfig(n: Network): void {
  if (n.configOnly && (n.ingress || n.internal || n.attachable || n.scope !== ''))
    throw new ApiError(
      403,
      'configuration network can only contain network specific fields. Network operator fields like [ ingress | internal | attachable | scope ] are not supported.',
    );
  if (n.configFrom === '') return;
  if (n.configOnly) throw new ApiError(403, 'a configuration network cannot depend on another configuration network');
  const own = [n.enableIPv6, n.ipamDriver !== 'default', n.ipamConfig.length > 0];
  if (own.some(Boolean) || [n.labels, n.ipamOptions ?? {}].some((o) => Object.keys(o).length > 0))
    throw new ApiError(
      403,
      'user specified configurations are not supported if the network depends on a configuration network',
    );
  if (Object.keys(n.options).length > 0)
    throw new ApiError(
      403,
      'network driver options are not supported if the network depends on a configuration network',
    );
}

function driverFor(n: Network): Driver {
  const driver = driverOf(n.driver);
  if (n.scope === 'local' && driver.scope === 'swarm')
    throw new ApiError(403, `cannot downgrade network scope for ${n.driver} networks`);
  if (n.ingress && driver.scope !== 'swarm')
    throw new ApiError(403, 'Ingress network can only be global scope network');
  if (n.scope === 'swarm') throw new ApiError(403, 'cannot create a swarm scoped network when swarm is not active');
  return driver;
}

/** The network with what its configuration network says. */
function configured(r: Reader, n: Network): Network {
  const from = r.by(networks, 'name', `${n.host}/${n.configFrom}`).find((c) => c.configOnly);
  if (!from) throw new ApiError(404, `configuration network ${quoteGo(n.configFrom)} does not exist`);
  const { enableIPv4, enableIPv6, labels, ipamDriver, ipamOptions, ipamConfig, options } = from;
  return { ...n, enableIPv4, enableIPv6, labels, ipamDriver, ipamOptions, ipamConfig, options };
}

/** Finds a network by full id, name, or unique beginning of an id. Throws ApiError. */
export function findNetwork(r: Reader, host: string, ref: string): Network {
  const byId = r.get(networks, ref) ?? r.get(networks, localId(ref, host));
  if (byId && byId.host === host) return byId;
  const named = r.by(networks, 'name', `${host}/${ref}`)[0];
  if (named) return named;
  const prefixed = r.by(networks, 'host', host).filter((n) => n.id.startsWith(ref));
  if (prefixed.length > 1)
    throw new ApiError(400, `network ${ref} is ambiguous (${prefixed.length} matches found based on ID prefix)`);
  const [only] = prefixed;
  if (!only) throw new ApiError(404, `network ${ref} not found`);
  return only;
}

/** Networks of a host in the order of their creation. */
export function networksOf(r: Reader, host: string): Network[] {
  return r.by(networks, 'host', host).sort((a, b) => a.seq - b.seq);
}

/** Removes a network that nothing uses; moby daemon/network.go#deleteNetwork. Throws ApiError. Returns what was removed. */
export function deleteNetwork(tx: Tx, host: string, ref: string): Network {
  const network = findNetwork(tx, host, ref);
  if (isPredefined(network.name))
    throw new ApiError(403, `${network.name} is a pre-defined network and cannot be removed`);
  if (network.configOnly && tx.by(networks, 'host', host).some((n) => n.configFrom === network.name))
    throw new ApiError(403, `error while removing network: configuration network ${quoteGo(network.name)} is in use`);
  const active = tx.by(endpoints, 'network', network.id).sort((a, b) => a.seq - b.seq);
  if (active.length > 0) {
    const list = active.map((e) => `name:${quoteGo(e.name)} id:${quoteGo(e.id.slice(0, 12))}`).join(', ');
    throw new ApiError(403, `error while removing network: network ${network.name} has active endpoints (${list})`);
  }
  if (!network.configOnly) driverOf(network.driver).deleteNetwork(tx, network);
  releaseIpam(tx, network);
  tx.delete(networks, network.id);
  return network;
}

/** Removes all networks without endpoints that `keep` does not hold for; moby daemon/prune.go. */
export function pruneNetworks(tx: Tx, host: string, keep: (network: Network) => boolean = () => false): Network[] {
  const idle = networksOf(tx, host).filter(
    (n) =>
      !isPredefined(n.name) &&
      !n.configOnly &&
      !n.ingress &&
      tx.by(endpoints, 'network', n.id).length === 0 &&
      !keep(n),
  );
  return idle.map((n) => deleteNetwork(tx, host, n.id));
}

/** What `docker network inspect` shows, without what swarm adds. */
export function networkInspect(r: Reader, n: Network): NetworkInspect {
  const joined = r.by(endpoints, 'network', n.id).filter((e) => e.sandbox !== undefined);
  const cidr = (ip: string | undefined, prefix: number | undefined): string =>
    ip === undefined ? '' : `${ip}/${prefix}`;
  const containers = joined
    .sort((a, b) => (a.container < b.container ? -1 : 1))
    .map((e) => {
      const [IPv4Address, IPv6Address] = [cidr(e.ipv4, e.prefix4), cidr(e.ipv6, e.prefix6)];
      return [
        e.container,
        { Name: e.name, EndpointID: e.id, MacAddress: e.mac ?? '', IPv4Address, IPv6Address },
      ] as const;
    });
  return {
    Name: n.name,
    Id: shownId(n.id),
    Created: rfc3339Nano(n.created),
    Scope: n.scope,
    Driver: n.driver,
    EnableIPv4: n.enableIPv4,
    EnableIPv6: n.enableIPv6,
    IPAM: { Driver: n.ipamDriver, Options: n.ipamOptions, Config: shownIpam(n) },
    Internal: n.internal,
    Attachable: n.attachable,
    Ingress: n.ingress,
    ConfigFrom: { Network: n.configFrom },
    ConfigOnly: n.configOnly,
    Containers: Object.fromEntries(containers),
    Options: n.options,
    Labels: n.labels,
  };
}

/** What was asked for; a family that nothing was asked for shows what it got; moby daemon/network.go#buildIPAMResources. */
function shownIpam(n: Network): IPAMConfig[] | null {
  const asked = [...n.ipamConfig].sort((a, b) => Number(isSix(a)) - Number(isSix(b)));
  const given = (pools: Network['ipv4']): IPAMConfig[] =>
    pools.map((p) => ({ Subnet: p.subnet, ...(p.gateway === undefined ? {} : { Gateway: p.gateway }) }));
  const shown = [
    ...asked,
    ...(asked.some((c) => !isSix(c)) ? [] : given(n.ipv4)),
    ...(asked.some(isSix) ? [] : given(n.ipv6)),
  ];
  return shown.length === 0 ? null : shown;
}

function auxiliarySorted(config: IPAMConfig): IPAMConfig {
  return config.AuxiliaryAddresses ? { ...config, AuxiliaryAddresses: sortedMap(config.AuxiliaryAddresses) } : config;
}

function isSix(config: IPAMConfig): boolean {
  return config.Subnet?.includes(':') ?? false;
}
