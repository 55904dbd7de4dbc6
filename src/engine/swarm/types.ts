import type { TASK_STATES } from './states.ts';

/** The Engine API's types of swarm mode, as JSON has them: field names and their order are moby's api/types/swarm. */

export interface SwarmVersion {
  readonly Index: number;
}

export interface DriverSpec {
  readonly Name?: string;
  readonly Options?: Readonly<Record<string, string>>;
}

export interface PortConfig {
  readonly Name?: string;
  readonly Protocol: 'tcp' | 'udp' | 'sctp';
  readonly TargetPort: number;
  readonly PublishedPort?: number;
  readonly PublishMode: 'ingress' | 'host';
}

export interface EndpointSpec {
  readonly Mode?: string;
  readonly Ports?: readonly PortConfig[];
}

export interface NetworkAttachmentConfig {
  readonly Target: string;
  readonly Aliases?: readonly string[];
  readonly DriverOpts?: Readonly<Record<string, string>>;
}

export interface ContainerSpec {
  readonly Image?: string;
  readonly Labels?: Readonly<Record<string, string>>;
  readonly Command?: readonly string[];
  readonly Args?: readonly string[];
  readonly Hostname?: string;
  readonly Env?: readonly string[];
  readonly Dir?: string;
  readonly User?: string;
  readonly Groups?: readonly string[];
  readonly Privileges?: {
    readonly CredentialSpec: null;
    readonly SELinuxContext: null;
    readonly NoNewPrivileges: boolean;
  };
  readonly Init?: boolean;
  readonly StopSignal?: string;
  readonly TTY?: boolean;
  readonly OpenStdin?: boolean;
  readonly ReadOnly?: boolean;
  readonly Mounts?: readonly SwarmMount[];
  /** Nanoseconds. */
  readonly StopGracePeriod?: number;
  readonly Healthcheck?: {
    readonly Test?: readonly string[];
    readonly Interval?: number;
    readonly Timeout?: number;
    readonly StartPeriod?: number;
    readonly StartInterval?: number;
    readonly Retries?: number;
  };
  /** `IP name`, as /etc/hosts has them. */
  readonly Hosts?: readonly string[];
  readonly DNSConfig?: {
    readonly Nameservers?: readonly string[];
    readonly Search?: readonly string[];
    readonly Options?: readonly string[];
  };
  readonly Secrets?: readonly SecretReference[];
  readonly Configs?: readonly ConfigReference[];
  readonly Isolation?: string;
  readonly Sysctls?: Readonly<Record<string, string>>;
  readonly CapabilityAdd?: readonly string[];
  readonly CapabilityDrop?: readonly string[];
}

/** A secret or config of the cluster that a container has as a file. */
export interface FileReference {
  readonly File: { readonly Name: string; readonly UID: string; readonly GID: string; readonly Mode: number };
}

export interface SecretReference extends FileReference {
  readonly SecretID: string;
  readonly SecretName: string;
}

export interface ConfigReference extends FileReference {
  readonly ConfigID: string;
  readonly ConfigName: string;
}

export type ClusterFileKind = 'secret' | 'config';

/** What a secret or a config is made from; `Data` is base64, and absent where a secret is shown. */
export interface ClusterFileSpec {
  readonly Name: string;
  readonly Labels: Readonly<Record<string, string>>;
  readonly Data?: string;
  readonly Driver?: DriverSpec;
  readonly Templating?: DriverSpec;
}

export interface SwarmFile {
  readonly ID: string;
  readonly Version: SwarmVersion;
  readonly CreatedAt: string;
  readonly UpdatedAt: string;
  readonly Spec: ClusterFileSpec;
}

export interface SwarmMount {
  readonly Type: 'bind' | 'volume' | 'tmpfs';
  readonly Source?: string;
  readonly Target: string;
  readonly ReadOnly?: boolean;
}

