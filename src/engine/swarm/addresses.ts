import { isIpv4, parseIp, type Reader } from '../../base/index.ts';
import { linkByName, linksOf } from '../../net/index.ts';
import { badRequest } from '../errors.ts';

interface Where {
  readonly ip: string;
  readonly port: number | undefined;
}

function split(text: string): { readonly host: string; readonly port: number | undefined } {
  const [, host = text, port] = /^(.*?)(?::(\d+))?$/.exec(text) ?? [];
  return { host, port: port === undefined ? undefined : Number(port) };
}

/** An address, or that of an interface; moby daemon/cluster/listen_addr.go. */
function resolve(r: Reader, host: string, text: string): Where | undefined {
  const { host: name, port } = split(text);
  const link = linkByName(r, host, name);
  if (link) {
    const four = link.addrs.filter((a) => isIpv4(a.ip));
    const first = four[0] ?? link.addrs.find((a) => a.scope === 'global');
    if (!first) throw badRequest(`interface ${name} has no usable IPv4 or IPv6 address`);
    if (four.length > 1)
      throw badRequest(`interface ${name} has more than one IPv4 address (${four[0]?.ip} and ${four[1]?.ip})`);
    return { ip: first.ip, port };
  }
  const ip = parseIp(name);
  return ip === undefined ? undefined : { ip, port };
}

/** `--listen-addr`: where the managers' API is served. */
export function listenAddress(r: Reader, host: string, text: string | undefined): { ip: string; port: number } {
  const found = text ? resolve(r, host, text) : undefined;
  if (text && !found)
    throw badRequest('listen address must be an IP address or network interface (with optional port number)');
  return { ip: found?.ip ?? '0.0.0.0', port: found?.port ?? 2377 };
}

/** `--advertise-addr`, or the only address that the host has. */
export function advertiseAddress(
  r: Reader,
  host: string,
  text: string | undefined,
  listenPort: number,
): { ip: string; port: number } {
  if (text) {
    const found = resolve(r, host, text);
    if (!found || found.ip === '0.0.0.0' || found.ip === '::')
      throw badRequest(
        'advertise address must be a non-zero IP address or network interface (with optional port number)',
      );
    return { ip: found.ip, port: found.port ?? listenPort };
  }
  return { ip: systemAddress(r, host), port: listenPort };
}

/** `--data-path-addr`: which address VXLAN uses. */
export function dataAddress(r: Reader, host: string, text: string | undefined, advertised: string): string {
  if (!text) return advertised;
  const found = resolve(r, host, text);
  if (!found || found.port !== undefined || found.ip === '0.0.0.0')
    throw badRequest('data path address must be a non-zero IP address or network interface');
  return found.ip;
}

/** moby daemon/cluster/listen_addr_linux.go#resolveSystemAddr: links that Docker has not made itself. */
function systemAddress(r: Reader, host: string): string {
  let found: { ip: string; link: string } | undefined;
  for (const link of linksOf(r, host)) {
    if (link.kind === 'lo' || link.kind === 'bridge' || link.kind === 'veth' || !link.up) continue;
    for (const { ip, scope } of link.addrs) {
      if (!isIpv4(ip) || scope !== 'global') continue;
      if (found) throw badRequest(ambiguous(found, { ip, link: link.name }));
      found = { ip, link: link.name };
    }
  }
  if (!found) throw badRequest("could not find the system's IP address - specify one with --advertise-addr");
  return found.ip;
}

function ambiguous(a: { ip: string; link: string }, b: { ip: string; link: string }): string {
  const where =
    a.link === b.link
      ? `interface ${a.link} (${a.ip} and ${b.ip})`
      : `different interfaces (${a.ip} on ${a.link} and ${b.ip} on ${b.link})`;

  return `could not choose an IP address to advertise since this system has multiple addresses on ${where} - specify one with --advertise-addr`;
}
