import type { Tx } from '../../base/index.ts';
import { FsError, readFile } from '../../os/index.ts';
import { writeGenerated } from './generated.ts';
import type { HostEntry, SandboxConfig } from './rows.ts';

/** What every generated /etc/hosts begins with; moby libnetwork/etchosts. */
const STATIC: readonly HostEntry[] = [
  { ip: '127.0.0.1', name: 'localhost' },
  { ip: '::1', name: 'localhost ip6-localhost ip6-loopback' },
  { ip: 'fe00::', name: 'ip6-localnet' },
  { ip: 'ff00::', name: 'ip6-mcastprefix' },
  { ip: 'ff02::1', name: 'ip6-allnodes' },
  { ip: 'ff02::2', name: 'ip6-allrouters' },
];

const PATH = '/etc/hosts';

/** Writes the file as a container finds it at its start. In host mode it is the host's, unless hosts are added. */
export function buildHosts(tx: Tx, config: SandboxConfig, hostFs: string): void {
  const copied = config.useHost && config.extraHosts.length === 0;
  const text = copied ? read(tx, hostFs) : [...STATIC, ...config.extraHosts].map(line).join('');
  writeGenerated(tx, config.fs, PATH, text);
}

/** Adds lines at the end. */
export function addHosts(tx: Tx, fs: string, entries: readonly HostEntry[]): void {
  if (entries.length > 0) writeGenerated(tx, fs, PATH, read(tx, fs) + entries.map(line).join(''));
}

/** Removes the lines that say exactly this; what a user has written stays. */
export function deleteHosts(tx: Tx, fs: string, entries: readonly HostEntry[]): void {
  const gone = new Set(entries.map((e) => line(e).trimEnd()));
  const kept = read(tx, fs)
    .split('\n')
    .filter((text) => !gone.has(text));
  if (entries.length > 0) writeGenerated(tx, fs, PATH, kept.join('\n'));
}

/** Drops every line of an IPv6 address; moby libnetwork/etchosts#BuildNoIPv6. */
export function keepIpv4Hosts(tx: Tx, fs: string): void {
  const kept = read(tx, fs)
    .split('\n')
    .filter((text) => !text.split('\t')[0]?.includes(':'));
  writeGenerated(tx, fs, PATH, kept.join('\n'));
}

/** The names of a container's own address: `hostname`, or the full name and its first part. */
export function ownNames(config: Pick<SandboxConfig, 'hostname' | 'domainname'>): string {
  const full = config.domainname === '' ? config.hostname : `${config.hostname}.${config.domainname}`;
  const dot = full.indexOf('.');
  return dot < 0 ? full : `${full} ${full.slice(0, dot)}`;
}

function line(entry: HostEntry): string {
  return `${entry.ip}\t${entry.name}\n`;
}

function read(tx: Tx, fs: string): string {
  try {
    return readFile(tx, fs, PATH);
  } catch (e) {
    if (e instanceof FsError) return '';
    throw e;
  }
}
