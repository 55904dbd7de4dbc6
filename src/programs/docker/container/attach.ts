import type { ContainerState } from '../../../engine/index.ts';
import { bool, CliError, command, exactly, string } from '../grammar/index.ts';
import { checkTty, ioOf, proxySignals } from './attachment.ts';

/** docker container attach; cli/command/container/ of docker/cli. */
export const attach = command({
  use: 'attach [OPTIONS] CONTAINER',
  short: 'Attach local standard input, output, and error streams to a running container',
  spellings: 'docker container attach, docker attach',
  args: exactly(1),
  flags: {
    'detach-keys': string('Override the key sequence for detaching a container'),
    'no-stdin': bool('Do not attach STDIN'),
    'sig-proxy': bool('Proxy all received signals to the process', { default: true }),
  },

  *run({ args, flags, daemon, proc }) {
    const { Id, Config, State } = daemon.containerInspect(args[0] ?? '');
    checkState(State);
    checkTty(proc, !flags['no-stdin'], Config.Tty);
    const stdin = !flags['no-stdin'] && Config.OpenStdin;
    // the container has its terminal already: the client only copies to and from it
    const { tty: _, ...io } = ioOf(proc, { stdin, stdout: true, stderr: true, tty: Config.Tty });
    const proxied = flags['sig-proxy'] && !Config.Tty;
    return yield* proxySignals(proc, daemon, Id, proxied, () => daemon.containerAttach(Id, io, { stdin }).stream());
  },
});

function checkState(state: ContainerState): void {
  if (!state.Running) throw new CliError('You cannot attach to a stopped container, start it first');
  if (state.Paused) throw new CliError('You cannot attach to a paused container, unpause it first');
  if (state.Restarting) throw new CliError('You cannot attach to a restarting container, wait until it is running');
}
