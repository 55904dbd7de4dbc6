import { command, exactly, list, string } from '../grammar/index.ts';

/** docker node update; cli/command/node/ of docker/cli. */
export const update = command({
  use: 'update [OPTIONS] NODE',
  short: 'Update a node',
  args: exactly(1),
  flags: {
    availability: string('Availability of the node ("active", "pause", "drain")'),
    'label-add': list('Add or update a node label ("key=value")'),
    'label-rm': list('Remove a node label if exists'),
    role: string('Role of the node ("worker", "manager")'),
  },
});
