import { naturalCompare, type Reader, sortedMap } from '../../base/index.ts';
import { endpoints, type PortBinding, type PortRequest, type Proto, type Sandbox } from './rows.ts';

/** An entry of `NetworkSettings.Ports`. */
export interface HostPort {
  readonly HostIp: string;
  readonly HostPort: string;
}

/** A port as the list of containers shows it. */
export interface PublishedPort {
  readonly IP?: string;
  readonly PrivatePort: number;
  readonly PublicPort?: number;
  readonly Type: string;
}

/** Reads `80/tcp` (or `80`). */
function parsePortKey(key: string): { readonly port: number; readonly proto: Proto } {
  const [port = '', proto = 'tcp'] = key.split('/');
  return { port: Number(port), proto: proto.toLowerCase() as Proto };
}

/** What a container asks to publish: `-p` as `HostConfig.PortBindings` has it, and with `-P` every other exposed port. */
export function portRequests(
  bindings: Readonly<Record<string, readonly Partial<HostPort>[] | null>>,
  exposed: readonly string[],
  publishAll: boolean,
): PortRequest[] {
  const asked = Object.entries(bindings).flatMap(([key, list]) =>
    (list ?? []).map(({ HostIp = '', HostPort = '' }) => {
      const [from = '', to = from] = HostPort.split('-');
      return { ...parsePortKey(key), hostIp: HostIp, hostPort: Number(from), hostPortEnd: Number(to) };
    }),
  );
  const all = publishAll ? exposed.filter((key) => (bindings[key] ?? []).length === 0) : [];
  return [...asked, ...all.map((key) => ({ ...parsePortKey(key), hostIp: '', hostPort: 0, hostPortEnd: 0 }))];
}

function bindingsOf(r: Reader, sandbox: Sandbox): { readonly open: boolean; readonly list: readonly PortBinding[] } {
  const joined = sandbox.endpoints.flatMap((id) => r.get(endpoints, id) ?? []);
  return { open: joined.some((e) => e.gateway.length > 0), list: joined.flatMap((e) => e.bindings) };
}

/** `NetworkSettings.Ports`: exposed ports appear while some endpoint leads outside, those not published as null. */
export function portMap(r: Reader, sandbox: Sandbox | undefined): Record<string, HostPort[] | null> {
  if (!sandbox) return {};
  const { open, list } = bindingsOf(r, sandbox);
  const map = new Map<string, HostPort[] | null>(open ? sandbox.exposed.map((key) => [key, null]) : []);
  for (const b of list) {
    const key = `${b.port}/${b.proto}`;
    map.set(key, [...(map.get(key) ?? []), { HostIp: b.hostIp, HostPort: b.hostPort === 0 ? '' : String(b.hostPort) }]);
  }
  return sortedMap(Object.fromEntries(map));
}

/** The ports that `docker ps` gets of a container; moby container/view.go#transform. */
export function publishedPorts(r: Reader, sandbox: Sandbox | undefined): PublishedPort[] {
  return Object.entries(portMap(r, sandbox))
    .sort(([a], [b]) => naturalCompare(a, b))
    .flatMap(([key, list]): PublishedPort[] => {
      const { port, proto } = parsePortKey(key);
      if (list === null) return [{ PrivatePort: port, Type: proto }];
      return list.map((b) => ({ IP: b.HostIp, PrivatePort: port, PublicPort: Number(b.HostPort), Type: proto }));
    });
}
