import { hexId, type Tx } from '../../base/index.ts';
import { fsAdd, nextNumber, writeFile } from '../../os/index.ts';
import type { ContainerCreateRequest, EndpointRequest, HostConfig } from '../api/index.ts';
import { ApiError, badRequest } from '../errors.ts';
import { containerEvent } from '../events.ts';
import { digest } from '../images/digest.ts';
import { getImage } from '../images/store.ts';
import { endpointSettingErrors, findNetwork, networks as networkTable } from '../libnetwork/index.ts';
import { type AttachedNetwork, type Container, containers, type ImageRow } from '../rows.ts';
import { fullHostConfig, mergeConfig } from './config.ts';
import { findContainer } from './lookup.ts';
import { fileMounts, fillVolumes, makeMounts } from './mounts.ts';
import { generateName, reserveName } from './names.ts';
import { checkNetworkMode, checkSettings } from './validate.ts';

/** `POST /containers/create`; the checks come in the order of daemon/create.go. */
export function createContainer(
  tx: Tx,
  host: string,
  name: string | undefined,
  request: ContainerCreateRequest,
): { readonly Id: string; readonly Warnings: readonly string[] } {
  checkNetworkMode(request);
  const mode = networkMode(request.HostConfig?.NetworkMode ?? '');
  const image = getImage(tx, host, request.Config.Image);
  checkSettings(request.Config, request.HostConfig ?? {});
  const warnings = [...weightDiscarded(request.HostConfig ?? {}), ...discardedPorts(mode, request)];
  checkEndpoints(tx, host, request.NetworkingConfig?.EndpointsConfig ?? {});
  checkShared(tx, host, request.HostConfig ?? {});
  const id = hexId(tx);
  const config = mergeConfig(id, hostnameOf(host, mode, request), request, image.config);
  const bare = name === undefined || name === '' ? generateName(tx, host) : reserveName(tx, host, name);
  const mounts = makeMounts(tx, host, id, request, Object.keys(image.config.Volumes ?? {}));
  const target = mode.startsWith('container:') ? containerMode(tx, host, mode) : mode;
  const links = registerLinks(tx, host, mode, request);
  const [path = '', ...args] = [...(config.Entrypoint ?? []), ...(config.Cmd ?? [])];
  const container: Container = {
    id,
    host,
    name: bare,
    created: tx.now,
    seq: nextNumber(tx, `containers/${host}`),
    image: image.id,
    path,
    args,
    config,
    hostConfig: fullHostConfig(request.HostConfig ?? {}, target, null),
    networks: attached(target, request),
    mounts,
    state: {
      running: false,
      paused: false,
      restarting: false,
      removing: false,
      dead: false,
      pid: 0,
      exitCode: 0,
      error: '',
    },
    restartCount: 0,
    runs: 0,
    stoppedByHand: false,
    stopping: false,
    backoff: 0,
    links,
    sandboxKey: '',
    sandboxId: '',
    layer: digest(`layer of ${id}`),
  };
  tx.put(containers, id, container);
  makeFiles(tx, container, image);
  containerEvent(tx, container, 'create');
  return { Id: id, Warnings: warnings };
}

/** The containers whose processes or memory are to be shared must exist; daemon/container.go#adaptContainerSettings. */
function checkShared(tx: Tx, host: string, config: Partial<HostConfig>): void {
  for (const mode of [config.PidMode, config.IpcMode]) {
    if (!mode?.startsWith('container:')) continue;
    try {
      findContainer(tx, host, mode.slice('container:'.length));
    } catch (e) {
      throw e instanceof ApiError ? badRequest(e.message) : e; // not a 404: the client would pull the image
    }
  }
}

/** The lab machines' kernel has no weights for block devices; daemon/daemon_unix.go#verifyPlatformContainerResources. */
function weightDiscarded({ BlkioWeight: weight = 0 }: Partial<HostConfig>): readonly string[] {
  return weight > 0
    ? ['Your kernel does not support Block I/O weight or the cgroup is not mounted. Weight discarded.']
    : [];
}

