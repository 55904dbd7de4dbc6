import type { Pipeline } from 'unbash';
import type { Child, Run } from '../os/index.ts';
import { makePipe } from './descriptors.ts';
import { runCommand } from './execute.ts';
import { foreground } from './foreground.ts';
import { type Descriptor, option, type Shell, update } from './shell.ts';
import { spawnSubshell } from './subshell.ts';
import { waitFor } from './waiting.ts';

/** Starts all stages of a pipeline, each a process, and returns them in order. */
export function startPipeline(sh: Shell, node: Pipeline, group: 'own' | 'shared'): Child[] {
  const children: Child[] = [];
  let input: Descriptor | undefined;
  for (const [i, command] of node.commands.entries()) {
    const fds = new Map(sh.fds);
    if (input) fds.set(0, input);
    const operator = node.operators[i];
    if (operator) {
      const pipe = makePipe();
      fds.set(1, { sink: pipe.sink });
      if (operator === '|&') fds.set(2, { sink: pipe.sink });
      input = { source: pipe.source };
    }
    const first = children[0];
    const pgid = group === 'shared' ? undefined : (first?.pid ?? ('new' as const));
    children.push(
      spawnSubshell(sh, (sub) => runCommand(sub, command), { fds, ...(pgid === undefined ? {} : { pgid }) }),
    );
  }
  return children;
}

/** Runs a pipeline in the foreground; its status is the last stage's, or under pipefail the last one that failed. */
export function* runPipeline(sh: Shell, node: Pipeline): Run<number> {
  const children = startPipeline(sh, node, sh.state.options.monitor ? 'own' : 'shared');
  const statuses: number[] = [];
  yield* foreground(sh, children[0]?.pid, function* () {
    for (const child of children) statuses.push(yield* waitFor(sh, child));
    return 0;
  });
  update(sh, { pipeStatus: statuses });
  const status = option(sh, 'pipefail') ? (statuses.findLast((s) => s !== 0) ?? 0) : (statuses.at(-1) ?? 0);
  update(sh, { lastStatus: status });
  return status;
}
