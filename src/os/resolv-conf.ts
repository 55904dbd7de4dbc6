import { parseIp, type Reader } from '../base/index.ts';
import type { Ip } from '../net/index.ts';
import { fqdn } from './dns.ts';
import { FsError } from './errno.ts';
import { readFile } from './files.ts';

/** A line of hosts(5). */
export interface HostsLine {
  readonly ip: Ip;
  readonly names: readonly string[];
}

/** resolv.conf(5). */
export interface ResolvConf {
  readonly servers: readonly Ip[];
  readonly search: readonly string[];
  readonly ndots: number;
  /** Milliseconds. */
  readonly timeout: number;
  readonly attempts: number;
}

/** A configuration file; empty where there is none. */
export function text(r: Reader, fs: string, path: string): string {
  try {
    return readFile(r, fs, path);
  } catch (e) {
    if (e instanceof FsError) return '';
    throw e;
  }
}

/** /etc/hosts of a file system. */
export function hostsOf(r: Reader, fs: string): HostsLine[] {
  return text(r, fs, '/etc/hosts')
    .split('\n')
    .flatMap((line) => {
      const [ip = '', ...names] = line.replace(/#.*/, '').trim().split(/\s+/);
      const parsed = parseIp(ip);
      return parsed === undefined || names.length === 0 ? [] : [{ ip: parsed, names }];
    });
}

/** /etc/resolv.conf of a file system, with the defaults of resolv.conf(5): without a search list, the host name's own domain. */
export function resolvConf(r: Reader, fs: string, host = ''): ResolvConf {
  const lines = text(r, fs, '/etc/resolv.conf')
    .split('\n')
    .map((line) =>
      line
        .replace(/[#;].*/, '')
        .trim()
        .split(/\s+/),
    );
  const servers = lines
    .filter(([k, v]) => k === 'nameserver' && v && parseIp(v))
    .map(([, v]) => v ?? '')
    .slice(0, 3);
  const domain = host.includes('.') ? [host.slice(host.indexOf('.') + 1)] : [];
  const search = lines.findLast(([k]) => k === 'search' || k === 'domain')?.slice(1) ?? domain;
  const options = lines.filter(([k]) => k === 'options').flatMap(([, ...rest]) => rest);
  const number = (name: string, otherwise: number, most: number) => {
    const found = options.findLast((o) => o.startsWith(`${name}:`));
    const value = Number(found?.slice(name.length + 1));
    return found === undefined || Number.isNaN(value) ? otherwise : Math.min(value, most);
  };
  return {
    servers: servers.length > 0 ? servers : ['127.0.0.1'],
    search: search.filter((s) => s !== '.'),
    ndots: number('ndots', 1, 15),
    timeout: number('timeout', 5, 30) * 1000,
    attempts: number('attempts', 2, 5),
  };
}

/** The names that are asked for, in order: search domains first where the name has few dots; resolv.conf(5), ndots. */
export function candidates(name: string, conf: Pick<ResolvConf, 'search' | 'ndots'>): string[] {
  if (name.endsWith('.')) return [name];
  const dots = name.split('.').length - 1;
  const searched = conf.search.map((domain) => fqdn(`${name}.${domain}`));
  return dots >= conf.ndots ? [fqdn(name), ...searched] : [...searched, fqdn(name)];
}
