import { ApiError, type ContainerSummary, daemonOf, type NetworkInspect, networks } from '../../engine/index.ts';
import { netnses } from '../../net/index.ts';
import type { Process } from '../../os/index.ts';

/** A container as the advice speaks of it. */
export interface Box {
  readonly name: string;
  readonly running: boolean;
  readonly host: string;
  readonly networks: readonly NetworkInspect[];
  readonly ports: ContainerSummary['Ports'];
}

/** What docker(1) would tell of the places that a packet passed. */
export interface Surroundings {
  readonly here: string;
  /** What a namespace is called: the name of the container, of the network or of the machine. */
  name(netns: string): string;
  hostOf(netns: string): string;
  box(netns: string): Box | undefined;
  /** The running container on a host that has the address. */
  boxAt(host: string, ip: string): Box | undefined;
  /** A container on a host by its name. */
  boxNamed(host: string, name: string): Box | undefined;
  boxes(host: string): readonly Box[];
}

/** Asks dockerd on each host. */
export function surroundingsOf(proc: Process): Surroundings {
  const hostOf = (netns: string) => proc.world.get(netnses, netns)?.host ?? proc.host;
  const listed = (host: string, all = false) => {
    try {
      return daemonOf(proc, host).containerList({ all });
    } catch (e) {
      if (e instanceof ApiError) return [];
      throw e;
    }
  };
  const network = (host: string, ref: string): NetworkInspect[] => {
    try {
      return [daemonOf(proc, host).networkInspect(ref)];
    } catch (e) {
      if (e instanceof ApiError) return [];
      throw e;
    }
  };
  const boxOf = (host: string, c: ContainerSummary): Box => ({
    name: (c.Names[0] ?? '').replace(/^\//, ''),
    running: c.State === 'running',
    host,
    ports: c.Ports,
    networks: Object.values(c.NetworkSettings.Networks).flatMap((e) => network(host, e.NetworkID)),
  });
  const find = (host: string, which: (c: ContainerSummary) => boolean, all = false) => {
    const found = listed(host, all).find(which);
    return found && boxOf(host, found);
  };
  const box = (netns: string) =>
    netns.startsWith('c:') ? find(hostOf(netns), (c) => c.Id === netns.slice(2)) : undefined;
  return {
    here: proc.host,
    hostOf,
    box,
    name: (netns) => {
      if (netns.startsWith('c:')) return box(netns)?.name ?? netns.slice(2, 14);
      const owner = proc.world.all(networks).find((n) => n.data.kind === 'overlay' && n.data.netns === netns);
      return owner ? `${owner.name}@${owner.host}` : netns;
    },
    boxAt: (host, ip) =>
      find(host, (c) =>
        Object.values(c.NetworkSettings.Networks).some((e) => e.IPAddress === ip || e.GlobalIPv6Address === ip),
      ),
    boxNamed: (host, name) => find(host, (c) => c.Names.includes(`/${name}`), true),
    boxes: (host) => listed(host).map((c) => boxOf(host, c)),
  };
}
