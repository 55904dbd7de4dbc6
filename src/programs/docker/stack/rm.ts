import { err, out } from '../../../os/index.ts';
import { textOf } from '../common/index.ts';
import { atLeast, bool, CliError, command } from '../grammar/index.ts';
import { inStack, networksOf, servicesOf } from './swarm.ts';

/** docker stack rm; cli/command/stack/ of docker/cli. */
export const rm = command({
  use: 'rm [OPTIONS] STACK [STACK...]',
  short: 'Remove one or more stacks',
  aliases: ['remove', 'down'],
  args: atLeast(1),
  flags: {
    detach: bool('Do not wait for stack removal', { short: 'd', default: true }),
  },

  *run({ args, daemon }) {
    const failed: string[] = [];
    for (const stack of args) {
      const services = servicesOf(daemon, stack);
      const networks = networksOf(daemon, stack);
      const filter = inStack(stack);
      const secrets = daemon.clusterFileList('secret', filter);
      const configs = daemon.clusterFileList('config', filter);
      if (services.length + networks.length + secrets.length + configs.length === 0) {
        yield* err(`Nothing found in stack: ${stack}`);
        continue;
      }
      let ok = true;
      const attempt = function* (what: string, name: string, act: () => void) {
        yield* out(`Removing ${what} ${name}`);
        try {
          act();
        } catch (e) {
          yield* err(`Failed to remove ${what} ${name}: ${textOf(e)}`);
          ok = false;
        }
      };
      for (const { ID, Spec } of services) yield* attempt('service', Spec.Name ?? ID, () => daemon.serviceRemove(ID));
      for (const { ID, Spec } of secrets)
        yield* attempt('secret', Spec.Name, () => daemon.clusterFileRemove('secret', ID));
      for (const { ID, Spec } of configs)
        yield* attempt('config', Spec.Name, () => daemon.clusterFileRemove('config', ID));
      for (const { Id, Name } of networks) yield* attempt('network', Name, () => daemon.networkRemove(Id));
      if (!ok) failed.push(`failed to remove some resources from stack: ${stack}`);
    }
    if (failed.length > 0) throw new CliError(failed.join('\n'));
    return 0;
  },
});
