import type { Reader, Tx } from '../base/index.ts';
import type { Child, Place, Process, Run, Signal, Sink, Source, SpawnRequest, Tty } from '../os/index.ts';
import type {
  ContainerCreateRequest,
  ContainerJSON,
  ContainerSummary,
  ContainerUpdateRequest,
  DiskUsage,
  EndpointRequest,
  EventMessage,
  ExecCreateRequest,
  ExecInspect,
  Filters,
  ImageDeleted,
  ImageHistory,
  ImageInspect,
  ImageSummary,
  LogEntry,
  NetworkCreateRequest,
  NetworkInspect,
  PruneReport,
  PullProgress,
  StatsResponse,
  SystemInfo,
  TopResponse,
  VersionInfo,
  Volume,
  VolumeCreateRequest,
} from './api/index.ts';
import type { Loaded } from './images/archive.ts';
import type {
  ClusterFileKind,
  ClusterFileSpec,
  NodeSpec,
  ServiceSpec,
  SwarmFile,
  SwarmInitRequest,
  SwarmInspect,
  SwarmJoinRequest,
  SwarmNode,
  SwarmService,
  SwarmSpec,
  SwarmTask,
} from './swarm/types.ts';

/** What dockerd needs of whoever calls it: a process, or the kernel itself. */
export interface Caller {
  readonly world: Reader;
  transact<T>(change: (tx: Tx) => T): T;
  spawn(request: SpawnRequest & { readonly place: Place }): Child;
  kill(pid: number, signal: Signal): boolean;
}

/** The streams that a client connects to a container's process. */
export interface Io {
  readonly stdin?: Source;
  readonly stdout: Sink;
  readonly stderr: Sink;
  /** With -t: the client's terminal, which the process then has as its own. */
  readonly tty?: Tty;
  /** Whether the client has hung up. */
  readonly hungUp?: () => boolean;
}

/** A client attached to a container; `stream` copies its output until this run of it ends, and returns the exit status. */
export interface Attachment {
  stream(): Run<number>;
}

export type WaitCondition = 'not-running' | 'next-exit' | 'removed';

export interface ContainerListOptions {
  readonly all?: boolean;
  /** The newest n, whatever their state; 0 or absent: no limit. */
  readonly limit?: number;
  readonly filters?: Filters;
  readonly size?: boolean;
}

/** The choices of `docker logs`; times in virtual ms, `tail` absent for all. */
export interface LogOptions {
  readonly since?: number;
  readonly until?: number;
  readonly tail?: number;
  readonly stdout?: boolean;
  readonly stderr?: boolean;
}

export interface ImageBuildRequest {
  /** Text of the Dockerfile. */
  readonly dockerfile: string;
  /** What errors call it. */
  readonly name: string;
  readonly tags: readonly string[];
  /** The build context: the directory that COPY reads, but for what .dockerignore takes away. */
  readonly context: { readonly fs: string; readonly path: string; readonly ignored: (relative: string) => boolean };
  readonly buildArgs?: Readonly<Record<string, string>>;
  readonly labels?: Readonly<Record<string, string>>;
  readonly target?: string;
  readonly noCache?: boolean;
  /** Network of what RUN runs. */
  readonly network?: string;
}

/** The choices of `docker commit`. */
export interface CommitRequest {
  readonly reference?: string;
  readonly comment?: string;
  readonly author?: string;
  /** Instructions of a Dockerfile. */
  readonly changes?: readonly string[];
}

/** The choices of `docker import`. */
export interface ImportRequest {
  /** A tar archive, one character a byte. */
  readonly archive: string;
  readonly reference?: string;
  readonly message?: string;
  /** Instructions of a Dockerfile. */
  readonly changes?: readonly string[];
}

/**
 * dockerd's API on one host. A short call is one transaction and throws ApiError; a call that takes virtual time is a
 * generator, to be run by a program with `yield*`.
 */
export interface Daemon extends SwarmCalls {
  readonly host: string;

