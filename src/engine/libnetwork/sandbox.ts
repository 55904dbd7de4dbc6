import { hexId, type Reader, type Tx } from '../../base/index.ts';
import { netnsAdd, netnses } from '../../net/index.ts';
import { disconnectEndpoint } from './endpoint.ts';
import { buildHosts } from './etchosts.ts';
import { mountNetns, unmountNetns } from './netnsfile.ts';
import { generate, readResolv, writeResolv } from './resolvconf.ts';
import { stopResolver } from './resolverstart.ts';
import { controllers, type Sandbox, type SandboxConfig, sandboxes } from './rows.ts';

/** What runc sets in a container's namespace: anybody may use low ports and ping (dockerd's defaultSysctls). */
const SYSCTLS = { 'net.ipv4.ip_unprivileged_port_start': '0', 'net.ipv4.ping_group_range': '0\t2147483647' } as const;

/** Makes a container's network stack, with nothing but the loopback, and its /etc/hosts and /etc/resolv.conf. */
export function newSandbox(tx: Tx, host: string, config: SandboxConfig): Sandbox {
  const hostFs = tx.get(controllers, host)?.fs ?? host;
  const id = hexId(tx);
  const name = config.key ?? (config.useHost ? 'default' : id.slice(0, 12));
  if (!config.useHost && !tx.get(netnses, config.netns)) netnsAdd(tx, { id: config.netns, host, sysctls: SYSCTLS });
  mountNetns(tx, host, config.netns, name);
  buildHosts(tx, config, hostFs);
  const made = generate(readResolv(tx, hostFs), config, config.useHost ? 'none' : 'legacy', false);
  const resolv = writeResolv(tx, config.fs, made.text, undefined);
  return tx.put(sandboxes, id, {
    ...config,
    id,
    host,
    key: `/var/run/docker/netns/${name}`,
    endpoints: [],
    extServers: made.extServers,
    ndots: made.ndots,
    ...(resolv === undefined ? {} : { resolv }),
  });
}

/** Ends a network stack: all endpoints leave, the namespace goes. */
export function deleteSandbox(tx: Tx, id: string): void {
  const sandbox = tx.get(sandboxes, id);
  if (!sandbox) return;
  // Last in gateway order first, so that ports and routes do not wander on the way down.
  for (const endpoint of [...sandbox.endpoints].reverse()) disconnectEndpoint(tx, endpoint, true);
  stopResolver(tx, id);
  if (!sandbox.useHost) unmountNetns(tx, sandbox.host, sandbox.netns);
  tx.delete(sandboxes, id);
}

/** The sandbox of a container that has one. */
export function sandboxOf(r: Reader, container: string): Sandbox | undefined {
  return r.by(sandboxes, 'container', container)[0];
}
