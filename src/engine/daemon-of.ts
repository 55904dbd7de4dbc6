import { type Run, sleep } from '../os/index.ts';
import type { LogEntry } from './api/index.ts';
import { attachContainer, followLogs } from './containers/attach.ts';
import { renameContainer, updateContainer } from './containers/change.ts';
import { createContainer } from './containers/create.ts';
import { changesOf } from './containers/diff.ts';
import { createExec, inspectExec, startExec } from './containers/exec.ts';
import { exportContainer } from './containers/export.ts';
import { inspectContainer } from './containers/inspect.ts';
import { listContainers } from './containers/list.ts';
import { checkReadable, readLogs } from './containers/logs.ts';
import { findContainer } from './containers/lookup.ts';
import { pauseContainer, unpauseContainer } from './containers/pause.ts';
import { pruneContainers, removeContainer } from './containers/remove.ts';
import { startContainer } from './containers/start.ts';
import { killContainer, restartContainer, stopContainer, waitContainer } from './containers/stop.ts';
import { statsOf, topContainer } from './containers/top.ts';
import type { Attachment, Caller, Daemon, Io, LogOptions } from './daemon.ts';
import { diskUsage, pruneBuildCache } from './diskusage.ts';
import { containerEvent, listEvents } from './events.ts';
import * as imagesApi from './images/api.ts';
import { loadImages, saveImages } from './images/archive.ts';
import { buildImage, commitContainerAs } from './images/build/index.ts';
import { importImage } from './images/import.ts';
import * as networksApi from './networks.ts';
import { swarmCalls } from './swarm/calls.ts';
import { systemInfo, versionInfo } from './system.ts';
import { createVolume, findVolume, listVolumes, pruneVolumes, removeVolume, volumeJson } from './volumes.ts';

/** dockerd on `host`, called by a process (or by the kernel itself). */
export function daemonOf(caller: Caller, host: string): Daemon {
  return {
    host,
    ...networkCalls(caller, host),
    ...containerCalls(caller, host),
    ...runCalls(caller, host),
    ...imageCalls(caller, host),
    ...otherCalls(caller, host),
    ...swarmCalls(caller, host),
  };
}

function networkCalls(caller: Caller, host: string) {
  return {
    networkCreate: (request) => caller.transact((tx) => networksApi.createNetwork(tx, host, request)),
    networkList: (filters) => networksApi.listNetworks(caller.world, host, filters),
    networkInspect: (ref, options = {}) => networksApi.inspectNetwork(caller.world, host, ref, options),
    networkRemove: (ref) => caller.transact((tx) => networksApi.removeNetwork(tx, host, ref)),
    networkConnect: (ref, request) =>
      caller.transact((tx) => networksApi.connect(tx, host, ref, request.Container, request.EndpointConfig ?? {})),
    networkDisconnect: (ref, request) =>
      caller.transact((tx) => networksApi.disconnect(tx, host, ref, request.Container, request.Force ?? false)),
    networksPrune: (filters) => caller.transact((tx) => networksApi.prune(tx, host, filters)),
  } satisfies Partial<Daemon>;
}

function containerCalls(caller: Caller, host: string) {
  const find = (ref: string) => findContainer(caller.world, host, ref);
  return {
    containerCreate: (name, request) => caller.transact((tx) => createContainer(tx, host, name, request)),
    containerList: (options) => listContainers(caller.world, host, options),
    containerInspect: (ref, options = {}) => inspectContainer(caller.world, find(ref), options.size),
    containerRename: (ref, name) => caller.transact((tx) => renameContainer(tx, findContainer(tx, host, ref), name)),
    containerRemove: (ref, options) => removeContainer(caller, host, ref, options),
    containersPrune: (filters) => pruneContainers(caller, host, filters),
    containerCommit: (ref, request) => caller.transact((tx) => commitContainerAs(tx, host, ref, request)),
    containerPause: (ref) => caller.transact((tx) => pauseContainer(tx, findContainer(tx, host, ref))),
    containerUnpause: (ref) => caller.transact((tx) => unpauseContainer(tx, findContainer(tx, host, ref))),
    containerUpdate: (ref, request) =>
      caller.transact((tx) => updateContainer(tx, findContainer(tx, host, ref), request)),
    containerTop: (ref, psArgs) => {
      const answer = topContainer(caller.world, find(ref), psArgs);
      caller.transact((tx) => containerEvent(tx, findContainer(tx, host, ref), 'top'));
      return answer;
    },
    containerLogs: (ref, options) => {
      const c = find(ref);
      checkReadable(c);
      return readLogs(caller.world, c.id, options);
    },
    containerStats: (ref) => statsOf(caller.world, find(ref)),
    containerFiles: (ref) => ({ id: find(ref).id, fs: `c:${find(ref).id}` }),
    containerExport: (ref) => caller.transact((tx) => exportContainer(tx, findContainer(tx, host, ref))),
    containerChanges: (ref) => changesOf(caller.world, find(ref)),
  } satisfies Partial<Daemon>;
}

