import { atLeast, bool, command, list, string } from '../grammar/index.ts';
import { envVar } from '../opts/index.ts';
import { checkTty, ioOf } from './attachment.ts';
import { fromEnvironment, readKeyValues } from './env-file.ts';

/** docker container exec; cli/command/container/ of docker/cli. */
export const exec = command({
  use: 'exec [OPTIONS] CONTAINER COMMAND [ARG...]',
  short: 'Execute a command in a running container',
  common: 2,
  spellings: 'docker container exec, docker exec',
  args: atLeast(2),
  interspersed: false,
  flags: {
    detach: bool('Detached mode: run command in the background', { short: 'd' }),
    'detach-keys': string('Override the key sequence for detaching a container'),
    env: list('Set environment variables', { short: 'e', check: envVar }),
    'env-file': list('Read in a file of environment variables'),
    interactive: bool('Keep STDIN open even if not attached', { short: 'i' }),
    privileged: bool('Give extended privileges to the command'),
    tty: bool('Allocate a pseudo-TTY', { short: 't' }),
    user: string('Username or UID (format: "<name|uid>[:<group|gid>]")', { short: 'u' }),
    workdir: string('Working directory inside the container', { short: 'w' }),
  },

  *run({ args, flags, daemon, proc }) {
    const [container = '', ...Cmd] = args;
    const Env = readKeyValues(
      proc,
      flags['env-file'],
      flags.env.map((text) => fromEnvironment(proc, text)),
      true,
    );
    // a container that does not exist is told before a missing terminal
    daemon.containerInspect(container);
    const stdin = flags.interactive && !flags.detach;
    if (!flags.detach) checkTty(proc, stdin, flags.tty);
    const attached = !flags.detach;
    const { Id } = daemon.execCreate(container, {
      Cmd,
      Env,
      User: flags.user,
      Privileged: flags.privileged,
      Tty: flags.tty,
      WorkingDir: flags.workdir,
      AttachStdin: stdin,
      AttachStdout: attached,
      AttachStderr: attached,
      DetachKeys: flags['detach-keys'],
    });
    const io = ioOf(proc, { stdin, stdout: attached, stderr: attached, tty: flags.tty });
    let hungUp = false;
    // an interrupted client of exec leaves with 0, as recorded; the command inside gets no signal
    for (const signal of ['INT', 'TERM'] as const)
      proc.trap(signal, () => {
        hungUp = true;
      });
    const status = yield* daemon.execStart(Id, { ...io, hungUp: () => hungUp }, { detach: flags.detach });
    return flags.detach ? 0 : status;
  },
});
