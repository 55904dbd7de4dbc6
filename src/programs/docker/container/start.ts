import type { Daemon } from '../../../engine/index.ts';
import { err, out, type Process, type Run } from '../../../os/index.ts';
import { textOf } from '../common/index.ts';
import { atLeast, bool, CliError, command, string } from '../grammar/index.ts';
import { ioOf, proxySignals, untilRemoved } from './attachment.ts';

/** docker container start; cli/command/container/ of docker/cli. */
export const start = command({
  use: 'start [OPTIONS] CONTAINER [CONTAINER...]',
  short: 'Start one or more stopped containers',
  spellings: 'docker container start, docker start',
  args: atLeast(1),
  flags: {
    attach: bool('Attach STDOUT/STDERR and forward signals', { short: 'a' }),
    'detach-keys': string('Override the key sequence for detaching a container'),
    interactive: bool("Attach container's STDIN", { short: 'i' }),
    checkpoint: string('Restore from this checkpoint', { only: 'experimental' }),
    'checkpoint-dir': string('Use a custom checkpoint storage directory', { only: 'experimental' }),
  },

  *run({ args, flags, daemon, proc }) {
    if (!flags.attach && !flags.interactive) return yield* startAll(daemon, args);
    if (args.length > 1) throw new CliError('you cannot start and attach multiple containers at once');
    return yield* startAttached(proc, daemon, args[0] ?? '', flags.interactive);
  },
});

function* startAll(daemon: Daemon, names: readonly string[]): Run<number> {
  const failed: string[] = [];
  for (const name of names) {
    try {
      yield* daemon.containerStart(name);
      yield* out(name);
    } catch (e) {
      yield* err(textOf(e));
      failed.push(name);
    }
  }
  if (failed.length > 0) throw new CliError(`Error: failed to start containers: ${failed.join(', ')}`);
  return 0;
}

function* startAttached(proc: Process, daemon: Daemon, name: string, stdin: boolean): Run<number> {
  const { Id, Config, HostConfig } = daemon.containerInspect(name);
  return yield* proxySignals(proc, daemon, Id, !Config.Tty, function* () {
    const io = ioOf(proc, { stdin: stdin && Config.OpenStdin, stdout: true, stderr: true, tty: Config.Tty });
    const attachment = daemon.containerAttach(Id, io, { stdin: stdin && Config.OpenStdin });
    yield* daemon.containerStart(Id, io);
    const status = yield* attachment.stream();
    if (HostConfig.AutoRemove) yield* untilRemoved(daemon, Id);
    return status;
  });
}
