import { listen, NetError, socketsOf, unlisten } from '../../net/index.ts';
import { err, type Process, type Run, sleep } from '../../os/index.ts';
import { appendLog } from './log.ts';
import type { Listen, Site } from './model.ts';
import { errorTime } from './variables.ts';

/** Opens all ports; after five tries half a second apart it gives up. Returns the status to exit with. */
export function* bind(proc: Process, site: Site): Run<number | undefined> {
  const wanted = portsOf(site);
  for (let attempt = 0; attempt < 5; attempt++) {
    const refused = wanted.filter(({ ip, port, proto, service }) => {
      try {
        proc.transact((tx) =>
          listen(tx, {
            netns: proc.netns,
            proto,
            ip,
            port,
            pid: proc.pid,
            comm: 'nginx',
            service,
            data: site,
            ...(ip.includes(':') ? { v6only: true } : {}),
          }),
        );
        return false;
      } catch (e) {
        if (e instanceof NetError) return true;
        throw e;
      }
    });
    if (refused.length === 0) return undefined;
    for (const s of socketsOf(proc.world, proc.netns).filter((x) => x.pid === proc.pid))
      proc.transact((tx) => unlisten(tx, s.id));
    for (const { ip, port } of refused) {
      const local = `${ip.includes(':') ? `[${ip}]` : ip}:${port}`;
      const message = `bind() to ${local} failed (98: Address already in use)`;
      yield* err(`nginx: [emerg] ${message}`);
      appendLog(proc, site.errorLog.path, `${errorTime(proc.now)} [emerg] ${proc.nspid}#${proc.nspid}: ${message}`);
    }
    yield* sleep(500);
  }
  yield* err('nginx: [emerg] still could not bind()');
  return 1;
}

interface Place {
  readonly ip: string;
  readonly port: number;
  readonly proto: 'tcp' | 'udp';
  readonly service: 'nginx' | 'nginx-stream';
}

function portsOf(site: Site): readonly Place[] {
  const all = new Map<string, Place>();
  const add = (service: Place['service'], { ip, port, udp }: Listen) =>
    all.set(`${ip} ${port} ${udp}`, { ip, port, proto: udp ? 'udp' : 'tcp', service });
  for (const server of site.servers) for (const l of server.listens) add('nginx', l);
  for (const server of site.stream.servers) for (const l of server.listens) add('nginx-stream', l);
  // A wildcard takes in the addresses of its port: nginx binds only the wildcard.
  return [...all.values()].filter(
    (l) => l.ip === '0.0.0.0' || l.ip.includes(':') || !all.has(`0.0.0.0 ${l.port} ${l.proto === 'udp'}`),
  );
}

/** New connections are answered by the new configuration; ports that it adds are opened, those that it drops closed. */
export function reload(proc: Process, pid: number, site: Site): void {
  proc.transact((tx) => {
    for (const s of socketsOf(tx, proc.netns).filter((x) => x.pid === pid)) unlisten(tx, s.id);
    for (const { ip, port, proto, service } of portsOf(site))
      listen(tx, {
        netns: proc.netns,
        proto,
        ip,
        port,
        pid,
        comm: 'nginx',
        service,
        data: site,
        ...(ip.includes(':') ? { v6only: true } : {}),
      });
  });
}
