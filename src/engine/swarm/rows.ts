import { table } from '../../base/index.ts';
import type { Cidr, Ip } from '../../net/index.ts';
import type {
  Availability,
  ClusterFileKind,
  ClusterFileSpec,
  EndpointSpec,
  NodeRole,
  PortConfig,
  ServiceSpec,
  SwarmSpec,
  TaskSpec,
  TaskState,
  UpdateState,
} from './types.ts';

/** What dockerd on a host knows of its own membership: the state directory /var/lib/docker/swarm. */
export interface Member {
  readonly host: string;
  readonly cluster: string;
  readonly node: string;
  /** `pending`: it was told to join and has not been let in yet. */
  readonly state: 'active' | 'pending' | 'error' | 'locked';
  readonly error: string;
  readonly role: NodeRole;
  /** Address that it advertises, and the one that VXLAN uses. */
  readonly addr: Ip;
  readonly dataAddr: Ip;
  readonly port: number;
  /** Managers that it has heard of: node id and address with port. */
  readonly managers: readonly { readonly NodeID: string; readonly Addr: string }[];
  /** While pending: where it tries to get in. */
  readonly remote?: string;
  readonly token?: string;
}

/** The cluster object of the raft store. Managers have it alike; it is kept once. */
export interface Cluster {
  readonly id: string;
  readonly version: number;
  readonly created: number;
  readonly updated: number;
  readonly spec: SwarmSpec;
  /** Digest of the root CA, then the secrets of the two roles: what tokens are made of. */
  readonly digest: string;
  readonly workerSecret: string;
  readonly managerSecret: string;
  readonly trust: { readonly root: string; readonly key: string };
  readonly unlockKey: string;
  readonly pools: readonly Cidr[];
  readonly poolsGiven: boolean;
  readonly subnetSize: number;
  readonly dataPort: number;
  /** Counter of raft entries: the version of whatever is written next. */
  readonly index: number;
  /** How often the keys of encrypted networks have been changed. */
  readonly rotations: number;
  /** The status of tasks that was written last. */
  readonly told?: { readonly state: TaskState; readonly at: number };
  readonly nextVni: number;
  readonly nextMark: number;
  /** The leader's dispatcher listens for heartbeats: there are others to hear. */
  readonly beating: boolean;
}

export interface NodeRow {
  readonly id: string;
  readonly cluster: string;
  readonly host: string;
  readonly version: number;
  readonly created: number;
  readonly updated: number;
  readonly name: string;
  readonly role: NodeRole;
  readonly availability: Availability;
  readonly labels: Readonly<Record<string, string>>;
  readonly addr: Ip;
  readonly port: number;
  readonly state: 'ready' | 'down' | 'unknown';
  readonly message: string;
  readonly leader: boolean;
  /** Managers only: whether the leader's raft messages reach it. */
  readonly reachable: boolean;
  /** When the dispatcher last heard of it. */
  readonly heard: number;
  /** It has left: it will not come back under this id. */
  readonly left: boolean;
}

export interface ServiceRow {
  readonly id: string;
  readonly cluster: string;
  readonly name: string;
  readonly version: number;
  readonly created: number;
  readonly updated: number;
  readonly spec: ServiceSpec;
  /** Version of the task template that new tasks are made from: tells up-to-date tasks from older ones. */
  readonly specVersion: number;
  readonly previous?: ServiceSpec;
  /** What the allocator gave it. */
  readonly ports: readonly PortConfig[];
  readonly vips: readonly { readonly network: string; readonly addr: string }[];
  readonly mark: number;
  readonly update?: {
    readonly state: UpdateState;
    readonly started?: number;
    readonly completed?: number;
    readonly message: string;
  };
  /** Jobs only: the run that it is at, when that began, and whether its first tasks are still to be made. */
  readonly job?: { readonly iteration: number; readonly executed: number; readonly due: boolean };
  /** Version of the template that an updater is at work for. */
  readonly updating?: number;
}

