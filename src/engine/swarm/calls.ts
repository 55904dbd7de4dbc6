import { type Run, sleep } from '../../os/index.ts';
import { removeContainer } from '../containers/remove.ts';
import type { Caller, SwarmCalls } from '../daemon.ts';
import { reconcile, releaseTasks } from './agent.ts';
import { initSwarm, joinSwarm, joinTimeout, tellManagers } from './cluster.ts';
import { beat, keepTrying, startHeart } from './dispatcher.ts';
import {
  createClusterFile,
  inspectClusterFile,
  listClusterFiles,
  removeClusterFile,
  updateClusterFile,
} from './files.ts';
import { inspectSwarm, unlockKeyOf, updateSwarm } from './info.ts';
import { checkLeave, leaveSwarm, tasksContainers } from './leave.ts';
import { elect, inspectNode, listNodes, removeNode, updateNode } from './nodes.ts';
import { members } from './rows.ts';
import { inspectService, listServices } from './servicelist.ts';
import { createService, removeService, updateService } from './services.ts';
import { inspectTask, listTasks, taskLogs } from './tasks.ts';
import type { SwarmInitRequest, SwarmJoinRequest } from './types.ts';

/** How long the daemon waits for a node to be let in; daemon/cluster/swarm.go#swarmConnectTimeout. */
const JOIN_TIMEOUT = 20_000;
/** What a write to the raft store takes, and the start of a node. */
const COMMIT = 20;
const START = 600;

/** The calls of dockerd's API that are about the swarm. */
export function swarmCalls(caller: Caller, host: string): SwarmCalls {
  const world = () => caller.world;
  return {
    swarmInit: (request) => init(caller, host, request),
    swarmJoin: (request) => join(caller, host, request),
    swarmLeave: (force) => leave(caller, host, force),
    swarmInspect: () => inspectSwarm(world(), host),
    swarmUpdate: (spec, rotation) => caller.transact((tx) => updateSwarm(tx, host, spec, rotation)),
    swarmUnlockKey: () => unlockKeyOf(world(), host),
    nodeList: (filters) => listNodes(world(), host, filters),
    nodeInspect: (ref) => inspectNode(world(), host, ref),
    nodeUpdate: (ref, spec) => {
      caller.transact((tx) => updateNode(tx, host, ref, spec));
      settle(caller, host);
    },
    nodeRemove: (ref, options = {}) => {
      caller.transact((tx) => removeNode(tx, host, ref, options.force ?? false));
      settle(caller, host);
    },
    serviceList: (filters, options) => listServices(world(), host, filters, options?.status ?? false),
    serviceInspect: (ref, options) => inspectService(world(), host, ref, options?.insertDefaults ?? false),
    *serviceCreate(spec, options) {
      const made = caller.transact((tx) => createService(tx, host, spec, options?.queryRegistry ?? false));
      settle(caller, host);
      yield* sleep(COMMIT);
      return made;
    },
    *serviceUpdate(ref, version, spec, options) {
      const made = caller.transact((tx) => updateService(tx, host, ref, version, spec, options ?? {}));
      settle(caller, host);
      yield* sleep(COMMIT);
      return made;
    },
    serviceRemove: (ref) => {
      caller.transact((tx) => removeService(tx, host, ref));
      settle(caller, host);
    },
    clusterFileCreate: (kind, spec) => caller.transact((tx) => createClusterFile(tx, host, kind, spec)),
    clusterFileList: (kind, filters) => listClusterFiles(world(), host, kind, filters),
    clusterFileInspect: (kind, ref) => inspectClusterFile(world(), host, kind, ref),
    clusterFileUpdate: (kind, ref, spec) => caller.transact((tx) => updateClusterFile(tx, host, kind, ref, spec)),
    clusterFileRemove: (kind, ref) => caller.transact((tx) => removeClusterFile(tx, host, kind, ref)),
    taskList: (filters) => listTasks(world(), host, filters),
    taskInspect: (ref) => inspectTask(world(), host, ref),
    taskLogs: (id, options) => taskLogs(world(), host, id, options),
  };
}

/** Lets the orchestrator and the agents do what follows from a change. */
function settle(caller: Caller, host: string): void {
  const cluster = caller.world.get(members, host)?.cluster;
  if (cluster) reconcile(caller, cluster);
}

function* init(caller: Caller, host: string, request: SwarmInitRequest): Run<string> {
  const id = caller.transact((tx) => initSwarm(tx, host, request));
  yield* sleep(START);
  return id;
}

function* join(caller: Caller, host: string, request: SwarmJoinRequest): Run<void> {
  const result = caller.transact((tx) => joinSwarm(tx, host, request));
  if (result === 'pending') {
    keepTrying(caller, host, entered);
    const end = caller.world.now + JOIN_TIMEOUT;
    while (caller.world.now < end && caller.world.get(members, host)?.state === 'pending')
      yield* sleep(Math.min(500, end - caller.world.now));
    if (caller.world.get(members, host)?.state !== 'active') throw joinTimeout();
    return;
  }
  yield* sleep(START);
  const cluster = caller.world.get(members, host)?.cluster;
  if (cluster) entered(caller, cluster);
}

/** Somebody new is in: there are heartbeats to hear, and global services for him. */
function entered(caller: Caller, cluster: string): void {
  startHeart(caller, cluster, reconcile);
  reconcile(caller, cluster);
}

function* leave(caller: Caller, host: string, force: boolean): Run<void> {
  const member = checkLeave(caller.world, host, force);
  caller.transact((tx) => releaseTasks(tx, host));
  for (const id of tasksContainers(caller.world, host)) removeContainer(caller, host, id, { force: true });
  yield* sleep(START);
  caller.transact((tx) => {
    leaveSwarm(tx, host);
    if (member.role !== 'manager' || member.cluster === '') return;
    beat(tx, member.cluster);
    elect(tx, member.cluster);
    tellManagers(tx, member.cluster);
  });
  if (member.cluster !== '') reconcile(caller, member.cluster);
}
