import { compareText, type Reader, sortedMap } from '../../base/index.ts';
import type { EndpointRequest, EndpointSettings, NetworkSettings } from '../api/index.ts';
import { endpoints, portMap, sandboxes, sandboxOf, shownId } from '../libnetwork/index.ts';
import type { AttachedNetwork, Container } from '../rows.ts';

/** An entry of `NetworkSettings.Networks`; what concerns the endpoint is empty while there is none. */
export function endpointSettings(r: Reader, c: Container, entry: AttachedNetwork): EndpointSettings {
  const live = r.by(endpoints, 'container', c.id).find((e) => e.network === entry.networkId && e.sandbox !== undefined);
  const { request } = entry;
  const fresh = entry.networkId === '' && !c.state.running;
  const links = request.Links?.length ? request.Links : null;
  return {
    // The swarm's manager chose the address, which then counts as asked for.
    IPAMConfig: live && entry.networkId.includes('@') ? { IPv4Address: live.ipv4 ?? '' } : ipamConfig(request),
    Links: links,
    Aliases: request.Aliases ?? null,
    MacAddress: live?.mac ?? (fresh ? (request.MacAddress ?? '') : ''),
    DriverOpts: request.DriverOpts ? sortedMap(request.DriverOpts) : null,
    GwPriority: request.GwPriority ?? 0,
    NetworkID: shownId(entry.networkId),
    EndpointID: live?.id ?? '',
    Gateway: live?.gateway4 ?? '',
    IPAddress: live?.ipv4 ?? '',
    IPPrefixLen: live?.ipv4 === undefined ? 0 : (live.prefix4 ?? 0),
    IPv6Gateway: live?.gateway6 ?? '',
    GlobalIPv6Address: live?.ipv6 ?? '',
    GlobalIPv6PrefixLen: live?.ipv6 === undefined ? 0 : (live.prefix6 ?? 0),
    DNSNames: entry.dnsNames,
  };
}

function ipamConfig(request: EndpointRequest): EndpointSettings['IPAMConfig'] {
  const own = request.IPAMConfig;
  if (!own) return null;
  return {
    ...(own.IPv4Address ? { IPv4Address: own.IPv4Address } : {}),
    ...(own.IPv6Address ? { IPv6Address: own.IPv6Address } : {}),
    ...(own.LinkLocalIPs?.length ? { LinkLocalIPs: own.LinkLocalIPs } : {}),
  };
}

/** `NetworkSettings` of a container; the old fields repeat the default bridge's. */
export function networkSettings(r: Reader, c: Container): NetworkSettings {
  const sandbox = r.get(sandboxes, c.sandboxId) ?? sandboxOf(r, c.id);
  const nets = Object.fromEntries(
    Object.entries(c.networks)
      .sort(([a], [b]) => compareText(a, b))
      .map(([name, e]) => [name, endpointSettings(r, c, e)]),
  );
  const bridge = nets.bridge;
  return {
    Bridge: '',
    SandboxID: c.sandboxId,
    SandboxKey: c.sandboxKey,
    Ports: sandbox ? portMap(r, sandbox) : {},
    HairpinMode: false,
    LinkLocalIPv6Address: '',
    LinkLocalIPv6PrefixLen: 0,
    SecondaryIPAddresses: null,
    SecondaryIPv6Addresses: null,
    EndpointID: bridge?.EndpointID ?? '',
    Gateway: bridge?.Gateway ?? '',
    GlobalIPv6Address: bridge?.GlobalIPv6Address ?? '',
    GlobalIPv6PrefixLen: bridge?.GlobalIPv6PrefixLen ?? 0,
    IPAddress: bridge?.IPAddress ?? '',
    IPPrefixLen: bridge?.IPPrefixLen ?? 0,
    IPv6Gateway: bridge?.IPv6Gateway ?? '',
    MacAddress: bridge?.MacAddress ?? '',
    Networks: nets,
  };
}
