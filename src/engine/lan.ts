import type { Tx } from '../base/index.ts';
import { addrAdd, linkAdd, linkByName, linkSet, listen, netnsAdd } from '../net/index.ts';
import { addServer, fsAdd, utsNames, writeFile } from '../os/index.ts';

/** Name of the router's network namespace, which is the switch of the LAN too. */
export const LAN = 'lan';
/** Address of the router, which is the name server too. */
export const ROUTER = '192.168.1.1';
/** A web server on the other side of the router, the only one that the outside has. */
export const OUTSIDE = '203.0.113.10';

/** The LAN's switch and router, its name server, and the web server outside. */
export function createLan(tx: Tx): void {
  netnsAdd(tx, { id: LAN, host: LAN, sysctls: { 'net.ipv4.ip_forward': '1' } });
  fsAdd(tx, `h:${LAN}`);
  writeFile(tx, `h:${LAN}`, '/etc/hosts', '127.0.0.1\tlocalhost\n', { parents: true });
  tx.put(utsNames, LAN, { hostname: 'router', domainname: '' });
  const lan0 = linkAdd(tx, LAN, { kind: 'bridge', name: 'lan0' });
  addrAdd(tx, lan0.id, { ip: ROUTER, prefix: 24 });
  linkSet(tx, lan0.id, { up: true });
  const lo = linkByName(tx, LAN, 'lo');
  if (lo) addrAdd(tx, lo.id, { ip: OUTSIDE, prefix: 32 });
  const open = (comm: string, pid: number, ip: string, proto: 'tcp' | 'udp', port: number, service: string) =>
    listen(tx, { netns: LAN, proto, ip, port, pid, comm, service, data: OUTSIDE });
  open('named', startServer(tx, LAN, ['named']), ROUTER, 'udp', 53, 'lan-dns');
  const httpd = startServer(tx, LAN, ['httpd']);
  open('httpd', httpd, OUTSIDE, 'tcp', 80, 'lan-web');
  open('httpd', httpd, OUTSIDE, 'tcp', 443, 'lan-tls');
}

/** A server that was there before anybody looked: a row among the processes, answered by its apps. */
export function startServer(tx: Tx, host: string, argv: readonly string[], kept?: string): number {
  return addServer(tx, {
    host,
    netns: host,
    fs: `h:${host}`,
    argv,
    parked: { TERM: 0 },
    ...(kept === undefined ? {} : { kept }),
  });
}