  networkCreate(request: NetworkCreateRequest): { readonly Id: string; readonly Warning: string };
  networkList(filters?: Filters): readonly NetworkInspect[];
  networkInspect(ref: string, options?: { readonly verbose?: boolean; readonly scope?: string }): NetworkInspect;
  networkRemove(ref: string): void;
  networkConnect(ref: string, request: { readonly Container: string; readonly EndpointConfig?: EndpointRequest }): void;
  networkDisconnect(ref: string, request: { readonly Container: string; readonly Force?: boolean }): void;
  /** Names of what was removed. */
  networksPrune(filters?: Filters): readonly string[];

  containerCreate(
    name: string | undefined,
    request: ContainerCreateRequest,
  ): { readonly Id: string; readonly Warnings: readonly string[] };
  containerList(options?: ContainerListOptions): readonly ContainerSummary[];
  containerInspect(ref: string, options?: { readonly size?: boolean }): ContainerJSON;
  containerRename(ref: string, name: string): void;
  containerRemove(
    ref: string,
    options?: { readonly force?: boolean; readonly volumes?: boolean; readonly link?: boolean },
  ): void;
  containersPrune(filters?: Filters): PruneReport;
  /** The new image's id. */
  containerCommit(ref: string, request: CommitRequest): string;
  containerPause(ref: string): void;
  containerUnpause(ref: string): void;
  containerUpdate(ref: string, request: ContainerUpdateRequest): { readonly Warnings: readonly string[] };
  containerTop(ref: string, psArgs?: string): TopResponse;
  containerLogs(ref: string, options?: LogOptions): readonly LogEntry[];
  /** Waits for log entries after the first `from` and returns them; undefined when the container has stopped and no more come. */
  containerLogsFollow(ref: string, options?: LogOptions): Attachment & { next(): Run<readonly LogEntry[] | undefined> };
  containerStats(ref: string): StatsResponse;
  /** Where the container's files are: id of its file system, and the resolved id of the container. */
  containerFiles(ref: string): { readonly id: string; readonly fs: string };
  /** The files of a container as a tar archive. */
  containerExport(ref: string): string;
  /** `A` added, `C` changed, `D` deleted, as docker diff lists them. */
  containerChanges(ref: string): readonly { readonly Kind: 'A' | 'C' | 'D'; readonly Path: string }[];

  /** Takes the client's terminal with it when the container has one (`-t`). */
  containerStart(ref: string, io?: Io): Run<void>;
  containerStop(ref: string, options?: { readonly signal?: string; readonly t?: number }): Run<void>;
  containerRestart(ref: string, options?: { readonly signal?: string; readonly t?: number }): Run<void>;
  containerKill(ref: string, signal?: string): Run<void>;
  containerWait(ref: string, condition?: WaitCondition): Run<number>;
  /** Attaches at once (before the start, say); what was written before is not shown unless `logs`. */
  containerAttach(ref: string, io: Io, options?: { readonly logs?: boolean; readonly stdin?: boolean }): Attachment;

  execCreate(ref: string, request: ExecCreateRequest): { readonly Id: string };
  execInspect(id: string): ExecInspect;
  /** Runs it to its end; with `detach` returns at once. Returns the exit status. */
  execStart(id: string, io: Io, options?: { readonly detach?: boolean }): Run<number>;

  imageList(options?: { readonly all?: boolean; readonly filters?: Filters }): readonly ImageSummary[];
  imageInspect(ref: string): ImageInspect;
  imageHistory(ref: string): readonly ImageHistory[];
  imageTag(source: string, target: string): void;
  imageRemove(ref: string, options?: { readonly force?: boolean; readonly noprune?: boolean }): readonly ImageDeleted[];
  imagesPrune(filters?: Filters): { readonly deleted: readonly ImageDeleted[]; readonly SpaceReclaimed: number };
  /** Pulls, and returns the progress lines of the registry's answer; throws when it is refused. */
  imagePull(ref: string): readonly PullProgress[];
  /** Images as a tar archive, one character a byte. */
  imageSave(refs: readonly string[]): string;
  /** Makes of such an archive what it was made of. Throws StreamError. */
  imageLoad(archive: string): Loaded;
  /** An image of the files of an archive; its id. */
  imageImport(request: ImportRequest): string;
  /** Builds a Dockerfile, telling each step to `write`; the image's id. Throws BuildFailure when a step fails. */
  imageBuild(request: ImageBuildRequest, write: (text: string) => Run<void>): Run<string>;