/** The router turns `default` into the default network; container_routes.go. */
function networkMode(mode: string): string {
  return mode === '' || mode === 'default' ? 'bridge' : mode;
}

function discardedPorts(mode: string, request: ContainerCreateRequest): readonly string[] {
  const published = Object.keys(request.HostConfig?.PortBindings ?? {}).length > 0;
  return mode === 'host' && published ? ['Published ports are discarded when using host network mode'] : [];
}

function hostnameOf(host: string, mode: string, request: ContainerCreateRequest): string {
  const own = request.Config.Hostname ?? '';
  return own === '' && mode === 'host' ? host : own;
}

/** daemon/create.go validateNetworkingConfig: only networks that exist can be checked. */
function checkEndpoints(tx: Tx, host: string, endpoints: Readonly<Record<string, EndpointRequest>>): void {
  for (const [name, request] of Object.entries(endpoints)) {
    const ref = name === 'default' ? 'bridge' : name;
    const network = tryNetwork(tx, host, ref);
    const errors = endpointSettingErrors(network, ref, request);
    if (errors === undefined) continue;
    throw badRequest(`invalid config for network ${ref}: ${errors}`);
  }
}

function tryNetwork(tx: Tx, host: string, ref: string) {
  const named = tx.by(networkTable, 'name', `${host}/${ref}`)[0] ?? tx.get(networkTable, ref);
  if (named) return named;
  try {
    return findNetwork(tx, host, ref);
  } catch {
    return undefined;
  }
}

/** A target that exists is kept by its id; daemon/create.go. */
function containerMode(tx: Tx, host: string, mode: string): string {
  try {
    return `container:${findContainer(tx, host, mode.slice('container:'.length)).id}`;
  } catch {
    return mode;
  }
}

function registerLinks(tx: Tx, host: string, mode: string, request: ContainerCreateRequest): Container['links'] {
  if (mode !== 'bridge') return [];
  return (request.HostConfig?.Links ?? []).map((link) => {
    const [name = '', alias] = link.split(':');
    try {
      return { child: findContainer(tx, host, name).id, alias: alias ?? name.replace(/^\//, '') };
    } catch (e) {
      throw badRequest(`could not get container for ${name}: ${e instanceof Error ? e.message : ''}`);
    }
  });
}

/** The networks that it will be on; daemon/create.go updateContainerNetworkSettings. */
function attached(mode: string, request: ContainerCreateRequest): Readonly<Record<string, AttachedNetwork>> {
  if (mode.startsWith('container:')) return {};
  const given = request.NetworkingConfig?.EndpointsConfig ?? {};
  const own = given[mode] ?? given.default;
  const entry = (endpoint: EndpointRequest): AttachedNetwork => ({ request: endpoint, networkId: '', dnsNames: null });
  const mac = request.Config.MacAddress;
  const main = { ...own, ...(mac && !own?.MacAddress ? { MacAddress: mac } : {}) };
  const links =
    mode !== 'bridge' && request.HostConfig?.Links?.length && !main.Links ? { Links: request.HostConfig.Links } : {};
  const others = Object.entries(given).filter(([name]) => name !== mode && name !== 'default');
  return { [mode]: entry({ ...main, ...links }), ...Object.fromEntries(others.map(([name, e]) => [name, entry(e)])) };
}

/** Its root file system over the image's, with its mounts and the files that the daemon writes. */
function makeFiles(tx: Tx, c: Container, image: ImageRow): void {
  const fs = `c:${c.id}`;
  fillVolumes(tx, c, image.fs);
  fsAdd(tx, fs, { lower: image.fs, mounts: fileMounts(tx, c) });
  for (const path of ['/.dockerenv']) writeFile(tx, fs, path, '', { mode: 0o755, parents: true });
}
