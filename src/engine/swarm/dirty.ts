import type { Reader } from '../../base/index.ts';
import { meets } from './constraint.ts';
import { nodes, type ServiceRow, type TaskRow } from './rows.ts';
import type { EndpointSpec, TaskSpec } from './types.ts';

/**
 * Whether a task is not what its service would have now. Other constraints alone make none dirty whose node meets
 * them; swarmkit manager/orchestrator/task.go#IsTaskDirty.
 */
export function dirty(r: Reader, s: ServiceRow, t: TaskRow): boolean {
  if (t.specVersion === s.specVersion) return false;
  const { TaskTemplate, EndpointSpec } = s.spec;
  const node = r.get(nodes, t.node);
  if (
    node &&
    meets(node, TaskTemplate.Placement?.Constraints ?? []) &&
    made(unconstrained(TaskTemplate), EndpointSpec) === made(unconstrained(t.spec), t.endpoint)
  )
    return false;
  return made(TaskTemplate, EndpointSpec) !== made(t.spec, t.endpoint);
}

/** What tasks are made from, as one text: neither the order of its keys nor empty parts make a difference. */
export function made(template: TaskSpec, endpoint: EndpointSpec | undefined): string {
  return JSON.stringify([template, endpoint ?? {}], (_key, value: unknown) =>
    value === null || typeof value !== 'object' || Array.isArray(value)
      ? value
      : Object.fromEntries(
          Object.entries(value)
            .filter(([, part]) => !isEmpty(part))
            .sort(([a], [b]) => (a < b ? -1 : 1)),
        ),
  );
}

const isEmpty = (value: unknown): boolean =>
  value === undefined || (value !== null && typeof value === 'object' && Object.values(value).every(isEmpty));

function unconstrained({ Placement, ...rest }: TaskSpec): TaskSpec {
  const { Constraints: _, ...placement } = Placement ?? {};
  return { ...rest, Placement: placement };
}