/** An address that a task has on a network of the cluster. */
export interface Attachment {
  readonly network: string;
  readonly addr: string;
  readonly aliases: readonly string[];
}

export interface TaskRow {
  readonly id: string;
  readonly cluster: string;
  readonly version: number;
  readonly created: number;
  readonly updated: number;
  /** Empty for the attachment of a container that was started by hand. */
  readonly service: string;
  readonly serviceName: string;
  readonly slot: number;
  readonly node: string;
  readonly spec: TaskSpec;
  readonly specVersion: number;
  /** Of its service when it was made, as its labels. */
  readonly endpoint: EndpointSpec | undefined;
  readonly labels: Readonly<Record<string, string>>;
  readonly desired: TaskState;
  readonly state: TaskState;
  readonly message: string;
  readonly err: string;
  /** Since when it is in this state. */
  readonly at: number;
  readonly container: string;
  readonly pid: number;
  readonly exitCode: number;
  readonly attachments: readonly Attachment[];
  /** Ports of mode host. */
  readonly hostPorts: readonly PortConfig[];
  /** Not to be started before then (restart delay). */
  readonly notBefore: number;
  /** What its node's agent has taken in hand. */
  readonly handled: '' | 'run' | 'stop';
  /** The run of the job that it belongs to. */
  readonly iteration?: number;
  /** A replacement has been made, or none is to come. */
  readonly replaced: boolean;
}

/** A network of the cluster, in the raft store. */
export interface SwarmNetworkRow {
  readonly id: string;
  readonly cluster: string;
  readonly name: string;
  readonly version: number;
  readonly created: number;
  readonly driver: string;
  readonly options: Readonly<Record<string, string>>;
  readonly labels: Readonly<Record<string, string>> | null;
  readonly internal: boolean;
  readonly attachable: boolean;
  readonly ingress: boolean;
  readonly ipv6: boolean;
  /** Absent while the allocator cannot give it what it asks for. */
  readonly allocated?: {
    readonly subnet: Cidr;
    readonly range?: Cidr;
    readonly gateway: Ip;
    readonly vni: number;
  };
  /** What was asked for. */
  readonly wanted: { readonly subnet?: Cidr; readonly range?: Cidr; readonly gateway?: Ip };
  /** Addresses in use and by whom; they are given out in series, freed ones last. */
  readonly taken: Readonly<Record<Ip, string>>;
  readonly last: Ip;
  /** Address of each node's load balancer, by node id. */
  readonly balancers: Readonly<Record<string, Ip>>;
}

/** A secret or a config: a file that the cluster keeps for its services. */
export interface ClusterFile {
  readonly id: string;
  readonly cluster: string;
  readonly kind: ClusterFileKind;
  readonly version: number;
  readonly created: number;
  readonly updated: number;
  readonly spec: ClusterFileSpec & { readonly Data: string };
}

export const members = table<Member>('engine.swarm.members', { cluster: (m) => m.cluster });
export const clusters = table<Cluster>('engine.swarm.clusters');
export const nodes = table<NodeRow>('engine.swarm.nodes', { cluster: (n) => n.cluster, host: (n) => n.host });
export const services = table<ServiceRow>('engine.swarm.services', {
  cluster: (s) => s.cluster,
  name: (s) => `${s.cluster}/${s.name}`,
});
export const tasks = table<TaskRow>('engine.swarm.tasks', {
  cluster: (t) => t.cluster,
  service: (t) => (t.service === '' ? undefined : t.service),
  node: (t) => (t.node === '' ? undefined : t.node),
  container: (t) => (t.container === '' ? undefined : t.container),
});
export const swarmNetworks = table<SwarmNetworkRow>('engine.swarm.networks', {
  cluster: (n) => n.cluster,
  name: (n) => `${n.cluster}/${n.name}`,
});
export const clusterFiles = table<ClusterFile>('engine.swarm.files', { cluster: (f) => `${f.cluster}/${f.kind}` });
