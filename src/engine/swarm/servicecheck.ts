import type { Reader, Tx } from '../../base/index.ts';
import { generateName } from '../containers/names.ts';
import { ApiError, badRequest } from '../errors.ts';
import { digest } from '../images/digest.ts';
import { parseReference } from '../images/reference.ts';
import { catalogueOf } from '../images/store.ts';
import { findNetwork } from '../libnetwork/index.ts';
import { daemons } from '../rows.ts';
import { parseConstraint } from './constraint.ts';
import { checkReferences } from './files.ts';
import { isJob } from './jobs.ts';
import { checkName, findSwarmNetwork } from './networks.ts';
import { type ServiceRow, services, swarmNetworks } from './rows.ts';
import { rpcError } from './store.ts';
import type { EndpointSpec, NetworkAttachmentConfig, ServiceSpec } from './types.ts';

/** The daemon's and swarmkit's checks in their order: controlapi/service.go#validateServiceSpec, then conflicts. */
export function checked(
  tx: Tx,
  host: string,
  cluster: string,
  given: ServiceSpec,
  old: ServiceRow | undefined,
): ServiceSpec {
  const mode = given.EndpointSpec?.Mode ?? 'vip';
  if (!['vip', 'dnsrr'].includes(mode)) throw badRequest(`invalid resolution mode: "${mode}"`);
  const template = given.TaskTemplate;
  const Networks = (template.Networks ?? []).map((a) => resolved(tx, host, cluster, a));
  const Name = given.Name || (old?.name ?? generateName(tx, host).replace(/[^a-z0-9_-]/g, ''));
  checkName(Name);
  if (!template.ContainerSpec?.Image)
    throw rpcError('InvalidArgument', 'ContainerSpec: image reference must be provided', 400);
  if (!isReference(template.ContainerSpec.Image))
    throw rpcError(
      'InvalidArgument',
      `ContainerSpec: "${template.ContainerSpec.Image}" is not a valid repository/tag`,
      400,
    );
  for (const text of template.Placement?.Constraints ?? []) {
    const parsed = parseConstraint(text);
    if (typeof parsed === 'string') throw rpcError('Unknown', parsed);
  }
  if (isJob(given.Mode) && given.UpdateConfig)
    throw rpcError('InvalidArgument', 'Jobs may not have an update config', 400);
  checkPorts(given.EndpointSpec ?? {});
  checkReferences(tx, cluster, template.ContainerSpec);
  const spec: ServiceSpec = {
    ...given,
    Name,
    TaskTemplate: {
      ...template,
      ContainerSpec: { ...template.ContainerSpec, Isolation: template.ContainerSpec.Isolation ?? 'default' },
      ...(Networks.length > 0 ? { Networks } : {}),
      Runtime: 'container',
    },
    EndpointSpec: { ...given.EndpointSpec, Mode: mode },
  };
  if (spec.Mode.Replicated && spec.Mode.Replicated.Replicas === undefined)
    throw rpcError('InvalidArgument', 'Replicas must be set', 400);
  checkConflicts(tx, cluster, spec, old);
  return spec;
}

function resolved(tx: Tx, host: string, cluster: string, a: NetworkAttachmentConfig): NetworkAttachmentConfig {
  const known = findSwarmNetwork(tx, cluster, a.Target);
  if (known) return { ...a, Target: known.id };
  const local = findNetwork(tx, host, a.Target);
  if (['bridge', 'host', 'none'].includes(local.name)) return { ...a, Target: local.id };
  throw new ApiError(
    403,
    `The network ${local.name} cannot be used with services. Only networks scoped to the swarm can be used, such as those created with the overlay driver.`,
  );
}

function checkPorts({ Mode, Ports = [] }: EndpointSpec): void {
  if (Mode === 'dnsrr' && Ports.some((p) => p.PublishMode === 'ingress'))
    throw rpcError(
      'InvalidArgument',
      "EndpointSpec: port published with ingress mode can't be used with dnsrr mode",
      400,
    );
  const seen = new Set<string>();
  for (const p of Ports) {
    if (!p.PublishedPort) continue;
    const key = `${p.Protocol}/${p.PublishedPort}/${p.PublishMode}`;
    if (seen.has(key)) throw rpcError('InvalidArgument', 'EndpointSpec: duplicate published ports provided', 400);
    seen.add(key);
  }
}

function checkConflicts(tx: Tx, cluster: string, spec: ServiceSpec, old: ServiceRow | undefined): void {
  for (const p of spec.EndpointSpec?.Ports ?? []) {
    if (!p.PublishedPort) continue;
    for (const s of tx.by(services, 'cluster', cluster)) {
      if (s.id === old?.id) continue;
      const clash = s.ports.find(
        (q) =>
          q.Protocol === p.Protocol &&
          q.PublishedPort === p.PublishedPort &&
          (q.PublishMode === 'ingress' || p.PublishMode === 'ingress'),
      );
      if (clash)
        throw rpcError(
          'InvalidArgument',
          `port '${p.PublishedPort}' is already in use by service '${s.name}' (${s.id}) as ${clash.PublishMode === 'ingress' ? 'an ingress' : 'a host-published'} port`,
          400,
        );
    }
  }
  const needsMesh = (spec.EndpointSpec?.Ports ?? []).some((p) => p.PublishMode === 'ingress');
  if (needsMesh && !tx.by(swarmNetworks, 'cluster', cluster).some((n) => n.ingress))
    throw rpcError('FailedPrecondition', 'service needs ingress network, but no ingress network is present');
  const other = tx.by(services, 'name', `${cluster}/${spec.Name}`)[0];
  if (other && other.id !== old?.id)
    throw rpcError('AlreadyExists', `name conflicts with an existing object: service ${spec.Name} already exists`, 409);
}

/** The image with its tag, and with the digest that the registry tells, where there is one. */
export function pinned(
  r: Reader,
  host: string,
  spec: ServiceSpec,
  queryRegistry: boolean,
): { readonly image: string; readonly warnings: readonly string[] } {
  const text = spec.TaskTemplate.ContainerSpec?.Image ?? '';
  const image = tagged(text);
  if (!queryRegistry || text.includes('@')) return { image, warnings: [] };
  const known = r.get(daemons, host)?.catalogue === 'real' ? registryDigest(image) : undefined;
  if (known !== undefined) return { image: `${image}@${known}`, warnings: [] };
  const warning = `image ${image} could not be accessed on a registry to record\nits digest. Each node will access ${image} independently,\npossibly leading to different nodes running different\nversions of the image.\n`;
  return { image, warnings: [warning] };
}

/** What the registry says that a name stands for now. */
function registryDigest(image: string): string | undefined {
  const spec = catalogueOf('real').images.find((i) => !i.local && i.tags.includes(image));
  return spec && `sha256:${digest(`manifest ${spec.tags.join(' ')}`)}`;
}

function isReference(text: string): boolean {
  try {
    return parseReference(text).name !== '';
  } catch (e) {
    if (e instanceof ApiError) return false;
    throw e;
  }
}

function tagged(text: string): string {
  if (text.includes('@')) return text;
  return /:[^/]+$/.test(text) ? text : `${text}:latest`;
}
