import { table } from '../../base/index.ts';
import type { Cidr, Ip, Mac } from '../../net/index.ts';
import type { IPAMConfig } from '../api/index.ts';
import type { Entry } from './firewall/rule.ts';

/** A subnet that the address manager gave to a network: what the driver works with. */
export interface IpamInfo {
  /** Key of its row in `pools`. */
  readonly pool: string;
  readonly subnet: Cidr;
  /** Addresses are taken from this part of it, if one was given. */
  readonly range?: Cidr;
  readonly gateway?: Ip;
  readonly aux: Readonly<Record<string, Ip>>;
}

/** A network of the Container Network Model. */
export interface Network {
  readonly id: string;
  readonly host: string;
  readonly name: string;
  readonly driver: string;
  /** `local` or `swarm`, or whatever `--scope` said. */
  readonly scope: string;
  /** Virtual ms. */
  readonly created: number;
  /** Serial number of its creation on its host: the order of stores and rules. */
  readonly seq: number;
  readonly enableIPv4: boolean;
  readonly enableIPv6: boolean;
  readonly internal: boolean;
  readonly attachable: boolean;
  readonly ingress: boolean;
  readonly configOnly: boolean;
  readonly configFrom: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly ipamDriver: string;
  /** null where the daemon made the network itself. */
  readonly ipamOptions: Readonly<Record<string, string>> | null;
  /** What was asked for, as inspect shows it (before what was allocated). */
  readonly ipamConfig: readonly IPAMConfig[];
  readonly ipv4: readonly IpamInfo[];
  readonly ipv6: readonly IpamInfo[];
  /** `-o` options as given. */
  readonly options: Readonly<Record<string, string>>;
  /** What the driver made of them. */
  readonly data: DriverNetwork;
  /** A network of a swarm, as this host has it: its id in the cluster. The row's own id has the host behind it. */
  readonly swarmId?: string;
}

/** The id of a network as Docker shows it: a swarm's network has the same on every host. */
export function shownId(id: string): string {
  return id.replace(/@.*/, '');
}

/** The id of the row of a swarm's network on a host. */
export function localId(id: string, host: string): string {
  return `${id}@${host}`;
}

/** What a driver keeps of a network. */
export type DriverNetwork =
  | BridgeNetwork
  | { readonly kind: 'host' }
  | { readonly kind: 'null' }
  | { readonly kind: 'config' }
  | ChildNetwork
  | OverlayNetwork
  | { readonly kind: 'other'; readonly values: Readonly<Record<string, string>> };

/** A network whose interfaces sit on one of the host's: macvlan, ipvlan. */
export interface ChildNetwork {
  readonly kind: 'child';
  readonly parent: string;
  readonly mode: string;
  /** The parent was made for the network, and goes with the last that uses it. */
  readonly created: boolean;
  /** Without a way out: `--internal`, or a parent that leads nowhere. */
  readonly closed: boolean;
}

/** A network that spans hosts: on each of them a bridge and a VXLAN device in a namespace of its own. */
export interface OverlayNetwork {
  readonly kind: 'overlay';
  /** Namespace of the bridge, and its key in /var/run/docker/netns. */
  readonly netns: string;
  readonly bridge: string;
  readonly vxlan: string;
  readonly vni: number;
  readonly mtu: number;
  readonly secure: boolean;
}

/** The modes of a bridge's gateway; `com.docker.network.bridge.gateway_mode_ipv4`. */
export type GatewayMode = 'nat' | 'nat-unprotected' | 'routed' | 'isolated';

/** Configuration of a bridge network, its options parsed. */
export interface BridgeNetwork {
  readonly kind: 'bridge';
  readonly bridge: string;
  /** Link of the bridge; absent once it was deleted by hand. */
  readonly link: string;
  readonly default: boolean;
  readonly icc: boolean;
  readonly masquerade: boolean;
  readonly mtu: number;
  readonly gwMode4: GatewayMode;
  readonly gwMode6: GatewayMode;
  readonly hostBinding?: Ip;
  readonly hostIpv4?: Ip;
  readonly hostIpv6?: Ip;
  readonly ifacePrefix: string;
  readonly inhibitIpv4: boolean;
  readonly trusted: readonly string[];
  /** Addresses that the bridge itself has. */
  readonly bridge4?: { readonly ip: Ip; readonly prefix: number };
  readonly bridge6?: { readonly ip: Ip; readonly prefix: number };
}

export type Proto = 'tcp' | 'udp' | 'sctp';

/** A port of a container and where it is to be published; `hostPort` 0 is a random one, `hostPortEnd` the end of a range. */
export interface PortRequest {
  readonly proto: Proto;
  readonly port: number;
  readonly hostIp: string;
  readonly hostPort: number;
  readonly hostPortEnd: number;
}

/** A port that is published: its request, where it ended up, and what makes it so. */
export interface PortBinding {
  readonly proto: Proto;
  /** Address of the endpoint that packets are sent to. */
  readonly ip: Ip;
  readonly port: number;
  readonly hostIp: Ip;
  /** 0 in routed mode, where nothing listens on the host. */
  readonly hostPort: number;
  readonly hostPortEnd: number;
  /** Pid of its docker-proxy. */
  readonly proxy?: number;
}

