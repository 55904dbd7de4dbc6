import { ApiError, type Daemon } from '../../../engine/index.ts';
import { CliError } from '../grammar/index.ts';

/** command.PrettyPrint: the first letter is a capital. */
export const title = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** `self` is the node that the client talks to; node.Reference of docker/cli. */
export function nodeRef(daemon: Daemon, ref: string): string {
  if (ref !== 'self') return ref;
  const { NodeID } = daemon.info().Swarm;
  if (NodeID !== '') return NodeID;
  daemon.nodeList();
  throw new CliError('node ID not found in /info');
}

/** Names of nodes and services by id, asked once each; idresolver of docker/cli. */
export function resolver(daemon: Daemon, resolve: boolean): { node(id: string): string; service(id: string): string } {
  const known = new Map<string, string>();
  const cached = (id: string, ask: () => string): string => {
    if (!resolve || id === '') return id;
    const old = known.get(id);
    if (old !== undefined) return old;
    let name = id;
    try {
      name = ask();
    } catch (e) {
      if (!(e instanceof ApiError)) throw e;
    }
    known.set(id, name);
    return name;
  };
  return {
    node: (id) =>
      cached(id, () => {
        const { Spec, Description } = daemon.nodeInspect(id);
        return Spec.Name || Description.Hostname || id;
      }),
    service: (id) => cached(id, () => daemon.serviceInspect(id).Spec.Name ?? id),
  };
}
