import type { Reader, Tx } from '../../base/index.ts';
import type { EndpointRequest } from '../api/index.ts';
import { badRequest, conflict, forbidden, notFound, systemError } from '../errors.ts';
import { networkEvent } from '../events.ts';
import {
  connectEndpoint,
  deleteSandbox,
  disconnectEndpoint,
  type Endpoint,
  endpointSettingErrors,
  endpointsOf,
  findNetwork,
  hostGateways,
  isPredefined,
  type Network,
  networks,
  newSandbox,
  portRequests,
  renameEndpoints,
  type SandboxConfig,
  sandboxes,
} from '../libnetwork/index.ts';
import { type AttachedNetwork, type Container, containers } from '../rows.ts';
import { attachContainer, attached, detachContainer, serviceOf, spread } from '../swarm/attach.ts';
import { linkEntries } from './links.ts';

/** Names under which the embedded resolver knows a container on a network: its name, aliases, short id, host name; daemon/container_operations.go buildEndpointDNSNames. */
export function dnsNames(c: Container, aliases: readonly string[]): readonly string[] {
  return [...new Set([c.name, ...aliases, c.id.slice(0, 12), c.config.Hostname].filter((n) => n !== ''))];
}

/** A network by name, id or prefix, or undefined. */
export function lookupNetwork(r: Reader, host: string, ref: string): Network | undefined {
  const named = r.by(networks, 'name', `${host}/${ref}`)[0];
  if (named) return named;
  try {
    return findNetwork(r, host, ref);
  } catch {
    return undefined;
  }
}

/** Makes the network stack of a container that starts. Throws when it shares one that it cannot. */
export function openSandbox(tx: Tx, c: Container): Container {
  if (c.hostConfig.NetworkMode.startsWith('container:')) return c;
  const sandbox = newSandbox(tx, c.host, sandboxConfig(tx, c));
  return tx.put(containers, c.id, { ...c, sandboxId: sandbox.id, sandboxKey: sandbox.key });
}

function sandboxConfig(tx: Tx, c: Container): SandboxConfig {
  const { config, hostConfig } = c;
  const useHost = hostConfig.NetworkMode === 'host';
  // nat.Port: a bare number is of tcp
  const ports = Object.keys(config.ExposedPorts ?? {}).map((key) => (key.includes('/') ? key : `${key}/tcp`));
  const exposed = [...new Set(ports)].sort();
  return {
    container: c.id,
    netns: useHost ? c.host : `c:${c.id}`,
    useHost,
    fs: `c:${c.id}`,
    hostname: config.Hostname,
    domainname: config.Domainname,
    extraHosts: [...extraHosts(tx, c), ...linkEntries(tx, c)],
    dns: hostConfig.Dns ?? [],
    dnsSearch: hostConfig.DnsSearch ?? [],
    dnsOptions: hostConfig.DnsOptions ?? [],
    exposed,
    ports: portRequests(hostConfig.PortBindings ?? {}, exposed, hostConfig.PublishAllPorts),
  };
}

/** `--add-host`: `name:ip`, where the address may be `host-gateway`. */
function extraHosts(tx: Tx, c: Container): { readonly name: string; readonly ip: string }[] {
  return (c.hostConfig.ExtraHosts ?? []).flatMap((entry) => {
    const cut = entry.indexOf(':');
    const [name, value] = [entry.slice(0, cut), entry.slice(cut + 1)];
    const ips = value === 'host-gateway' ? hostGateways(tx, c.host) : [value.replace(/^\[(.*)\]$/, '$1')];
    return ips.map((ip) => ({ name, ip }));
  });
}

/** Connects a starting container to all its networks, the default bridge first; daemon/container_operations.go allocateNetwork. */
export function allocateNetworks(tx: Tx, id: string): void {
  const c = row(tx, id);
  const names = Object.keys(c.networks);
  const order = [...names.filter((n) => n === 'bridge'), ...names.filter((n) => n !== 'bridge')];
  for (const name of order) {
    const known = c.networks[name]?.networkId;
    if (known && endpointsOf(tx, id).some((e) => e.network === known)) continue; // the same network under another name
    connectRunning(tx, id, name, c.networks[name]?.request ?? {}, true);
  }
}

