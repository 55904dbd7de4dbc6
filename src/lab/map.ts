import { daemonOf } from '../engine/index.ts';
import { linkByName } from '../net/index.ts';
import { Kernel } from '../os/index.ts';

/** The networks of the hosts and who is on them, as the map draws them. Derived from what docker and ip show. */
export interface MapModel {
  readonly hosts: readonly MapHost[];
}

export interface MapHost {
  readonly name: string;
  /** Its address on the LAN. */
  readonly address: string;
  readonly networks: readonly MapNetwork[];
  /** Containers on no network of their own: `--network none` or `host`, or stopped. */
  readonly loose: readonly MapMember[];
}

export interface MapNetwork {
  readonly name: string;
  readonly driver: string;
  readonly subnets: readonly string[];
  readonly gateways: readonly string[];
  /** The host's interface behind it: `docker0`, `br-3f0a91b2c4d5`. */
  readonly link?: string;
  readonly internal?: boolean;
  readonly members: readonly MapMember[];
}

export interface MapMember {
  readonly name: string;
  readonly image: string;
  readonly state: string;
  readonly addresses: readonly string[];
  readonly ports: readonly string[];
  readonly published: readonly MapPort[];
  readonly mode?: string;
}

export interface MapPort {
  readonly hostIp: string;
  readonly hostPort: number;
  readonly port: number;
  readonly proto: string;
}

/** More containers than this no screen can show. */
const MOST = 200;

type Inspect = ReturnType<ReturnType<typeof daemonOf>['containerInspect']>;

/** The map of some hosts. */
export function mapOf(kernel: Kernel, hosts: readonly string[]): MapModel {
  return { hosts: hosts.map((host) => mapHost(kernel, host)) };
}

function mapHost(kernel: Kernel, host: string): MapHost {
  const daemon = daemonOf(new Kernel(kernel.world, kernel.options), host);
  const containers = daemon
    .containerList({ all: true, limit: MOST })
    .map((c) => daemon.containerInspect(c.Id))
    .sort((a, b) => (a.Name < b.Name ? -1 : 1));
  const on = (network: string) => containers.filter((c) => c.State.Running && isAttached(c, network));
  const networks = daemon
    .networkList()
    .filter((n) => !['host', 'null'].includes(n.Driver))
    .map((n): MapNetwork => {
      const name =
        n.Options?.['com.docker.network.bridge.name'] ?? (n.Driver === 'bridge' ? `br-${n.Id.slice(0, 12)}` : '');
      const link = name === '' ? undefined : linkByName(kernel.world, host, name)?.name;
      const config = n.IPAM.Config ?? [];
      return {
        name: n.Name,
        driver: n.Driver,
        subnets: config.flatMap((c) => (c.Subnet ? [c.Subnet] : [])),
        gateways: config.flatMap((c) => (c.Gateway ? [c.Gateway] : [])),
        ...(link === undefined ? {} : { link }),
        ...(n.Internal ? { internal: true } : {}),
        members: on(n.Name).map((c) => member(c, n.Name)),
      };
    });
  const loose = containers
    .filter((c) => !networks.some((n) => n.members.some((m) => m.name === c.Name.slice(1))))
    .map((c) => member(c));
  const address = linkByName(kernel.world, host, 'eth0')?.addrs.find((a) => !a.ip.includes(':'))?.ip ?? '';
  return { name: host, address, networks, loose };
}

function isAttached(c: Inspect, network: string): boolean {
  const endpoint = c.NetworkSettings.Networks[network];
  return endpoint !== undefined && (endpoint.IPAddress !== '' || endpoint.GlobalIPv6Address !== '');
}

function member(c: Inspect, network?: string): MapMember {
  const endpoint = network === undefined ? undefined : c.NetworkSettings.Networks[network];
  const ports = Object.entries(c.NetworkSettings.Ports ?? {});
  const mode = c.HostConfig.NetworkMode;
  return {
    name: c.Name.slice(1),
    image: c.Config.Image,
    state: c.State.Status,
    addresses: endpoint ? [endpoint.IPAddress, endpoint.GlobalIPv6Address].filter((a) => a !== '') : [],
    ports: ports.map(([port]) => port),
    published: ports.flatMap(([port, bindings]) => {
      const [number = '', proto = 'tcp'] = port.split('/');
      return (bindings ?? [])
        .filter((b) => !b.HostIp.includes(':'))
        .map((b) => ({ hostIp: b.HostIp, hostPort: Number(b.HostPort), port: Number(number), proto }));
    }),
    ...(mode === 'host' || mode === 'none' ? { mode } : {}),
  };
}
