import { err, out } from '../../../os/index.ts';
import { CliError, command, exactly, string, stringToString } from '../grammar/index.ts';
import { endpointOf } from './docker-endpoint.ts';
import { DEFAULT, getContext, putContext } from './store.ts';

/** docker context update; cli/command/context/ of docker/cli. */
export const update = command({
  use: 'update [OPTIONS] CONTEXT',
  short: 'Update a context',
  long: 'Update a context\n\nDocker endpoint config:\n\nNAME                DESCRIPTION\nfrom                Copy named context\'s Docker endpoint configuration\nhost                Docker endpoint on which to connect\nca                  Trust certs signed only by this CA\ncert                Path to TLS certificate file\nkey                 Path to TLS key file\nskip-tls-verify     Skip TLS certificate validation\n\nExample:\n\n$ docker context update my-context --description "some description" --docker "host=tcp://myserver:2376,ca=~/ca-file,cert=~/cert-file,key=~/key-file"',
  args: exactly(1),
  flags: {
    description: string('Description of the context'),
    docker: stringToString('set the docker endpoint'),
  },

  *run({ args, flags, changed, client: { dir }, proc }) {
    const [name = ''] = args;
    if (name === DEFAULT) throw new CliError(`"${DEFAULT}" is a reserved context name`);
    const old = getContext(proc, dir, name);
    const Endpoints = changed('docker')
      ? endpointOf(proc, dir, flags.docker, 'unable to create docker endpoint config')
      : old.Endpoints;
    const Metadata = flags.description === '' ? old.Metadata : { Description: flags.description };
    putContext(proc, dir, { Name: name, Metadata, Endpoints });
    yield* out(name);
    yield* err(`Successfully updated context "${name}"`);
    return 0;
  },
});
