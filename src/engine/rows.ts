import { table } from '../base/index.ts';
import type {
  ContainerConfig,
  ContainerStatus,
  EndpointRequest,
  ExecCreateRequest,
  Health,
  HostConfig,
  ImageConfig,
  MountPoint,
} from './api/index.ts';

/** dockerd on a host. */
export interface DaemonRow {
  readonly host: string;
  /** Its `ID` in docker info. */
  readonly id: string;
  readonly pid: number;
  /** Root file system of the host. */
  readonly fs: string;
  /** The catalogue that its registry serves. */
  readonly catalogue: 'real' | 'stand-in';
}

/** dockerd by its host. */
export const daemons = table<DaemonRow>('engine.daemons');

/** What the daemon knows of the state of a container; times are virtual ms. */
export interface StateRow {
  readonly running: boolean;
  readonly paused: boolean;
  readonly restarting: boolean;
  readonly removing: boolean;
  readonly dead: boolean;
  readonly pid: number;
  readonly exitCode: number;
  readonly error: string;
  readonly startedAt?: number;
  readonly finishedAt?: number;
  readonly health?: Health;
}

/** A network that a container is to be on: what was asked for, and what stays known while it is stopped. */
export interface AttachedNetwork {
  readonly request: EndpointRequest;
  /** Set once it was connected. */
  readonly networkId: string;
  readonly dnsNames: readonly string[] | null;
  /** What was asked for at create carries the aliases and the MAC; kept for the next start. */
  readonly ipamOperational?: boolean;
}

export interface Container {
  readonly id: string;
  readonly host: string;
  /** Without the slash. */
  readonly name: string;
  readonly created: number;
  /** Serial number on its host: the order of lists. */
  readonly seq: number;
  /** `sha256:…` */
  readonly image: string;
  readonly path: string;
  readonly args: readonly string[];
  readonly config: ContainerConfig;
  readonly hostConfig: HostConfig;
  readonly networks: Readonly<Record<string, AttachedNetwork>>;
  readonly mounts: readonly MountPoint[];
  readonly state: StateRow;
  readonly restartCount: number;
  /** How often it was started: tells one run from the next. */
  readonly runs: number;
  /** It was stopped or killed by hand: no restart policy brings it back. */
  readonly stoppedByHand: boolean;
  /** `docker stop` waits for it: the stop event comes before die. */
  readonly stopping: boolean;
  /** Delay of the last restart, ms; restartmanager.go. */
  readonly backoff: number;
  /** Links by alias: id of the container on the other side. */
  readonly links: readonly { readonly child: string; readonly alias: string }[];
  readonly sandboxKey: string;
  readonly sandboxId: string;
  readonly layer: string;
  /** Files that the swarm puts into it when it starts: secrets and configs. */
  readonly placed?: readonly PlacedFile[];
}

/** A file that a container has from its daemon; it is read only and lies in memory. */
export interface PlacedFile {
  readonly at: string;
  readonly text: string;
  readonly mode: number;
  readonly owner: string;
}

/** Containers by id. */
export const containers = table<Container>('engine.containers', {
  host: (c) => c.host,
  name: (c) => `${c.host}/${c.name}`,
  image: (c) => `${c.host}/${c.image}`,
  /** Who shares its network namespace: `container:<id>`. */
  netmode: (c) => (c.hostConfig.NetworkMode.startsWith('container:') ? c.hostConfig.NetworkMode.slice(10) : undefined),
});

/** container.State.StateString */
export function statusOf(state: StateRow): ContainerStatus {
  if (state.running) return state.paused ? 'paused' : state.restarting ? 'restarting' : 'running';
  if (state.removing) return 'removing';
  if (state.dead) return 'dead';
  return state.startedAt === undefined ? 'created' : 'exited';
}

/** A process started by docker exec (or by a health check, which inspect does not list). */
export interface Exec {
  readonly id: string;
  readonly container: string;
  readonly request: ExecCreateRequest;
  readonly running: boolean;
  readonly exitCode: number | undefined;
  readonly pid: number;
  /** False for health checks. */
  readonly listed: boolean;
}

