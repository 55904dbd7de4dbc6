import { naturalCompare } from '../../../base/index.ts';
import type { Daemon, Filters, NetworkInspect, SwarmService } from '../../../engine/index.ts';
import { CliError } from '../grammar/index.ts';
import { NAMESPACE } from './values.ts';

/** The filter that what belongs to a stack passes. */
export function inStack(stack: string, more: Filters = {}): Filters {
  if (!/\S/.test(stack)) throw new CliError(`invalid stack name: "${stack}"`);
  return { ...more, label: [...(more.label ?? []), `${NAMESPACE}=${stack}`] };
}

/** A stack's services by name. */
export function servicesOf(daemon: Daemon, stack: string, more?: Filters): SwarmService[] {
  return [...daemon.serviceList(inStack(stack, more), { status: true })].sort((a, b) =>
    naturalCompare(a.Spec.Name ?? '', b.Spec.Name ?? ''),
  );
}

/** A stack's networks by name. */
export function networksOf(daemon: Daemon, stack: string): NetworkInspect[] {
  return [...daemon.networkList(inStack(stack))].sort((a, b) => naturalCompare(a.Name, b.Name));
}
