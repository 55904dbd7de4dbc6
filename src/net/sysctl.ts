import type { Reader } from '../base/index.ts';
import { type Netns, netnses } from './rows/index.ts';

/** Defaults of the kernel that the simulation knows, Documentation/networking/ip-sysctl.rst; `*` stands for an interface. */
const DEFAULTS: Readonly<Record<string, string>> = {
  'net.bridge.bridge-nf-call-ip6tables': '1',
  'net.bridge.bridge-nf-call-iptables': '1',
  'net.core.rmem_default': '212992',
  'net.core.rmem_max': '212992',
  'net.core.somaxconn': '4096',
  'net.core.wmem_default': '212992',
  'net.core.wmem_max': '212992',
  'net.ipv4.conf.*.accept_local': '0',
  'net.ipv4.conf.*.arp_ignore': '0',
  'net.ipv4.conf.*.forwarding': '0',
  'net.ipv4.conf.*.log_martians': '0',
  'net.ipv4.conf.*.proxy_arp': '0',
  'net.ipv4.conf.*.route_localnet': '0',
  'net.ipv4.conf.*.rp_filter': '0',
  'net.ipv4.icmp_echo_ignore_all': '0',
  'net.ipv4.icmp_ratelimit': '1000',
  'net.ipv4.ip_default_ttl': '64',
  'net.ipv4.ip_forward': '0',
  'net.ipv4.ip_local_port_range': '32768\t60999',
  'net.ipv4.ip_nonlocal_bind': '0',
  'net.ipv4.ip_unprivileged_port_start': '1024',
  'net.ipv4.ping_group_range': '1\t0',
  'net.ipv4.tcp_syn_retries': '6',
  'net.ipv6.bindv6only': '0',
  'net.ipv6.conf.*.accept_dad': '1',
  'net.ipv6.conf.*.accept_ra': '1',
  'net.ipv6.conf.*.disable_ipv6': '0',
  'net.ipv6.conf.*.forwarding': '0',
  'net.ipv6.icmp.ratelimit': '1000',
  'net.ipv6.ip_nonlocal_bind': '0',
  'net.netfilter.nf_conntrack_max': '262144',
};

const CONF = /^(net\.ipv[46]\.conf)\.(.+)\.([a-z0-9_]+)$/;

function perInterface(
  name: string,
): { readonly base: string; readonly dev: string; readonly leaf: string } | undefined {
  const [, base, dev, leaf] = CONF.exec(name) ?? [];
  return base !== undefined && dev !== undefined && leaf !== undefined ? { base, dev, leaf } : undefined;
}

/** Whether the name is known at all. */
export function sysctlKnown(name: string): boolean {
  const conf = perInterface(name);
  return (conf ? `${conf.base}.*.${conf.leaf}` : name) in DEFAULTS;
}

/** Settings of the whole machine, which other namespaces than its first do not have: bridge's, and those of net_core_table (net/core/sysctl_net_core.c). */
export function sysctlOfMachine(name: string): boolean {
  return /^net\.(bridge\.|core\.[rw]mem_)/.test(name);
}

/** Value of a namespace's sysctl, by its dotted name; empty if it is unknown. */
export function sysctl(r: Reader, netns: string, name: string): string {
  const own = r.get(netnses, netns)?.sysctls ?? {};
  // net.ipv4.ip_forward is another name of net.ipv4.conf.all.forwarding (ip-sysctl.rst).
  const asked = name === 'net.ipv4.conf.all.forwarding' ? 'net.ipv4.ip_forward' : name;
  const set = own[asked];
  if (set !== undefined) return set;
  const conf = perInterface(asked);
  if (!conf) return DEFAULTS[asked] ?? '';
  if (conf.base === 'net.ipv4.conf' && conf.leaf === 'forwarding') return own['net.ipv4.ip_forward'] ?? '0';
  return own[`${conf.base}.default.${conf.leaf}`] ?? DEFAULTS[`${conf.base}.*.${conf.leaf}`] ?? '';
}

/** Names that `sysctl -a` lists for a namespace, sorted; `devs` are its interfaces. */
export function sysctlNames(devs: readonly string[]): string[] {
  return Object.keys(DEFAULTS)
    .flatMap((name) => (name.includes('*') ? ['all', 'default', ...devs].map((dev) => name.replace('*', dev)) : [name]))
    .sort();
}

/** The settings after writing one; writing `all` or ip_forward also writes every interface, as the kernel does. */
export function withSysctl(sysctls: Netns['sysctls'], name: string, value: string): Netns['sysctls'] {
  const next: Record<string, string> = { ...sysctls };
  const asked = name === 'net.ipv4.conf.all.forwarding' ? 'net.ipv4.ip_forward' : name;
  const conf =
    asked === 'net.ipv4.ip_forward' ? { base: 'net.ipv4.conf', dev: 'all', leaf: 'forwarding' } : perInterface(asked);
  // addrconf_disable_change, addrconf_fixup_forwarding (net/ipv6/addrconf.c) and inet_forward_change (net/ipv4/devinet.c).
  if (conf?.dev === 'all' && (conf.leaf === 'disable_ipv6' || conf.leaf === 'forwarding')) {
    for (const key of Object.keys(next)) {
      const other = perInterface(key);
      if (other?.base === conf.base && other.leaf === conf.leaf) delete next[key];
    }
    next[`${conf.base}.default.${conf.leaf}`] = value;
  }
  next[asked] = value;
  return next;
}

/** The boolean value of an interface's IPv4 setting, as IN_DEV_ORCONF has it: `all` or the interface's own. */
export function devFlag(r: Reader, netns: string, family: 4 | 6, dev: string, leaf: string): boolean {
  const at = (who: string): boolean => !['0', ''].includes(sysctl(r, netns, `net.ipv${family}.conf.${who}.${leaf}`));
  return at(dev) || at('all');
}
