import type { Reader, Tx } from '../../base/index.ts';
import { type ProcessRow, type Run, sleep, until } from '../../os/index.ts';
import type { ContainerCreateRequest, EndpointRequest } from '../api/index.ts';
import { createContainer } from '../containers/create.ts';
import { removeContainer } from '../containers/remove.ts';
import { startContainer } from '../containers/start.ts';
import { stopContainer } from '../containers/stop.ts';
import type { Caller } from '../daemon.ts';
import { ApiError } from '../errors.ts';
import { pullImage } from '../images/api.ts';
import { findImage } from '../images/store.ts';
import { portMap, sandboxOf } from '../libnetwork/index.ts';
import { type Container, containers } from '../rows.ts';
import { enableService } from './attach.ts';
import { createRequest, taskName } from './container.ts';
import { placedFiles } from './files.ts';
import { realizeOn, unrealizeOn } from './networks.ts';
import { orchestrate } from './orchestrator.ts';
import { members, type NodeRow, nodes, services, swarmNetworks, type TaskRow, tasks } from './rows.ts';
import { ended, HELD, unwanted } from './states.ts';
import { report } from './status.ts';
import { forgetTask } from './taskrow.ts';
import type { TaskState } from './types.ts';
import { driveUpdates } from './updater.ts';

/** What the agent's steps take: to hear of a task, to prepare it, to start it. */
const HEAR = 40;
const PREPARE = 250;
const START = 120;
const PULL = 2000;

/** After a change: the orchestrators decide, and the agents of all nodes that are there begin what follows. */
export function reconcile(caller: Caller, cluster: string): void {
  caller.transact((tx) => orchestrate(tx, cluster));
  for (const t of caller.world.by(tasks, 'cluster', cluster)) dispatch(caller, t);
  driveUpdates(caller, cluster, reconcile);
}

function dispatch(caller: Caller, t: TaskRow): void {
  const node = caller.world.get(nodes, t.node);
  if (t.service === '') return;
  if (!node || !present(caller.world, node)) {
    if (t.desired === 'remove' && (t.node === '' || !node || node.left)) caller.transact((tx) => forgetTask(tx, t.id));
    return;
  }
  if (t.desired === 'remove' && ended(t.state)) takeAway(caller, t);
  else if (unwanted(t.desired)) {
    if (t.handled === 'stop') return;
    caller.transact((tx) => {
      tx.patch(tasks, t.id, { handled: 'stop' });
      if (t.container !== '') enableService(tx, t.container, false);
    });
    work(caller, node, (proc) => stopTask(proc, t.id));
  } else if (t.state === 'assigned' && t.handled === '') {
    caller.transact((tx) => tx.patch(tasks, t.id, { handled: 'run' }));
    work(caller, node, (proc) => runTask(proc, t.id));
  }
}

/** The node's daemon is in the swarm and hears its manager. */
function present(r: Reader, n: NodeRow): boolean {
  return n.state === 'ready' && r.get(members, n.host)?.node === n.id;
}

function work(caller: Caller, node: NodeRow, run: (proc: Caller) => Run<void>): void {
  caller.spawn({
    argv: ['dockerd'],
    place: { host: node.host, netns: node.host, fs: `h:${node.host}` },
    hidden: true,
    detached: true,
    pgid: 'new',
    program: function* (proc) {
      yield* run(proc);
      return 0;
    },
  });
}

const current = (caller: Caller, id: string): TaskRow | undefined => {
  const t = caller.world.get(tasks, id);
  return t && !unwanted(t.desired) && !ended(t.state) ? t : undefined;
};

/** Takes a task from `assigned` to `running`; swarmkit agent/exec/controller.go#Do. */
function* runTask(caller: Caller, id: string): Run<void> {
  yield* sleep(HEAR);
  report(caller, id, 'accepted', 'accepted');
  report(caller, id, 'preparing', 'preparing');
  yield* sleep(PREPARE + pullTime(caller, id));
  if (!prepare(caller, id)) return;
  report(caller, id, 'ready', 'prepared');
  yield* waitTurn(caller, id);
  if (!current(caller, id)) return;
  report(caller, id, 'starting', 'starting');
  yield* sleep(START);
  const t = current(caller, id);
  if (!t) return;
  try {
    startContainer(caller, caller.world.get(nodes, t.node)?.host ?? '', t.container);
  } catch (e) {
    fail(caller, id, e, 'failed', 'started');
    return;
  }
  if (yield* becomeHealthy(caller, id)) started(caller, id);
}

