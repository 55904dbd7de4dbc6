import { naturalCompare, type Reader, rfc3339Nano } from '../../base/index.ts';
import type { Filters } from '../api/index.ts';
import { checkFilters, labelsMatch } from '../filters.ts';
import { interpolate } from './defaults.ts';
import { iterationJson, runOf } from './jobs.ts';
import { nodes, type ServiceRow, services, type TaskRow, tasks } from './rows.ts';
import { findService, kind } from './services.ts';
import { managed } from './store.ts';
import type { ServiceSpec, SwarmService } from './types.ts';

/** The modes by the names that a filter has for them. */
const MODES: Readonly<Record<string, string>> = {
  Replicated: 'replicated',
  Global: 'global',
  ReplicatedJob: 'replicated-job',
  GlobalJob: 'global-job',
};

/** `GET /services` */
export function listServices(
  r: Reader,
  host: string,
  given: Filters | undefined,
  status: boolean,
): readonly SwarmService[] {
  const { cluster } = managed(r, host);
  const filters = checkFilters(given, ['name', 'id', 'label', 'mode', 'runtime']);
  const prefix = (values: readonly string[] | undefined, text: string) =>
    !values?.length || values.some((v) => text.startsWith(v));
  const modes = (s: ServiceRow) => MODES[kind(s.spec)] ?? '';
  return r
    .by(services, 'cluster', cluster.id)
    .filter(
      (s) =>
        prefix(filters.name, s.name) &&
        prefix(filters.id, s.id) &&
        labelsMatch(filters.label, s.spec.Labels) &&
        (!filters.mode?.length || filters.mode.includes(modes(s))),
    )
    .sort((a, b) => naturalCompare(a.name, b.name))
    .map((s) => ({ ...serviceJson(s, s.spec), ...(status ? { ServiceStatus: statusOf(r, s) } : {}) }));
}

/** `GET /services/{id}` */
export function inspectService(r: Reader, host: string, ref: string, insertDefaults: boolean): SwarmService {
  const { cluster } = managed(r, host);
  const s = findService(r, cluster.id, ref);
  return serviceJson(s, insertDefaults ? interpolate(s.spec) : s.spec);
}

/** Running and wanted tasks; swarmkit controlapi/service.go#ListServiceStatuses. */
function statusOf(r: Reader, s: ServiceRow): NonNullable<SwarmService['ServiceStatus']> {
  const own = s.job ? runOf(r, s) : r.by(tasks, 'service', s.id);
  if (s.job) return jobStatusOf(s, own);
  const RunningTasks = own.filter((t) => t.state === 'running').length;
  const DesiredTasks = s.spec.Mode.Replicated
    ? (s.spec.Mode.Replicated.Replicas ?? 0)
    : own.filter((t) => ['running', 'ready'].includes(t.desired) && r.get(nodes, t.node)).length;
  return { RunningTasks, DesiredTasks, CompletedTasks: 0 };
}

function jobStatusOf(s: ServiceRow, run: readonly TaskRow[]): NonNullable<SwarmService['ServiceStatus']> {
  const { ReplicatedJob } = s.spec.Mode;
  return {
    RunningTasks: run.filter((t) => t.state === 'running').length,
    DesiredTasks: ReplicatedJob
      ? (ReplicatedJob.MaxConcurrent ?? 1)
      : run.filter((t) => t.desired === 'complete' && t.state !== 'complete').length,
    CompletedTasks: run.filter((t) => t.state === 'complete').length,
  };
}

function serviceJson(s: ServiceRow, spec: ServiceSpec): SwarmService {
  const given = s.ports.length > 0 || s.vips.length > 0;
  return {
    ID: s.id,
    Version: { Index: s.version },
    CreatedAt: rfc3339Nano(s.created),
    UpdatedAt: rfc3339Nano(s.updated),
    Spec: spec,
    ...(s.previous ? { PreviousSpec: s.previous } : {}),
    Endpoint: {
      Spec: given ? (spec.EndpointSpec ?? {}) : {},
      ...(s.ports.length > 0 ? { Ports: s.ports } : {}),
      ...(s.vips.length > 0 ? { VirtualIPs: s.vips.map((v) => ({ NetworkID: v.network, Addr: v.addr })) } : {}),
    },
    ...(s.update
      ? {
          UpdateStatus: {
            State: s.update.state,
            ...(s.update.started === undefined ? {} : { StartedAt: rfc3339Nano(s.update.started) }),
            ...(s.update.completed === undefined ? {} : { CompletedAt: rfc3339Nano(s.update.completed) }),
            Message: s.update.message,
          },
        }
      : {}),
    ...(s.job
      ? { JobStatus: { JobIteration: iterationJson(s.job.iteration), LastExecution: rfc3339Nano(s.job.executed) } }
      : {}),
  };
}
