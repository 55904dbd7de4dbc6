import { ApiError, type Daemon } from '../../../engine/index.ts';
import { err, out } from '../../../os/index.ts';
import { confirm, textOf } from '../common/index.ts';
import { atLeast, bool, CliError, command } from '../grammar/index.ts';

/** docker network rm; cli/command/network/ of docker/cli. */
export const rm = command({
  use: 'rm NETWORK [NETWORK...]',
  short: 'Remove one or more networks',
  aliases: ['remove'],
  args: atLeast(1),
  flags: {
    force: bool('Do not error if the network does not exist', { short: 'f' }),
  },

  *run({ args, flags, daemon, proc }) {
    let failed = false;
    for (const name of args) {
      if (isIngress(daemon, name) && !(yield* confirm(proc, INGRESS))) continue;
      try {
        daemon.networkRemove(name);
        yield* out(name);
      } catch (e) {
        if (flags.force && e instanceof ApiError && e.status === 404) continue;
        yield* err(textOf(e));
        failed = true;
      }
    }
    if (failed) throw new CliError('exit status 1');
    return 0;
  },
});

const INGRESS =
  'WARNING! Before removing the routing-mesh network, make sure all the nodes in your swarm run the same docker engine version. Otherwise, removal may not be effective and functionality of newly create ingress networks will be impaired.\nAre you sure you want to continue?';

function isIngress(daemon: Daemon, name: string): boolean {
  try {
    return daemon.networkInspect(name).Ingress;
  } catch (e) {
    if (e instanceof ApiError) return false;
    throw e;
  }
}
