import type { Daemon } from '../engine/index.ts';

/** The daemons of the hosts. */
type Dockers = () => readonly { readonly host: string; readonly daemon: Daemon }[];

/** What a manager among the hosts shows of the swarm: its nodes and services. Without a manager there is nothing to see. */
export function swarmFacts(dockers: Dockers) {
  const manager = () => dockers().find(({ daemon }) => daemon.info().Swarm.ControlAvailable)?.daemon;
  return {
    nodes: () =>
      (manager()?.nodeList() ?? []).map((n) => ({
        name: n.Description.Hostname,
        role: n.Spec.Role,
        availability: n.Spec.Availability,
        state: n.Status.State,
        labels: n.Spec.Labels ?? {},
      })),
    services: () => {
      const daemon = manager();
      if (!daemon) return [];
      const nameOf = new Map(daemon.nodeList().map((n) => [n.ID, n.Description.Hostname]));
      const netOf = new Map(daemon.networkList().map((n) => [n.Id, n.Name]));
      const tasks = daemon.taskList().filter((t) => t.Status.State === 'running' && t.DesiredState === 'running');
      return daemon.serviceList().map((s) => ({
        name: s.Spec.Name ?? '',
        image: (s.Spec.TaskTemplate.ContainerSpec?.Image ?? '').replace(/@.*/, ''),
        networks: (s.Spec.TaskTemplate.Networks ?? []).map((n) => netOf.get(n.Target ?? '') ?? n.Target ?? ''),
        runsOn: tasks.filter((t) => t.ServiceID === s.ID).map((t) => nameOf.get(t.NodeID ?? '') ?? ''),
      }));
    },
  };
}
