import { hexId, type Tx } from '../base/index.ts';
import { addrAdd, cableAdd, linkByName, linkSet, netnsAdd, routeAdd } from '../net/index.ts';
import { fsAdd, utsNames, writeFile } from '../os/index.ts';
import { DEBIAN_GROUP, DEBIAN_PASSWD, mergedUsr, skeleton, trustStore } from './images/catalogue.ts';
import { HOST_APPS } from './images/curriculum.ts';
import { install } from './images/layers.ts';
import { hostFiles } from './images/programs.ts';
import { catalogueOf, loadCatalogue } from './images/store.ts';
import { createLan, LAN, ROUTER, startServer } from './lan.ts';
import { initNetworks } from './libnetwork/index.ts';
import { daemons } from './rows.ts';

/** Addresses of the machines on the LAN. */
export const ADDRESSES: Readonly<Record<string, string>> = {
  laptop: '192.168.1.50',
  node1: '192.168.1.100',
  node2: '192.168.1.101',
  node3: '192.168.1.102',
};

export interface HostsOptions {
  /** The Docker hosts that are up: node1, node2, node3. */
  readonly hosts: readonly string[];
  /** Which images the registry has, and all hosts have pulled. */
  readonly images: 'real' | 'stand-in';
  /** False: images have to be pulled first. */
  readonly loaded?: boolean;
  /** The plain machine without Docker; up unless told otherwise. */
  readonly laptop?: boolean;
}

/** Makes the LAN, its machines and their dockerds. */
export function createHosts(tx: Tx, options: HostsOptions): void {
  createLan(tx);
  installHostLayer(tx, 'host', false);
  installHostLayer(tx, 'docker-host', true);
  for (const name of options.hosts) {
    createMachine(tx, name, 'docker-host');
    startDockerd(tx, name, options);
  }
  if (options.laptop !== false) createMachine(tx, 'laptop', 'host');
}

/** What all machines have in common, once. */
function installHostLayer(tx: Tx, id: string, docker: boolean): void {
  fsAdd(tx, `layer:${id}`);
  install(tx, `layer:${id}`, [
    ...skeleton(
      DEBIAN_PASSWD,
      'PRETTY_NAME="Debian GNU/Linux 13 (trixie)"\nNAME="Debian GNU/Linux"\nVERSION_ID="13"\nVERSION_CODENAME=trixie\nID=debian\n',
      `${DEBIAN_GROUP}docker:x:994:\n`,
    ),
    ...mergedUsr(),
    ...trustStore(),
    ...hostFiles(docker),
    ...HOST_APPS,
    ...(docker ? [{ path: '/run/docker.sock', text: '', mode: 0o660 }] : []),
  ]);
}

function createMachine(tx: Tx, name: string, layer: string): void {
  const ip = ADDRESSES[name];
  if (ip === undefined) throw new Error(`no such machine: ${name}`);
  const fs = `h:${name}`;
  fsAdd(tx, fs, { lower: `layer:${layer}` });
  writeFile(tx, fs, '/etc/hostname', `${name}\n`);
  writeFile(tx, fs, '/etc/hosts', `127.0.0.1\tlocalhost\n127.0.1.1\t${name}\n`);
  writeFile(tx, fs, '/etc/resolv.conf', `nameserver ${ROUTER}\n`);
  tx.put(utsNames, name, { hostname: name, domainname: '' });
  netnsAdd(tx, { id: name, host: name });
  const [card, port] = cableAdd(tx, { netns: name, name: 'eth0' }, { netns: LAN, name: `v-${name}` });
  linkSet(tx, port.id, { up: true, master: linkByName(tx, LAN, 'lan0')?.id });
  linkSet(tx, card.id, { up: true });
  addrAdd(tx, card.id, { ip, prefix: 24 });
  routeAdd(tx, name, { dst: 'default', via: ROUTER, link: card.id, scope: 'global', proto: 'boot' });
}

function startDockerd(tx: Tx, host: string, options: HostsOptions): void {
  const kept = (name: string) => `a signal to ${name} (systemd would start it again; try docker stop and docker start)`;
  startServer(tx, host, ['/usr/bin/containerd'], kept('containerd'));
  const argv = ['/usr/bin/dockerd', '-H', 'fd://', '--containerd=/run/containerd/containerd.sock'];
  const pid = startServer(tx, host, argv, kept('dockerd'));
  const h = hexId(tx, 32);
  const id = `${h.slice(0, 8)}-${h.slice(8, 12)}-4${h.slice(13, 16)}-a${h.slice(17, 20)}-${h.slice(20)}`;
  tx.put(daemons, host, { host, id, pid, fs: `h:${host}`, catalogue: options.images });
  initNetworks(tx, host, { pid, fs: `h:${host}` });
  if (options.loaded !== false) loadCatalogue(tx, host, catalogueOf(options.images));
}
