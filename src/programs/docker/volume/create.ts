import { out } from '../../../os/index.ts';
import { atMost, bytes, command, cut, list, map, string } from '../grammar/index.ts';
import { label } from '../opts/index.ts';

/** docker volume create; cli/command/volume/ of docker/cli. */
export const create = command({
  use: 'create [OPTIONS] [VOLUME]',
  short: 'Create a volume',
  args: atMost(1),
  flags: {
    availability: string('Cluster Volume availability ("active", "pause", "drain")', {
      default: 'active',
      manager: true,
    }),
    driver: string('Specify volume driver name', { short: 'd', default: 'local' }),
    group: string('Cluster Volume group (cluster volumes)', { manager: true }),
    label: list('Set metadata for a volume', { check: label }),
    'limit-bytes': bytes('Minimum size of the Cluster Volume in bytes', { manager: true }),
    opt: map('Set driver specific options', { short: 'o' }),
    'required-bytes': bytes('Maximum size of the Cluster Volume in bytes', { manager: true }),
    scope: string('Cluster Volume access scope ("single", "multi")', { default: 'single', manager: true }),
    secret: map('Cluster Volume secrets', { manager: true }),
    sharing: string('Cluster Volume access sharing ("none", "readonly", "onewriter", "all")', {
      default: 'none',
      manager: true,
    }),
    'topology-preferred': list('A topology that the Cluster Volume would be preferred in', { manager: true }),
    'topology-required': list('A topology that the Cluster Volume must be accessible from', { manager: true }),
    type: string('Cluster Volume access type ("mount", "block")', { default: 'block', manager: true }),
  },

  *run({ args, flags, daemon }) {
    const [name] = args;
    const volume = daemon.volumeCreate({
      ...(name === undefined ? {} : { Name: name }),
      Driver: flags.driver,
      DriverOpts: flags.opt,
      Labels: Object.fromEntries(flags.label.map((text) => cut(text))),
    });
    yield* out(volume.Name);
    return 0;
  },
});