export interface Placement {
  readonly Constraints?: readonly string[];
  readonly Preferences?: readonly { readonly Spread: { readonly SpreadDescriptor: string } }[];
  readonly MaxReplicas?: number;
}

export interface Resources {
  readonly NanoCPUs?: number;
  readonly MemoryBytes?: number;
  readonly Pids?: number;
}

export interface TaskRestartPolicy {
  readonly Condition?: 'none' | 'on-failure' | 'any';
  /** Nanoseconds. */
  readonly Delay?: number;
  readonly MaxAttempts?: number;
  readonly Window?: number;
}

export interface TaskSpec {
  readonly ContainerSpec?: ContainerSpec;
  readonly NetworkAttachmentSpec?: { readonly ContainerID: string };
  readonly Resources?: { readonly Limits?: Resources; readonly Reservations?: Resources };
  readonly RestartPolicy?: TaskRestartPolicy;
  readonly Placement?: Placement;
  readonly Networks?: readonly NetworkAttachmentConfig[];
  readonly LogDriver?: DriverSpec;
  readonly ForceUpdate: number;
  readonly Runtime?: string;
}

export interface UpdateConfig {
  readonly Parallelism: number;
  /** Nanoseconds. */
  readonly Delay?: number;
  readonly FailureAction?: string;
  readonly Monitor?: number;
  readonly MaxFailureRatio: number;
  readonly Order: string;
}

export interface ServiceMode {
  readonly Replicated?: { readonly Replicas?: number };
  readonly Global?: Record<string, never>;
  readonly ReplicatedJob?: { readonly MaxConcurrent?: number; readonly TotalCompletions?: number };
  readonly GlobalJob?: Record<string, never>;
}

export interface ServiceSpec {
  readonly Name?: string;
  readonly Labels: Readonly<Record<string, string>>;
  readonly TaskTemplate: TaskSpec;
  readonly Mode: ServiceMode;
  readonly UpdateConfig?: UpdateConfig;
  readonly RollbackConfig?: UpdateConfig;
  readonly EndpointSpec?: EndpointSpec;
}

export type UpdateState =
  | 'updating'
  | 'paused'
  | 'completed'
  | 'rollback_started'
  | 'rollback_paused'
  | 'rollback_completed';

export interface SwarmService {
  readonly ID: string;
  readonly Version: SwarmVersion;
  readonly CreatedAt: string;
  readonly UpdatedAt: string;
  readonly Spec: ServiceSpec;
  readonly PreviousSpec?: ServiceSpec;
  readonly Endpoint: {
    readonly Spec: EndpointSpec;
    readonly Ports?: readonly PortConfig[];
    readonly VirtualIPs?: readonly { readonly NetworkID: string; readonly Addr?: string }[];
  };
  readonly UpdateStatus?: {
    readonly State: UpdateState;
    readonly StartedAt?: string;
    readonly CompletedAt?: string;
    readonly Message: string;
  };
  readonly ServiceStatus?: {
    readonly RunningTasks: number;
    readonly DesiredTasks: number;
    readonly CompletedTasks: number;
  };
  /** Jobs only: which run of it this is, and since when. */
  readonly JobStatus?: { readonly JobIteration: Partial<SwarmVersion>; readonly LastExecution: string };
}

export type TaskState = (typeof TASK_STATES)[number];

export interface SwarmTask {
  readonly ID: string;
  readonly Version: SwarmVersion;
  readonly CreatedAt: string;
  readonly UpdatedAt: string;
  readonly Name?: string;
  readonly Labels: Readonly<Record<string, string>>;
  readonly Spec: TaskSpec;
  readonly ServiceID?: string;
  readonly Slot?: number;
  readonly NodeID?: string;
  readonly Status: {
    readonly Timestamp: string;
    readonly State: TaskState;
    readonly Message: string;
    readonly Err?: string;
    readonly ContainerStatus?: { readonly ContainerID: string; readonly PID: number; readonly ExitCode: number };
    readonly PortStatus: { readonly Ports?: readonly PortConfig[] };
  };
  readonly DesiredState: TaskState;
  readonly NetworksAttachments?: readonly { readonly Network: unknown; readonly Addresses: readonly string[] }[];
  readonly JobIteration?: Partial<SwarmVersion>;
  readonly Volumes: null;
}