  volumeCreate(request: VolumeCreateRequest): Volume;
  volumeList(filters?: Filters): readonly Volume[];
  volumeInspect(name: string): Volume;
  volumeRemove(name: string, options?: { readonly force?: boolean }): void;
  volumesPrune(filters?: Filters): PruneReport;

  diskUsage(): DiskUsage;
  /** What was freed of BuildKit's cache, which the classic builder has not. */
  buildCachePrune(filters?: Filters): PruneReport;
  info(): SystemInfo;
  version(): VersionInfo;
  /** Events since a time, oldest first. */
  events(options?: {
    readonly since?: number;
    readonly until?: number;
    readonly filters?: Filters;
  }): readonly EventMessage[];
}

/** The calls about swarm mode; those of a manager throw what `This node is not a swarm manager. …` says elsewhere. */
export interface SwarmCalls {
  /** The new node's id. */
  swarmInit(request: SwarmInitRequest): Run<string>;
  swarmJoin(request: SwarmJoinRequest): Run<void>;
  swarmLeave(force: boolean): Run<void>;
  swarmInspect(): SwarmInspect;
  swarmUpdate(
    spec: SwarmSpec,
    rotation?: {
      readonly rotateWorkerToken?: boolean;
      readonly rotateManagerToken?: boolean;
      readonly rotateManagerUnlockKey?: boolean;
    },
  ): void;
  swarmUnlockKey(): string;
  nodeList(filters?: Filters): readonly SwarmNode[];
  nodeInspect(ref: string): SwarmNode;
  nodeUpdate(ref: string, spec: NodeSpec): void;
  nodeRemove(ref: string, options?: { readonly force?: boolean }): void;
  serviceList(filters?: Filters, options?: { readonly status?: boolean }): readonly SwarmService[];
  serviceInspect(ref: string, options?: { readonly insertDefaults?: boolean }): SwarmService;
  serviceCreate(
    spec: ServiceSpec,
    options?: { readonly queryRegistry?: boolean },
  ): Run<{ readonly ID: string; readonly Warnings: readonly string[] }>;
  serviceUpdate(
    ref: string,
    version: number,
    spec: ServiceSpec,
    options?: { readonly rollback?: 'previous'; readonly queryRegistry?: boolean },
  ): Run<{ readonly Warnings: readonly string[] }>;
  serviceRemove(ref: string): void;
  /** `/secrets` and `/configs`; the new one's id. */
  clusterFileCreate(kind: ClusterFileKind, spec: ClusterFileSpec): string;
  clusterFileList(kind: ClusterFileKind, filters?: Filters): readonly SwarmFile[];
  clusterFileInspect(kind: ClusterFileKind, ref: string): SwarmFile;
  /** Only labels may change. */
  clusterFileUpdate(kind: ClusterFileKind, ref: string, spec: ClusterFileSpec): void;
  clusterFileRemove(kind: ClusterFileKind, ref: string): void;
  taskList(filters?: Filters): readonly SwarmTask[];
  taskInspect(ref: string): SwarmTask;
  /** What a container of a task has written, wherever it runs; nothing from nodes that cannot be asked. */
  taskLogs(id: string, options?: LogOptions): readonly LogEntry[];
}

/** Anything that can call the daemon: programs hand in their Process. */
export type DaemonOf = (caller: Caller | Process, host: string) => Daemon;
