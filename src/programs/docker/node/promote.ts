import { out } from '../../../os/index.ts';
import { atLeast, command } from '../grammar/index.ts';

/** docker node promote; cli/command/node/ of docker/cli. */
export const promote = command({
  use: 'promote NODE [NODE...]',
  short: 'Promote one or more nodes to manager in the swarm',
  args: atLeast(1),

  *run({ args, daemon }) {
    for (const name of args) {
      const node = daemon.nodeInspect(name);
      if (node.Spec.Role === 'manager') {
        yield* out(`Node ${node.ID} is already a manager.`);
        continue;
      }
      daemon.nodeUpdate(node.ID, { ...node.Spec, Role: 'manager' });
      yield* out(`Node ${name} promoted to a manager in the swarm.`);
    }
    return 0;
  },
});