/** A container's attachment to a network. */
export interface Endpoint {
  readonly id: string;
  /** Name of the container. */
  readonly name: string;
  readonly host: string;
  readonly network: string;
  readonly container: string;
  /** Set while joined. */
  readonly sandbox?: string;
  readonly mac?: Mac;
  /** Addresses beside its own: 169.254.0.0/16 and fe80::/64. */
  readonly linkLocal?: readonly Ip[];
  readonly ipv4?: Ip;
  readonly ipv6?: Ip;
  readonly prefix4?: number;
  readonly prefix6?: number;
  readonly gateway4?: Ip;
  readonly gateway6?: Ip;
  /** Names under which the embedded resolver knows it, the first for reverse lookups. */
  readonly dnsNames: readonly string[];
  /** `--link` in this network: the name here to the name there. */
  readonly links: Readonly<Record<string, string>>;
  readonly driverOpts: Readonly<Record<string, string>>;
  readonly gwPriority: number;
  readonly seq: number;
  /** Interface in the container while joined. */
  readonly ifname?: string;
  /** Links while joined: inside the container and on the host. */
  readonly link?: string;
  readonly hostLink?: string;
  /** Published through this endpoint now. */
  readonly bindings: readonly PortBinding[];
  /** Driver's port rules are in place for these families (only the gateway endpoints). */
  readonly gateway: readonly (4 | 6)[];
  /** The service whose task it is; counts from when the task runs. */
  readonly service?: EndpointService;
  /** The end of a node's load balancer: no name is known for it. */
  readonly balancer?: boolean;
}

/** What the others of a swarm are told of the service behind an endpoint. */
export interface EndpointService {
  readonly id: string;
  readonly name: string;
  readonly vip?: Ip;
  /** Names in this network besides the service's own. */
  readonly aliases: readonly string[];
  readonly ports: readonly { readonly proto: Proto; readonly target: number; readonly published: number }[];
  /** Firewall mark of its virtual service. */
  readonly mark: number;
  /** The task runs: traffic may come. */
  readonly enabled: boolean;
}

/** What a sandbox needs to know of its container. */
export interface SandboxConfig {
  readonly container: string;
  /** Network namespace that it is to have; `--network host` uses the host's. */
  readonly netns: string;
  /** Name of its file in /var/run/docker/netns, where it is not made of the sandbox's id. */
  readonly key?: string;
  readonly useHost: boolean;
  /** File system that /etc/hosts and /etc/resolv.conf are written to. */
  readonly fs: string;
  readonly hostname: string;
  readonly domainname: string;
  /** `--add-host` and legacy links, in order: name and address. */
  readonly extraHosts: readonly HostEntry[];
  readonly dns: readonly string[];
  readonly dnsSearch: readonly string[];
  readonly dnsOptions: readonly string[];
  /** Exposed ports, `80/tcp`. */
  readonly exposed: readonly string[];
  /** What `-p` asked for, `-P` included. */
  readonly ports: readonly PortRequest[];
}

export interface HostEntry {
  readonly name: string;
  readonly ip: string;
}

/** The network stack of a container: a network namespace, its endpoints, its names. */
export interface Sandbox extends SandboxConfig {
  readonly id: string;
  readonly host: string;
  /** The file that the namespace is bound to: `/var/run/docker/netns/<12 characters>`. */
  readonly key: string;
  /** Joined endpoints, in gateway order. */
  readonly endpoints: readonly string[];
  /** The embedded resolver, once it was started. */
  readonly resolver?: { readonly pid: number; readonly tcp: number; readonly udp: number };
  /** The resolv.conf that was written last: edited files are left alone. */
  readonly resolv?: string;
  readonly extServers: readonly { readonly ip: string; readonly host: boolean }[];
  /** A load balancer's: the rules that mark its traffic. */
  readonly balancing?: readonly Entry[];
  /** The user or the host chose ndots: single labels are not forwarded then. */
  readonly ndots: boolean;
}

/** Networks by id. */
export const networks = table<Network>('engine.networks', {
  host: (n) => n.host,
  name: (n) => `${n.host}/${n.name}`,
});

/** Endpoints by id. */
export const endpoints = table<Endpoint>('engine.endpoints', {
  network: (e) => e.network,
  container: (e) => e.container,
  sandbox: (e) => e.sandbox,
});

/** Sandboxes by id. */
export const sandboxes = table<Sandbox>('engine.sandboxes', {
  container: (s) => s.container,
  host: (s) => s.host,
});

/** dockerd's settings on a host that concern networks. */
export interface Controller {
  readonly host: string;
  /** Its root file system, where /etc/resolv.conf is. */
  readonly fs: string;
  readonly defaultBridge: string;
  /** Pid of dockerd, the parent of its proxies. */
  readonly pid: number;
  readonly ulaBase: Cidr;
  /** Ports that services publish through this host. */
  readonly ingress?: EndpointService['ports'];
  /** Set while the host is in a swarm. */
  readonly agent?: Agent;
}

/** libnetwork's part in a swarm: what it tells the others of itself; moby libnetwork/agent.go. */
export interface Agent {
  readonly cluster: string;
  readonly node: string;
  /** Short name of the node among the gossiping ones. */
  readonly name: string;
  readonly addr: Ip;
  readonly dataAddr: Ip;
  readonly dataPort: number;
  /** Of encrypted networks, the one to send with in front. */
  readonly keys: readonly NetworkKey[];
}

/** A key that the manager gave out: hexadecimal digits, and the number that both ends know it by. */
export interface NetworkKey {
  readonly key: string;
  readonly tag: number;
}

/** libnetwork by its host. */
export const controllers = table<Controller>('engine.controllers');
