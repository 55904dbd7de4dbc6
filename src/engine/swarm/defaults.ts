import type { ServiceSpec, UpdateConfig } from './types.ts';

const UPDATE: UpdateConfig = {
  Parallelism: 1,
  FailureAction: 'pause',
  Monitor: 5_000_000_000,
  MaxFailureRatio: 0,
  Order: 'stop-first',
};

/** The spec with what counts where nothing was said; swarmkit api/defaults/service.go#InterpolateService. */
export function interpolate(spec: ServiceSpec): ServiceSpec {
  const { TaskTemplate: t } = spec;
  const { DNSConfig, Isolation, StopGracePeriod, ...container } = t.ContainerSpec ?? {};
  return {
    ...(spec.Name === undefined ? {} : { Name: spec.Name }),
    Labels: spec.Labels,
    TaskTemplate: {
      ContainerSpec: {
        ...container,
        StopGracePeriod: StopGracePeriod ?? 10_000_000_000,
        DNSConfig: DNSConfig ?? {},
        Isolation: Isolation || 'default',
      },
      ...(t.Resources ? { Resources: t.Resources } : {}),
      RestartPolicy: { Condition: 'any', Delay: 5_000_000_000, MaxAttempts: 0, ...t.RestartPolicy },
      Placement: t.Placement ?? {},
      ...(t.Networks ? { Networks: t.Networks } : {}),
      ...(t.LogDriver ? { LogDriver: t.LogDriver } : {}),
      ForceUpdate: t.ForceUpdate,
      ...(t.Runtime === undefined ? {} : { Runtime: t.Runtime }),
    },
    Mode: spec.Mode,
    UpdateConfig: spec.UpdateConfig ?? UPDATE,
    RollbackConfig: spec.RollbackConfig ?? UPDATE,
    ...(spec.EndpointSpec ? { EndpointSpec: spec.EndpointSpec } : {}),
  };
}

export const updateConfigOf = (spec: ServiceSpec, rollback: boolean): UpdateConfig =>
  (rollback ? spec.RollbackConfig : spec.UpdateConfig) ?? UPDATE;
