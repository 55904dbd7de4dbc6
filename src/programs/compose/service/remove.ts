import type { ContainerSummary } from '../../../engine/index.ts';
import type { Run } from '../../../os/index.ts';
import { progressName } from './containers.ts';
import { type Compose, parallel } from './context.ts';
import type { Progress } from './progress.ts';

/** Removes containers that are stopped; pkg/compose/remove.go. */
export function* removeAll(
  compose: Compose,
  containers: readonly ContainerSummary[],
  how: { readonly volumes: boolean; readonly force: boolean },
  progress: Progress,
): Run<void> {
  yield* parallel(
    compose,
    containers.map(
      (c) =>
        function* task() {
          yield* progress.event(progressName(c), 'Removing');
          compose.daemon.containerRemove(c.Id, how);
          yield* progress.event(progressName(c), 'Removed');
        },
    ),
  );
}