/** An image that is not there yet has to be asked for. */
function pullTime(caller: Caller, id: string): number {
  const t = caller.world.get(tasks, id);
  const host = caller.world.get(nodes, t?.node ?? '')?.host ?? '';
  return findImage(caller.world, host, t?.spec.ContainerSpec?.Image ?? '') ? 0 : PULL;
}

/** Image, networks and container: what there is to be before the task can be started. False when it is rejected. */
function prepare(caller: Caller, id: string): boolean {
  const t = current(caller, id);
  const node = t && caller.world.get(nodes, t.node);
  if (!t || !node) return false;
  try {
    caller.transact((tx) => {
      const image = t.spec.ContainerSpec?.Image ?? '';
      if (!findImage(tx, node.host, image)) pull(tx, node.host, image);
      for (const a of t.attachments) realizeOn(tx, node, a.network);
      const container = make(tx, node.host, t);
      tx.patch(tasks, id, { container });
    });
    return true;
  } catch (e) {
    fail(caller, id, e, 'rejected', 'preparing');
    return false;
  }
}

/** A pull that fails is of no matter yet: the container's creation says what is missing. */
function pull(tx: Tx, host: string, image: string): void {
  try {
    pullImage(tx, host, image);
  } catch (e) {
    if (!(e instanceof ApiError)) throw e;
  }
}

function make(tx: Tx, host: string, t: TaskRow): string {
  const service = tx.get(services, t.service);
  const request: ContainerCreateRequest = createRequest(t, service);
  const { Id } = createContainer(tx, host, taskName(t), request);
  const row = tx.get(containers, Id);
  const networks: Record<string, EndpointRequest> = {};
  for (const a of t.attachments) {
    const name = tx.get(swarmNetworks, a.network)?.name;
    if (name !== undefined)
      networks[name] = {
        IPAMConfig: { IPv4Address: a.addr.split('/')[0] ?? '' },
        ...(a.aliases.length > 0 ? { Aliases: a.aliases } : {}),
      };
  }
  const placed = placedFiles(tx, t.spec.ContainerSpec ?? {});
  if (row && placed.length > 0) tx.patch(containers, Id, { placed });
  if (row && Object.keys(networks).length > 0) {
    const entries = Object.entries(networks).map(
      ([name, endpoint]) => [name, { request: endpoint, networkId: '', dnsNames: null }] as const,
    );
    tx.patch(containers, Id, { networks: Object.fromEntries(entries) });
  }
  return Id;
}

function fail(caller: Caller, id: string, e: unknown, state: TaskState, message: string): void {
  if (!(e instanceof ApiError)) throw e;
  const err = state === 'failed' ? `starting container failed: ${e.message}` : e.message;
  report(caller, id, state, message, { err });
  const cluster = caller.world.get(tasks, id)?.cluster;
  if (cluster) reconcile(caller, cluster);
}

/** A task that takes another's place after a failure waits out the restart delay. */
function* waitTurn(caller: Caller, id: string): Run<void> {
  const t = current(caller, id);
  if (t?.desired !== 'ready') return;
  const released = () => caller.world.get(tasks, id)?.desired !== 'ready';
  // One that takes over from a task that is being updated is called when that has ended.
  if (t.notBefore === HELD) yield* until(released);
  else yield* until(released, Math.max(0, t.notBefore - caller.world.now));
  caller.transact((tx) => {
    const now = tx.get(tasks, id);
    if (now?.desired === 'ready')
      tx.put(tasks, id, { ...now, desired: now.iteration === undefined ? 'running' : 'complete' });
  });
}