/** What `docker exec` started, by id. */
export const execs = table<Exec>('engine.execs', {
  container: (e) => e.container,
  pid: (e) => (e.running ? String(e.pid) : undefined),
});

/** A piece of output as the process wrote it; key `<container>/<number>`. */
export interface LogRow {
  readonly stream: 'stdout' | 'stderr';
  readonly text: string;
  readonly at: number;
}

/** Output of containers, piece by piece; see LogRow. */
export const logs = table<LogRow>('engine.logs');

/** The numbers of a container's log rows: `first` up to but not including `next`. */
export interface LogHead {
  readonly first: number;
  readonly next: number;
  /** A client is reading: rows stay when the container is removed. */
  readonly readers: number;
  /** Exit status of the run that ended, and whether the container is gone. */
  readonly ended: Readonly<Record<string, number>>;
  readonly removed: boolean;
}

/** Where the log of a container begins and ends, by container. */
export const logHeads = table<LogHead>('engine.logHeads');

/** Standard input of a container that keeps it open (-i): what clients wrote and it has not read. */
export interface StdinRow {
  readonly data: string;
  readonly eof: boolean;
}

/** Standard input by container; see StdinRow. */
export const stdins = table<StdinRow>('engine.stdins');

export interface EventRow {
  readonly host: string;
  readonly seq: number;
  readonly at: number;
  readonly type: 'container' | 'image' | 'network' | 'volume' | 'daemon' | 'service' | 'node' | 'secret' | 'config';
  readonly action: string;
  readonly id: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly scope: 'local' | 'swarm';
}

/** Events by `<host>/<serial number>`; the daemon keeps the last 256 (daemon/events/events.go). */
export const events = table<EventRow>('engine.events', { host: (e) => e.host });

/** A layer of an image: its diff id, `sha256:…`, and its bytes. */
export interface Layer {
  readonly id: string;
  readonly size: number;
}

/** An image in a host's store. */
export interface ImageRow {
  readonly host: string;
  /** `sha256:…` */
  readonly id: string;
  readonly tags: readonly string[];
  /** `name@sha256:…` */
  readonly digests: readonly string[];
  readonly parent: string;
  readonly comment: string;
  readonly author?: string;
  readonly created: number;
  readonly tagged: number;
  readonly size: number;
  /** Oldest first. */
  readonly history: readonly ImageStep[];
  /** The lowest first. */
  readonly layers: readonly Layer[];
  readonly config: ImageConfig;
  /** Id of the read-only file system that its containers start from. */
  readonly fs: string;
}

export interface ImageStep {
  readonly id: string;
  readonly createdBy: string;
  readonly size: number;
  readonly created: number;
  readonly comment: string;
}

/** Images by `<host>/<id>`. */
export const images = table<ImageRow>('engine.images', {
  host: (i) => i.host,
  parent: (i) => (i.parent === '' ? undefined : `${i.host}/${i.parent}`),
});

/** Which image a name stands for: key `<host>/<repository>:<tag>`. */
export interface TagRow {
  readonly host: string;
  readonly name: string;
  readonly image: string;
}

/** Tags by `<host>/<repository>:<tag>`. */
export const tags = table<TagRow>('engine.tags', { image: (t) => `${t.host}/${t.image}` });

export interface VolumeRow {
  readonly host: string;
  readonly name: string;
  readonly created: number;
  readonly labels: Readonly<Record<string, string>> | null;
  readonly options: Readonly<Record<string, string>> | null;
  readonly anonymous: boolean;
  /** File system that holds its data. */
  readonly fs: string;
  /** Containers that use it, stopped ones too. */
  readonly users: readonly string[];
}

/** Volumes by `<host>/<name>`. */
export const volumes = table<VolumeRow>('engine.volumes', { host: (v) => v.host });
