import type { ContainerCreateRequest, Daemon } from '../../../engine/index.ts';
import { out, type Process, type Run } from '../../../os/index.ts';
import { atLeast, bool, CliError, command, string } from '../grammar/index.ts';
import { checkTty, ioOf, proxySignals, type Streams, untilRemoved } from './attachment.ts';
import { containerFlags } from './flags.ts';
import { checkPull, makeContainer } from './make.ts';
import { type Options, requestOf } from './options.ts';
import { checkSimulated } from './simulated.ts';
import { runFailure, withHelp } from './with-help.ts';

/** docker container run; cli/command/container/run.go of docker/cli. */
export const run = command({
  use: 'run [OPTIONS] IMAGE [COMMAND] [ARG...]',
  short: 'Create and run a new container from an image',
  spellings: 'docker container run, docker run',
  common: 1,
  args: atLeast(1),
  interspersed: false,
  flags: {
    ...containerFlags,
    detach: bool('Run container in background and print container ID', { short: 'd' }),
    'detach-keys': string('Override the key sequence for detaching a container'),
    pull: string('Pull image before running ("always", "missing", "never")', { default: 'missing' }),
    'sig-proxy': bool('Proxy received signals to the process', { default: true }),
  },

  *run(cli) {
    const { flags, proc, daemon } = cli;
    const request = parsed(cli, (flag) => cli.changed(flag as keyof typeof cli.flags));
    checkSimulated(cli.path, flags);
    const { Config } = request;
    if (!flags.detach) checkTty(proc, Config.AttachStdin ?? false, flags.tty);
    else if (flags.attach.length > 0)
      throw new CliError('conflicting options: cannot specify both --attach and --detach');
    const detached = { AttachStdin: false, AttachStdout: false, AttachStderr: false, StdinOnce: false };
    let id: string;
    try {
      id = yield* makeContainer(
        proc,
        daemon,
        flags.detach ? { ...request, Config: { ...Config, ...detached } } : request,
        flags,
      );
    } catch (e) {
      throw runFailure(e);
    }
    if (flags.detach) return yield* inBackground(cli.daemon, id);
    const streams = {
      stdin: Config.AttachStdin ?? false,
      stdout: Config.AttachStdout ?? false,
      stderr: Config.AttachStderr ?? false,
      tty: flags.tty,
    };
    return yield* proxySignals(proc, daemon, id, flags['sig-proxy'], () =>
      inForeground(proc, daemon, id, streams, flags.rm),
    );
  },
});

function parsed(
  cli: Omit<Options, 'changed'> & { readonly flags: { readonly pull: string } },
  changed: Options['changed'],
): ContainerCreateRequest {
  try {
    checkPull(cli.flags.pull);
    return requestOf({ ...cli, changed });
  } catch (e) {
    throw e instanceof CliError ? withHelp(e.message, 'run', 125) : e;
  }
}

/** The id is printed before the container is known to have started. */
function* inBackground(daemon: Daemon, id: string): Run<number> {
  yield* out(id);
  try {
    yield* daemon.containerStart(id);
  } catch (e) {
    throw runFailure(e);
  }
  return 0;
}

function* inForeground(proc: Process, daemon: Daemon, id: string, streams: Streams, remove: boolean): Run<number> {
  const io = ioOf(proc, streams);
  const attachment = daemon.containerAttach(id, io, { stdin: streams.stdin });
  try {
    yield* daemon.containerStart(id, io);
  } catch (e) {
    if (remove) yield* untilRemoved(daemon, id);
    throw runFailure(e);
  }
  const status = yield* attachment.stream();
  if (remove) yield* untilRemoved(daemon, id);
  return status;
}