export type NodeRole = 'worker' | 'manager';
export type Availability = 'active' | 'pause' | 'drain';

export interface NodeSpec {
  readonly Name?: string;
  readonly Labels: Readonly<Record<string, string>>;
  readonly Role: NodeRole;
  readonly Availability: Availability;
}

export interface SwarmNode {
  readonly ID: string;
  readonly Version: SwarmVersion;
  readonly CreatedAt: string;
  readonly UpdatedAt: string;
  readonly Spec: NodeSpec;
  readonly Description: {
    readonly Hostname: string;
    readonly Platform: { readonly Architecture: string; readonly OS: string };
    readonly Resources: { readonly NanoCPUs: number; readonly MemoryBytes: number };
    readonly Engine: {
      readonly EngineVersion: string;
      readonly Plugins: readonly { readonly Type: string; readonly Name: string }[];
    };
    readonly TLSInfo: TlsInfo;
  };
  readonly Status: { readonly State: 'ready' | 'down' | 'unknown'; readonly Message?: string; readonly Addr: string };
  readonly ManagerStatus?: {
    readonly Leader?: boolean;
    readonly Reachability: 'reachable' | 'unreachable' | 'unknown';
    readonly Addr: string;
  };
}

export interface TlsInfo {
  readonly TrustRoot: string;
  readonly CertIssuerSubject: string;
  readonly CertIssuerPublicKey: string;
}

export interface SwarmSpec {
  readonly Name: string;
  readonly Labels: Readonly<Record<string, string>>;
  readonly Orchestration: { readonly TaskHistoryRetentionLimit: number };
  readonly Raft: {
    readonly SnapshotInterval: number;
    readonly KeepOldSnapshots: number;
    readonly LogEntriesForSlowFollowers: number;
    readonly ElectionTick: number;
    readonly HeartbeatTick: number;
  };
  /** Nanoseconds. */
  readonly Dispatcher: { readonly HeartbeatPeriod: number };
  readonly CAConfig: { readonly NodeCertExpiry: number; readonly ForceRotate?: number };
  readonly TaskDefaults: Record<string, never>;
  readonly EncryptionConfig: { readonly AutoLockManagers: boolean };
}

/** A cluster as `docker info` shows it. */
export interface ClusterInfo {
  readonly ID: string;
  readonly Version: SwarmVersion;
  readonly CreatedAt: string;
  readonly UpdatedAt: string;
  readonly Spec: SwarmSpec;
  readonly TLSInfo: TlsInfo;
  readonly RootRotationInProgress: boolean;
  readonly DefaultAddrPool: readonly string[] | null;
  readonly SubnetSize: number;
  readonly DataPathPort: number;
}

export interface SwarmInspect extends ClusterInfo {
  readonly JoinTokens: { readonly Worker: string; readonly Manager: string };
}

export interface SwarmInitRequest {
  readonly ListenAddr?: string;
  readonly AdvertiseAddr?: string;
  readonly DataPathAddr?: string;
  readonly DataPathPort?: number;
  readonly DefaultAddrPool?: readonly string[];
  readonly SubnetSize?: number;
  readonly ForceNewCluster?: boolean;
  readonly AutoLockManagers?: boolean;
  readonly Availability?: Availability;
  readonly Spec?: Partial<SwarmSpec>;
}

export interface SwarmJoinRequest {
  readonly ListenAddr?: string;
  readonly AdvertiseAddr?: string;
  readonly DataPathAddr?: string;
  readonly RemoteAddrs: readonly string[];
  readonly JoinToken: string;
  readonly Availability?: Availability;
}
