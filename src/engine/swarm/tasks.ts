import { compareText, type Reader, rfc3339Nano } from '../../base/index.ts';
import type { Filters, LogEntry } from '../api/index.ts';
import { readLogs } from '../containers/logs.ts';
import type { LogOptions } from '../daemon.ts';
import { badRequest, notFound } from '../errors.ts';
import { checkFilters, exactMatch, labelsMatch } from '../filters.ts';
import { containers } from '../rows.ts';
import { taskName } from './container.ts';
import { dirty } from './dirty.ts';
import { iterationJson } from './jobs.ts';
import { attachedNetwork } from './networks.ts';
import { nodes, services, swarmNetworks, type TaskRow, tasks } from './rows.ts';
import { ended, TASK_STATES } from './states.ts';
import { managed } from './store.ts';
import type { SwarmTask, TaskSpec } from './types.ts';

const KEYS = ['name', 'id', 'label', 'service', 'node', 'desired-state', '_up-to-date', 'runtime'];

/** `GET /tasks`; daemon/cluster/filters.go#newListTasksFilters */
export function listTasks(r: Reader, host: string, given?: Filters): readonly SwarmTask[] {
  const { cluster } = managed(r, host);
  const filters = checkFilters(given, KEYS);
  for (const state of filters['desired-state'] ?? [])
    if (!TASK_STATES.some((s) => s === state.toLowerCase()))
      throw badRequest(`Invalid desired-state filter: '${state}'`);
  const service = (t: TaskRow) => r.get(services, t.service);
  const node = (t: TaskRow) => r.get(nodes, t.node);
  const either = (values: readonly string[] | undefined, id: string, name: string | undefined) =>
    !values?.length || values.some((v) => v === id || v === name);
  const states = filters['desired-state']?.map((state) => state.toLowerCase());
  return r
    .by(tasks, 'cluster', cluster.id)
    .filter(
      (t) =>
        t.service !== '' &&
        either(filters.service, t.service, service(t)?.name) &&
        either(filters.node, t.node, node(t)?.host) &&
        (!filters.name?.length || filters.name.some((v) => taskName(t).startsWith(v))) &&
        (!filters.id?.length || filters.id.some((v) => t.id.startsWith(v))) &&
        labelsMatch(filters.label, t.labels) &&
        exactMatch(states, t.desired) &&
        (!filters['_up-to-date']?.includes('true') || upToDate(r, t)),
    )
    .sort((a, b) => a.created - b.created || a.slot - b.slot || compareText(a.node, b.node) || a.version - b.version)
    .map((t) => taskJson(r, t));
}

function upToDate(r: Reader, t: TaskRow): boolean {
  const s = r.get(services, t.service);
  return s !== undefined && !dirty(r, s, t);
}

/** `GET /tasks/{id}` */
export function inspectTask(r: Reader, host: string, ref: string): SwarmTask {
  const { cluster } = managed(r, host);
  const all = r.by(tasks, 'cluster', cluster.id);
  const exact = all.find((t) => t.id === ref || (t.service !== '' && taskName(t) === ref));
  const prefixed = exact ? [exact] : ref === '' ? [] : all.filter((t) => t.id.startsWith(ref));
  if (prefixed.length > 1) throw badRequest(`task ${ref} is ambiguous (${prefixed.length} matches found)`);
  const [only] = prefixed;
  if (!only) throw notFound(`task ${ref} not found`);
  return taskJson(r, only);
}

function taskJson(r: Reader, t: TaskRow): SwarmTask {
  const running = !ended(t.state) && t.state === 'running';
  return {
    ID: t.id,
    Version: { Index: t.version },
    CreatedAt: rfc3339Nano(t.created),
    UpdatedAt: rfc3339Nano(t.updated),
    Labels: {},
    Spec: withoutRuntime(t.spec),
    ...(t.service === '' ? {} : { ServiceID: t.service }),
    ...(t.slot === 0 ? {} : { Slot: t.slot }),
    ...(t.node === '' ? {} : { NodeID: t.node }),
    Status: {
      Timestamp: rfc3339Nano(t.at),
      State: t.state,
      Message: t.message,
      ...(t.err === '' ? {} : { Err: t.err }),
      ...(t.container === ''
        ? {}
        : {
            ContainerStatus: { ContainerID: t.container, PID: running ? t.pid : 0, ExitCode: t.exitCode },
          }),
      PortStatus: running && t.hostPorts.length > 0 ? { Ports: t.hostPorts } : {},
    },
    DesiredState: t.desired,
    ...(t.attachments.length === 0
      ? {}
      : {
          NetworksAttachments: t.attachments.map((a) => {
            const n = r.get(swarmNetworks, a.network);
            return { Network: n ? attachedNetwork(n) : {}, Addresses: [a.addr] };
          }),
        }),
    ...(t.iteration === undefined ? {} : { JobIteration: iterationJson(t.iteration) }),
    Volumes: null,
  };
}

/** The service's spec has it, a task's has not; daemon/cluster/convert/task.go of moby. */
function withoutRuntime({ Runtime: _, ...spec }: TaskSpec): TaskSpec {
  return spec;
}

/** `GET /tasks/{id}/logs`: brokered by the node's agent. */
export function taskLogs(r: Reader, host: string, id: string, options?: LogOptions): readonly LogEntry[] {
  const { cluster } = managed(r, host);
  const t = r.get(tasks, id);
  if (t?.cluster !== cluster.id || !r.get(containers, t.container) || r.get(nodes, t.node)?.state !== 'ready')
    return [];
  return readLogs(r, t.container, options);
}
