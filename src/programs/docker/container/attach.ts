import { bool, command, exactly, string } from '../grammar/index.ts';

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
});
