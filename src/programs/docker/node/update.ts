import type { NodeSpec } from '../../../engine/index.ts';
import { out } from '../../../os/index.ts';
import { CliError, command, cut, exactly, list, string } from '../grammar/index.ts';

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

  *run({ args, flags, changed, daemon }) {
    const name = args[0] ?? '';
    const node = daemon.nodeInspect(name);
    const labels: Record<string, string> = { ...node.Spec.Labels };
    for (const text of flags['label-add']) {
      const [key, value] = cut(text);
      labels[key] = value;
    }
    for (const key of flags['label-rm']) {
      if (!(key in labels)) throw new CliError(`key ${key} doesn't exist in node's labels`);
      delete labels[key];
    }
    daemon.nodeUpdate(node.ID, {
      ...node.Spec,
      Labels: labels,
      ...(changed('role') ? { Role: flags.role as NodeSpec['Role'] } : {}),
      ...(changed('availability') ? { Availability: flags.availability as NodeSpec['Availability'] } : {}),
    });
    yield* out(name);
    return 0;
  },
});
