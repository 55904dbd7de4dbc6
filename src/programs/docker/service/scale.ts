import { quoteGo } from '../../../base/index.ts';
import type { Daemon, ServiceMode } from '../../../engine/index.ts';
import { err, out, type Run } from '../../../os/index.ts';
import { textOf } from '../common/index.ts';
import { anyNumber, bool, CliError, command, cut } from '../grammar/index.ts';
import { leaveBehind, waitOnService } from './progress.ts';

/** docker service scale; cli/command/service/ of docker/cli. */
export const scale = command({
  use: 'scale SERVICE=REPLICAS [SERVICE=REPLICAS...]',
  short: 'Scale one or multiple replicated services',
  args: anyNumber,
  flags: {
    detach: bool('Exit immediately instead of waiting for the service to converge', { short: 'd' }),
  },

  *run({ args, flags, daemon, proc, usage }): Run<number> {
    const wishes = args.map((text) => {
      const [name, count] = cut(text);
      if (!text.includes('='))
        throw new CliError(
          `invalid scale specifier '${text}'.\nSee 'docker service scale --help'.\n\nUsage:  ${usage}\n\nScale one or multiple replicated services`,
        );
      return { name, count };
    });
    const done: string[] = [];
    const errors: string[] = [];
    for (const { name, count } of wishes) {
      try {
        yield* scaleTo(daemon, name, count);
      } catch (e) {
        errors.push(`${name}: ${textOf(e)}`);
        continue;
      }
      yield* out(`${name} scaled to ${count}`);
      done.push(name);
    }
    if (flags.detach) yield* leaveBehind();
    for (const name of flags.detach ? [] : done) {
      try {
        yield* waitOnService(proc, daemon, name, false);
      } catch (e) {
        errors.push(`${name}: ${textOf(e)}`);
      }
    }
    if (errors.length > 0) throw new CliError(errors.join('\n'));
    return 0;
  },
});

/** As many replicas, or completions of a job; undefined where a mode has no number. */
function scaled(mode: ServiceMode, count: number): ServiceMode | undefined {
  if (mode.Replicated) return { Replicated: { Replicas: count } };
  if (mode.ReplicatedJob) return { ReplicatedJob: { ...mode.ReplicatedJob, TotalCompletions: count } };
  return undefined;
}

function* scaleTo(daemon: Daemon, name: string, count: string): Run<void> {
  if (!/^\d+$/.test(count))
    throw new CliError(`invalid replicas value ${count}: strconv.ParseUint: parsing ${quoteGo(count)}: invalid syntax`);
  const { ID, Version, Spec } = daemon.serviceInspect(name);
  const Mode = scaled(Spec.Mode, Number(count));
  if (!Mode) throw new CliError('scale can only be used with replicated or replicated-job mode');
  const { Warnings } = yield* daemon.serviceUpdate(ID, Version.Index, {
    ...Spec,
    Mode,
  });
  for (const warning of Warnings) yield* err(warning);
}
