import { naturalCompare, type Reader, rfc3339Nano } from '../../base/index.ts';
import type { Filters } from '../api/index.ts';
import { checkFilters, labelsMatch } from '../filters.ts';
import { interpolate } from './defaults.ts';
import { nodes, type ServiceRow, services, tasks } from './rows.ts';
import { findService, kind } from './services.ts';
import { managed } from './store.ts';
import type { ServiceSpec, SwarmService } from './types.ts';

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
  const modes = (s: ServiceRow) => (kind(s.spec) === 'Global' ? 'global' : 'replicated');
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
  const own = r.by(tasks, 'service', s.id);
  const RunningTasks = own.filter((t) => t.state === 'running' && t.desired === 'running').length;
  const DesiredTasks = s.spec.Mode.Replicated
    ? (s.spec.Mode.Replicated.Replicas ?? 0)
    : own.filter((t) => ['running', 'ready'].includes(t.desired) && r.get(nodes, t.node)).length;
  return { RunningTasks, DesiredTasks, CompletedTasks: 0 };
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
  };
}