/** A container with a health check counts as started once it is healthy. One that is not is stopped first, then its task has failed. */
function* becomeHealthy(caller: Caller, id: string): Run<boolean> {
  const health = () => caller.world.get(containers, caller.world.get(tasks, id)?.container ?? '')?.state;
  if (!health()?.health) return true;
  yield* until(() => !health()?.running || health()?.health?.Status !== 'starting' || !current(caller, id));
  const t = current(caller, id);
  if (!t || !health()?.running || health()?.health?.Status !== 'unhealthy') return true;
  caller.transact((tx) => tx.patch(tasks, id, { handled: 'stop' }));
  yield* stopOf(caller, t);
  report(caller, id, 'failed', 'starting', { err: 'task: unhealthy container' });
  reconcile(caller, t.cluster);
  return false;
}

function started(caller: Caller, id: string): void {
  const t = current(caller, id);
  const c = t && caller.world.get(containers, t.container);
  if (!t || !c?.state.running) return;
  report(caller, id, 'running', 'started', { pid: c.state.pid, hostPorts: portsOf(caller.world, t, c) });
  caller.transact((tx) => enableService(tx, c.id, true));
  reconcile(caller, t.cluster);
}

/** What the container really publishes: both families of the host's addresses. */
function portsOf(r: Reader, t: TaskRow, c: Container): TaskRow['hostPorts'] {
  const map = portMap(r, sandboxOf(r, c.id));
  return t.hostPorts.flatMap((p) =>
    (map[`${p.TargetPort}/${p.Protocol}`] ?? []).map((b) => ({ ...p, PublishedPort: Number(b.HostPort) })),
  );
}

/** Stops the container of a task, if it runs. */
function* stopOf(caller: Caller, t: TaskRow): Run<void> {
  if (!caller.world.get(containers, t.container)?.state.running) return;
  const host = caller.world.get(nodes, t.node)?.host ?? '';
  const grace = t.spec.ContainerSpec?.StopGracePeriod ?? 10e9;
  try {
    yield* stopContainer(caller, host, t.container, { t: Math.round(grace / 1e9) });
  } catch (e) {
    if (!(e instanceof ApiError)) throw e;
  }
}

/** Ends a task: its container is stopped; when the task is to be removed, that goes too. */
function* stopTask(caller: Caller, id: string): Run<void> {
  const t = caller.world.get(tasks, id);
  if (!t) return;
  yield* stopOf(caller, t);
  report(caller, id, 'shutdown', 'shutdown');
  const now = caller.world.get(tasks, id);
  if (!now) return;
  if (now.desired === 'remove') takeAway(caller, now);
  else leaveNetworks(caller, now);
  reconcile(caller, now.cluster);
}

/** Takes away what is left of a task that has ended. */
function takeAway(caller: Caller, t: TaskRow): void {
  removeContainerOf(caller, t);
  caller.transact((tx) => forgetTask(tx, t.id));
  leaveNetworks(caller, t);
}

function removeContainerOf(caller: Caller, t: TaskRow): void {
  const c = caller.world.get(containers, t.container);
  if (c) removeContainer(caller, c.host, c.id, { force: true });
}

/** Networks that the node has no other task on go from it. */
function leaveNetworks(caller: Caller, t: TaskRow): void {
  const node = caller.world.get(nodes, t.node);
  if (!node) return;
  caller.transact((tx) => {
    for (const a of t.attachments) unrealizeOn(tx, node, a.network);
  });
}

/** A task's container has ended by itself: the task is complete or has failed. */
export function taskExited(caller: Caller, process: ProcessRow): void {
  if (!process.init || process.container === undefined) return;
  const t = caller.world.by(tasks, 'container', process.container).find((o) => o.service !== '');
  const c = caller.world.get(containers, process.container);
  if (!t || ended(t.state) || unwanted(t.desired) || t.handled === 'stop') return;
  const exitCode = c?.state.exitCode ?? 0;
  report(caller, t.id, exitCode === 0 ? 'complete' : 'failed', exitCode === 0 ? 'finished' : 'started', {
    exitCode,
    err: exitCode === 0 ? '' : `task: non-zero exit (${exitCode})`,
  });
  reconcile(caller, t.cluster);
}

/** A node that leaves lets its tasks go. */
export function releaseTasks(tx: Tx, host: string): void {
  const member = tx.get(members, host);
  for (const t of member ? tx.by(tasks, 'node', member.node) : [])
    if (t.service !== '' && t.container !== '') {
      enableService(tx, t.container, false);
      tx.patch(tasks, t.id, { handled: 'stop' });
    }
}