function runCalls(caller: Caller, host: string) {
  return {
    containerStart: (ref, io) => start(caller, host, ref, io),
    containerStop: (ref, options) => stopContainer(caller, host, ref, options),
    containerRestart: (ref, options) => restartContainer(caller, host, ref, options),
    containerKill: (ref, signal) => killContainer(caller, host, ref, signal),
    containerWait: (ref, condition = 'not-running') => waitContainer(caller, host, ref, condition),
    containerAttach: (ref, io, options) => attachContainer(caller, host, ref, io, options),
    containerLogsFollow: (ref, options) => follow(caller, host, ref, options),
    execCreate: (ref, request) => ({ Id: caller.transact((tx) => createExec(tx, host, ref, request)) }),
    execInspect: (id) => inspectExec(caller, id),
    execStart: (id, io, options = {}) => startExec(caller, id, io, options.detach ?? false),
  } satisfies Partial<Daemon>;
}

/** What a start takes from its first process to the answer of the API, ms. */
const START_TAKES = 80;

function* start(caller: Caller, host: string, ref: string, io?: Io): Run<void> {
  startContainer(caller, host, ref, io);
  yield* sleep(START_TAKES);
}

/** Following logs is reading them piece by piece; `stream` reads them all away. */
function follow(
  caller: Caller,
  host: string,
  ref: string,
  options?: LogOptions,
): Attachment & { next(): Run<readonly LogEntry[] | undefined> } {
  const reader = followLogs(caller, host, ref, options);
  return {
    next: reader.next,
    *stream() {
      while ((yield* reader.next()) !== undefined);
      return 0;
    },
  };
}

function imageCalls(caller: Caller, host: string) {
  return {
    imageList: (options = {}) =>
      imagesApi.listImages(caller.world, host, options.filters, { all: options.all ?? false }),
    imageInspect: (ref) => imagesApi.inspectImage(caller.world, host, ref),
    imageHistory: (ref) => imagesApi.imageHistory(caller.world, host, ref),
    imageTag: (source, target) => caller.transact((tx) => imagesApi.tag(tx, host, source, target)),
    imageRemove: (ref, options = {}) =>
      caller.transact((tx) => imagesApi.removeImage(tx, host, ref, options.force ?? false)),
    imagesPrune: (filters) => caller.transact((tx) => imagesApi.pruneImages(tx, host, filters)),
    imagePull: (ref) => caller.transact((tx) => imagesApi.pullImage(tx, host, ref)),
    imageSave: (refs) => caller.transact((tx) => saveImages(tx, host, refs)),
    imageLoad: (archive) => caller.transact((tx) => loadImages(tx, host, archive)),
    imageImport: (request) => caller.transact((tx) => importImage(tx, host, request)),
    imageBuild: (request, write) => buildImage(caller, host, request, write),
  } satisfies Partial<Daemon>;
}

function otherCalls(caller: Caller, host: string) {
  return {
    volumeCreate: (request) => volumeJson(caller.transact((tx) => createVolume(tx, host, request))),
    volumeList: (filters) => listVolumes(caller.world, host, filters),
    volumeInspect: (name) => volumeJson(findVolume(caller.world, host, name)),
    volumeRemove: (name, options = {}) => caller.transact((tx) => removeVolume(tx, host, name, options.force)),
    volumesPrune: (filters) => caller.transact((tx) => pruneVolumes(tx, host, filters)),
    diskUsage: () => diskUsage(caller.world, host),
    buildCachePrune: pruneBuildCache,
    info: () => systemInfo(caller.world, host),
    version: () => versionInfo(),
    events: (options) => listEvents(caller.world, host, options),
  } satisfies Partial<Daemon>;
}
