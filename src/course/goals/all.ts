import { attached, notAttached } from './attached.ts';
import { exists, exited, running, stopped } from './exists.ts';
import { fetches } from './fetches.ts';
import type { GoalKind } from './kind.ts';
import { looked } from './looked.ts';
import { network } from './network.ts';
import { node } from './node.ts';
import { notPublished, published } from './published.ts';
import { notReaches, reaches } from './reaches.ts';
import { removed } from './removed.ts';
import { notResolves, resolves } from './resolves.ts';
import { noService, service } from './service.ts';
import { address, gateway, subnet } from './subnet.ts';

/** Every predicate that a goal line may use. */
export const GOAL_KINDS: readonly GoalKind[] = [
  network,
  subnet,
  gateway,
  address,
  exists,
  running,
  stopped,
  exited,
  attached,
  notAttached,
  resolves,
  notResolves,
  reaches,
  notReaches,
  fetches,
  published,
  notPublished,
  node,
  service,
  noService,
  removed,
  looked,
];

/** The predicate of that name. */
export function goalKind(name: string): GoalKind | undefined {
  return GOAL_KINDS.find((k) => k.name === name);
}
