import { listen, NetError, socketsOf, unlisten } from '../../net/index.ts';
import { err, type Process, type Run, sleep } from '../../os/index.ts';
import { appendLog } from './log.ts';
import type { Site } from './model.ts';
import { errorTime } from './variables.ts';

/** Opens all ports; after five tries half a second apart it gives up. Returns the status to exit with. */
export function* bind(proc: Process, site: Site): Run<number | undefined> {
  const wanted = portsOf(site);
  for (let attempt = 0; attempt < 5; attempt++) {
    const refused = wanted.filter(({ ip, port }) => {
      try {
        proc.transact((tx) =>
          listen(tx, {
            netns: proc.netns,
            proto: 'tcp',
            ip,
            port,
            pid: proc.pid,
            comm: 'nginx',
            service: 'nginx',
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
      appendLog(proc, site.errorLog, `${errorTime(proc.now)} [emerg] ${proc.nspid}#${proc.nspid}: ${message}`);
    }
    yield* sleep(500);
  }
  yield* err('nginx: [emerg] still could not bind()');
  return 1;
}

function portsOf(site: Site): readonly { readonly ip: string; readonly port: number }[] {
  const all = new Map<string, { ip: string; port: number }>();
  for (const server of site.servers) for (const { ip, port } of server.listens) all.set(`${ip} ${port}`, { ip, port });
  // A wildcard takes in the addresses of its port: nginx binds only the wildcard.
  return [...all.values()].filter((l) => l.ip === '0.0.0.0' || l.ip.includes(':') || !all.has(`0.0.0.0 ${l.port}`));
}

/** New connections are answered by the new configuration; ports that it adds are opened, those that it drops closed. */
export function reload(proc: Process, pid: number, site: Site): void {
  proc.transact((tx) => {
    for (const s of socketsOf(tx, proc.netns).filter((x) => x.pid === pid)) unlisten(tx, s.id);
    for (const { ip, port } of portsOf(site))
      listen(tx, {
        netns: proc.netns,
        proto: 'tcp',
        ip,
        port,
        pid,
        comm: 'nginx',
        service: 'nginx',
        data: site,
        ...(ip.includes(':') ? { v6only: true } : {}),
      });
  });
}
