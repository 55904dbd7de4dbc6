import type { Reader } from '../../base/index.ts';
import { linksOf } from '../../net/index.ts';
import { err, hostname, out, type Process, park, type Run, sleep, write } from '../../os/index.ts';
import { open } from '../server.ts';

/** What an agent's sockets remember of it. */
export interface AgentData {
  readonly node: string;
  /** The address that it tells others. */
  readonly address: string;
  /** The process whose catalogue it is. */
  readonly pid: number;
}

export const VERSION = '1.22.0';

/** The first IPv4 address of an interface in a namespace. */
export function addressOf(r: Reader, netns: string, device: string): string | undefined {
  const link = linksOf(r, netns).find((l) => l.name === device);
  return link?.addrs.find((a) => !a.ip.includes(':'))?.ip;
}

/** `consul agent -dev`: a server of one, in memory. */
export function* agent(proc: Process, args: readonly string[]): Run<number> {
  const option = (name: string) => {
    const at = args.findIndex((a) => a.replace(/^--?/, '').split('=')[0] === name);
    if (at < 0) return undefined;
    return args[at]?.includes('=') ? args[at]?.replace(/^[^=]*=/, '') : args[at + 1];
  };
  if (!args.some((a) => /^--?dev$/.test(a))) {
    yield* err(
      'dockernet-course: not simulated: consul agent without -dev\ndockernet-course: the nearest thing that is: consul agent -dev -client 0.0.0.0',
    );
    return 99;
  }
  yield* sleep(200);
  const device = proc.env.CONSUL_BIND_INTERFACE;
  const found = device ? addressOf(proc.world, proc.netns, device) : undefined;
  if (device && found === undefined) {
    yield* err(`Could not find IP for interface '${device}', exiting`);
    return 1;
  }
  if (device) yield* out(`==> Found address '${found}' for interface '${device}', setting bind option...`);
  const address = option('bind') ?? found ?? '127.0.0.1';
  const client = option('client') ?? '127.0.0.1';
  const node = option('node') ?? hostname(proc.world, proc);
  const data: AgentData = { node, address, pid: proc.pid };
  const failed = open(
    proc,
    [
      { port: 8500, ip: client, service: 'consul', data },
      { port: 8600, ip: client, service: 'consul-dns', data },
      { port: 8600, ip: client, proto: 'udp', service: 'consul-dns', data },
      { port: 8300, ip: address, service: 'silent' },
      { port: 8301, ip: address, service: 'silent' },
      { port: 8302, ip: address, service: 'silent' },
    ],
    'consul',
  );
  yield* write(
    `==> Starting Consul agent...\n              Version: '${VERSION}'\n            Node name: '${node}'\n           Datacenter: 'dc1' (Segment: '<all>')\n               Server: true (Bootstrap: false)\n          Client Addr: [${client}] (HTTP: 8500, HTTPS: -1, gRPC: 8502, gRPC-TLS: 8503, DNS: 8600)\n         Cluster Addr: ${address} (LAN: 8301, WAN: 8302)\n\n`,
  );
  if (failed !== undefined) {
    yield* err(`==> Failed to start Consul server: listen tcp ${client}:8500: bind: ${failed}`);
    return 1;
  }
  yield* out('==> Log data will now stream in as it occurs:\n');
  yield* out(`[INFO]  agent: Started HTTP server: address=${client}:8500 network=tcp`);
  yield* out(`[INFO]  agent.server: New leader elected: payload=${node}`);
  yield* out('[INFO]  agent: Synced node info');
  return yield* park({ TERM: 0, INT: 0 });
}