/** Connects a container that runs to a network; connectToNetwork. */
function connectRunning(tx: Tx, id: string, ref: string, request: EndpointRequest, starting: boolean): void {
  const c = row(tx, id);
  if (c.hostConfig.NetworkMode.startsWith('container:')) throw sharedConflict();
  const known = c.networks[ref]?.networkId;
  const place = attachContainer(tx, c, starting && known ? known : ref, request);
  const network = place?.network ?? (starting && known ? tx.get(networks, known) : undefined);
  const found = network ?? findNetwork(tx, c.host, starting && known ? known : ref);
  checkMode(tx, c);
  const errors = endpointSettingErrors(found, found.name, request);
  if (errors !== undefined) throw badRequest(errors);
  checkConflicts(tx, c, found, starting);
  // between two runs of a container that restarts there is none
  if (!tx.get(sandboxes, c.sandboxId)) throw notFound(`network sandbox for container ${c.id} not found`);
  const names = isPredefined(found.name)
    ? (c.networks[found.name]?.dnsNames ?? [])
    : dnsNames(c, request.Aliases ?? []);
  const endpoint = connectEndpoint(tx, c.sandboxId, found.id, {
    container: c.id,
    name: c.name,
    ipv4: place?.ip || request.IPAMConfig?.IPv4Address || undefined,
    ipv6: request.IPAMConfig?.IPv6Address || undefined,
    mac: request.MacAddress || undefined,
    linkLocal: request.IPAMConfig?.LinkLocalIPs,
    dnsNames: names,
    links: linkNames(request.Links),
    driverOpts: request.DriverOpts ?? undefined,
    gwPriority: request.GwPriority,
    service: serviceOf(tx, c, found),
  });
  attached(tx, found, endpoint);
  remember(tx, c, ref, found, request, endpoint);
  networkEvent(tx, found, 'connect', c.id);
}

/** The network that a container was made for must still be there, whatever it is to be connected to; normalizeNetMode. */
function checkMode(r: Reader, c: Container): void {
  const mode = c.hostConfig.NetworkMode;
  if (mode === 'host' || isPredefined(mode) || mode === 'default' || lookupNetwork(r, c.host, mode)) return;
  throw notFound(`could not find a network matching network mode ${mode}: network ${mode} not found`);
}

/** `other:alias` in a user-defined network: the alias stands for the other's name. */
function linkNames(links: readonly string[] | null | undefined): Readonly<Record<string, string>> | undefined {
  if (!links?.length) return undefined;
  return Object.fromEntries(
    links.map((link) => {
      const [name = '', alias] = link.split(':');
      return [alias ?? name, name];
    }),
  );
}

/** What stays known of the network; a reference by id gives way to the name. */
function remember(
  tx: Tx,
  c: Container,
  ref: string,
  network: Network,
  request: EndpointRequest,
  endpoint: Endpoint | undefined,
): void {
  const now = row(tx, c.id);
  const entry: AttachedNetwork = {
    request,
    networkId: network.id,
    dnsNames: isPredefined(network.name)
      ? (now.networks[network.name]?.dnsNames ?? null)
      : (endpoint?.dnsNames ?? dnsNames(c, request.Aliases ?? [])),
  };
  const others = Object.entries(now.networks);
  const known = ref === network.name || ref === network.id;
  const replaced = others.map(([name, old]): [string, AttachedNetwork] => {
    if (name === network.name || (known && name === ref)) return [network.name, entry];
    return [name, name === ref ? entry : old]; // a shortened id stays beside the name
  });
  const next = replaced.some(([name]) => name === network.name)
    ? replaced
    : [...replaced, [network.name, entry] as [string, AttachedNetwork]];
  tx.put(containers, c.id, { ...now, networks: Object.fromEntries(next) });
}

function sharedConflict() {
  return badRequest(
    'container sharing network namespace with another container or host cannot be connected to any other network',
  );
}

/** runconfig.ErrConflict…: networks that cannot be had together; updateNetworkSettings. */
function checkConflicts(tx: Tx, c: Container, network: Network, starting = false): void {
  const ownHost = c.hostConfig.NetworkMode === 'host';
  if (!ownHost && network.driver === 'host')
    throw badRequest('cannot connect container to host network - container must be created in host network mode');
  for (const name of Object.keys(c.networks)) {
    const other = lookupNetwork(tx, c.host, c.networks[name]?.networkId || name);
    if (!other || other.id === network.id) continue;
    // dockerd looks at them in the order of a Go map; at start the refusal of `host` itself comes as often, and says more
    if (starting && !ownHost && other.driver === 'host') continue;
    if (other.driver === 'host' || network.driver === 'host') throw sharedConflict();
    if (other.name === 'none' || network.name === 'none')
      throw badRequest(
        'container cannot be connected to multiple networks with one of the networks in private (none) mode',
      );
  }
}

