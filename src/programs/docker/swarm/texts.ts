import type { Daemon } from '../../../engine/index.ts';

/** How to join the swarm in a role; printJoinCommand of docker/cli. */
export function joinText(daemon: Daemon, role: 'worker' | 'manager'): string {
  const { JoinTokens } = daemon.swarmInspect();
  const token = role === 'worker' ? JoinTokens.Worker : JoinTokens.Manager;
  const address = daemon.nodeInspect(daemon.info().Swarm.NodeID).ManagerStatus?.Addr ?? '';
  return `To add a ${role} to this swarm, run the following command:\n\n    docker swarm join --token ${token} ${address}\n\n`;
}

/** What to keep of a swarm with autolock; printUnlockCommand. */
export function unlockText(key: string): string {
  return `To unlock a swarm manager after it restarts, run the \`docker swarm unlock\`
command and provide the following key:

    ${key}

Remember to store this key in a password manager, since without it you
will not be able to restart the manager.
`;
}
