import { err, out, type Process } from '../../../os/index.ts';
import { command, exactly, string, stringToString } from '../grammar/index.ts';
import { endpointOf } from './docker-endpoint.ts';
import { DEFAULT_DESCRIPTION } from './ls.ts';
import { type Context, checkNewName, DEFAULT, getContext, putContext } from './store.ts';

/** docker context create; cli/command/context/ of docker/cli. */
export const create = command({
  use: 'create [OPTIONS] CONTEXT',
  short: 'Create a context',
  long: 'Create a context\n\nDocker endpoint config:\n\nNAME                DESCRIPTION\nfrom                Copy named context\'s Docker endpoint configuration\nhost                Docker endpoint on which to connect\nca                  Trust certs signed only by this CA\ncert                Path to TLS certificate file\nkey                 Path to TLS key file\nskip-tls-verify     Skip TLS certificate validation\n\nExample:\n\n$ docker context create my-context --description "some description" --docker "host=tcp://myserver:2376,ca=~/ca-file,cert=~/cert-file,key=~/key-file"',
  args: exactly(1),
  flags: {
    description: string('Description of the context'),
    docker: stringToString('set the docker endpoint'),
    from: string('create context from a named context'),
  },

  *run({ args, flags, changed, client: { dir, context }, proc }) {
    const [name = ''] = args;
    checkNewName(proc, dir, name);
    const from = flags.from || (changed('docker') ? '' : context);
    const made =
      from === ''
        ? {
            Metadata: {},
            Endpoints: endpointOf(proc, dir, flags.docker, 'unable to create docker endpoint config'),
          }
        : copied(proc, dir, from);
    const Metadata = flags.description === '' ? made.Metadata : { Description: flags.description };
    putContext(proc, dir, { Name: name, Metadata, Endpoints: made.Endpoints });
    yield* out(name);
    yield* err(`Successfully created context "${name}"`);
    return 0;
  },
});

/** The default context is stored with the description that the list shows. */
function copied(proc: Process, dir: string, from: string): Omit<Context, 'Name'> {
  const { Metadata, Endpoints } = getContext(proc, dir, from);
  return { Metadata: from === DEFAULT ? { Description: DEFAULT_DESCRIPTION } : Metadata, Endpoints };
}