/** `POST /networks/{id}/connect` */
export function connectNetwork(tx: Tx, c: Container, ref: string, request: EndpointRequest): void {
  if (c.state.removing || c.state.dead)
    throw conflict(`container ${c.id} is marked for removal and cannot be connected or disconnected to the network`);
  if (c.state.running) {
    connectRunning(tx, c.id, ref, request, false);
    return;
  }
  const network = lookupNetwork(tx, c.host, ref);
  if (!network) {
    tx.put(containers, c.id, { ...c, networks: { ...c.networks, [ref]: { request, networkId: '', dnsNames: null } } });
    return;
  }
  const errors = endpointSettingErrors(network, network.name, request);
  if (errors !== undefined) throw badRequest(errors);
  checkConflicts(tx, c, network);
  // an entry whose network is gone gives way to the one that has its name now; updateNetworkSettings
  const known = c.networks[network.name];
  if (known && lookupNetwork(tx, c.host, known.networkId || network.name)) return;
  const names = isPredefined(network.name) ? null : dnsNames(c, request.Aliases ?? []);
  tx.put(containers, c.id, {
    ...c,
    networks: { ...c.networks, [network.name]: { request, networkId: '', dnsNames: names } },
  });
}

/** `POST /networks/{id}/disconnect` */
export function disconnectNetwork(tx: Tx, c: Container, ref: string, force: boolean): void {
  const network = lookupNetwork(tx, c.host, ref);
  if (!c.state.running || (!network && force)) {
    const name = network?.name ?? ref;
    if (!(name in c.networks)) throw systemError(`container ${c.id} is not connected to the network ${name}`);
    forget(tx, c.id, name);
  } else {
    const found = network ?? findNetwork(tx, c.host, ref);
    if (c.hostConfig.NetworkMode === 'host' && found.driver === 'host')
      throw badRequest('cannot disconnect container from host network - container was created in host network mode');
    const endpoint = endpointsOf(tx, c.id).find((e) => e.network === found.id);
    if (!endpoint) throw forbidden(`container ${c.id} is not connected to network ${found.name}`);
    disconnectEndpoint(tx, endpoint.id);
    forget(tx, c.id, found.name);
    if (found.swarmId !== undefined) detachContainer(tx, c.id, found.swarmId);
  }
  if (network) networkEvent(tx, network, 'disconnect', c.id);
}

function forget(tx: Tx, id: string, name: string): void {
  const c = row(tx, id);
  const { [name]: _gone, ...rest } = c.networks;
  tx.put(containers, id, { ...c, networks: rest });
}

/** Gives the network stack back when a container has stopped (or could not start); releaseNetwork. */
export function releaseNetworks(tx: Tx, id: string): void {
  const c = row(tx, id);
  if (c.sandboxId === '') return;
  deleteSandbox(tx, c.sandboxId);
  for (const [name, entry] of Object.entries(c.networks)) {
    const network = lookupNetwork(tx, c.host, entry.networkId || name);
    if (network) networkEvent(tx, network, 'disconnect', c.id);
    if (network?.swarmId !== undefined) spread(tx, c.host);
  }
  tx.put(containers, id, { ...c, sandboxId: '', sandboxKey: '' });
  detachContainer(tx, id);
}

/** A renamed container's names follow at once; one that runs gets names even on the default bridge, and keeps them; daemon/rename.go. */
export function renameInNetworks(tx: Tx, before: Container, after: Container): void {
  const fresh = (name: string, entry: AttachedNetwork): AttachedNetwork =>
    (isPredefined(name) ? !after.state.running : entry.dnsNames === null)
      ? entry
      : { ...entry, dnsNames: dnsNames(after, entry.request.Aliases ?? []) };
  const next = Object.fromEntries(Object.entries(after.networks).map(([name, e]) => [name, fresh(name, e)]));
  tx.put(containers, after.id, { ...after, networks: next });
  renameEndpoints(tx, after.id, after.name, (old) => {
    const network = tx.get(networks, old.network);
    const entry = network ? next[network.name] : undefined;
    return entry?.dnsNames ?? old.dnsNames.map((n) => (n === before.name ? after.name : n));
  });
  spread(tx, after.host);
}

function row(r: Reader, id: string): Container {
  const c = r.get(containers, id);
  if (!c) throw systemError(`No such container: ${id}`);
  return c;
}
