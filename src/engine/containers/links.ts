import type { Reader } from '../../base/index.ts';
import { badRequest, systemError } from '../errors.ts';
import { endpoints, networks } from '../libnetwork/index.ts';
import { type Container, containers } from '../rows.ts';

/** The other side of a legacy link while it runs: its address on the default bridge. */
interface Linked {
  readonly child: Container;
  readonly alias: string;
  readonly ip: string;
}

/** The links of a container that starts. Throws when the other side does not run or is on other networks; daemon/container_operations_unix.go. */
function linked(r: Reader, c: Container): readonly Linked[] {
  return c.links.flatMap(({ child: id, alias }) => {
    const child = r.get(containers, id);
    if (!child) return [];
    if (!child.state.running)
      throw badRequest(`Cannot link to a non running container: /${child.name} AS /${c.name}/${alias}`);
    const endpoint = r.by(endpoints, 'container', child.id).find((e) => r.get(networks, e.network)?.name === 'bridge');
    if (endpoint?.ipv4 === undefined) throw systemError(`container ${child.id} not attached to default bridge network`);
    return [{ child, alias, ip: endpoint.ipv4 }];
  });
}

/** Lines of /etc/hosts that legacy links add: alias, host name, name. */
export function linkEntries(r: Reader, c: Container): { readonly name: string; readonly ip: string }[] {
  return linked(r, c).map(({ child, alias, ip }) => ({
    ip,
    name: [...new Set([alias, child.config.Hostname, child.name])].join(' '),
  }));
}

/** Variables that legacy links add; daemon/links/links.go ToEnv. */
export function linkEnv(r: Reader, c: Container): readonly string[] {
  return linked(r, c).flatMap(({ child, alias, ip }) => {
    const prefix = alias.replace(/-/g, '_').toUpperCase();
    const ports = Object.keys(child.config.ExposedPorts ?? {})
      .map((key) => ({ port: Number(key.split('/')[0]), proto: key.split('/')[1] ?? 'tcp' }))
      .sort((a, b) => a.port - b.port || (a.proto === 'tcp' ? -1 : 1));
    const first = ports[0];
    const url = (p: { readonly port: number; readonly proto: string }) => `${p.proto}://${ip}:${p.port}`;
    return [
      ...(first ? [`${prefix}_PORT=${url(first)}`] : []),
      ...ports.flatMap((p) => {
        const own = `${prefix}_PORT_${p.port}_${p.proto.toUpperCase()}`;
        return [`${own}=${url(p)}`, `${own}_ADDR=${ip}`, `${own}_PORT=${p.port}`, `${own}_PROTO=${p.proto}`];
      }),
      `${prefix}_NAME=/${c.name}/${alias}`,
      ...child.config.Env.filter((e) => !/^(HOME|PATH)=/.test(e)).map((e) => `${prefix}_ENV_${e}`),
    ];
  });
}

/** `HostConfig.Links` as inspect shows it: `/child:/parent/alias`. */
export function linksJson(r: Reader, c: Container): readonly string[] | null {
  if (c.links.length === 0) return null;
  return c.links.map(({ child, alias }) => `/${r.get(containers, child)?.name ?? ''}:/${c.name}/${alias}`);
}
