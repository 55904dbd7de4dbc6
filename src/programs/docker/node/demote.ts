import { out } from '../../../os/index.ts';
import { atLeast, command } from '../grammar/index.ts';

/** docker node demote; cli/command/node/ of docker/cli. */
export const demote = command({
  use: 'demote NODE [NODE...]',
  short: 'Demote one or more nodes from manager in the swarm',
  args: atLeast(1),

  *run({ args, daemon }) {
    for (const name of args) {
      const node = daemon.nodeInspect(name);
      if (node.Spec.Role === 'worker') {
        yield* out(`Node ${node.ID} is already a worker.`);
        continue;
      }
      daemon.nodeUpdate(node.ID, { ...node.Spec, Role: 'worker' });
      yield* out(`Manager ${name} demoted in the swarm.`);
    }
    return 0;
  },
});
