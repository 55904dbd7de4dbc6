import { hexId, type Reader, type Tx } from '../../base/index.ts';
import { sysctl, sysctlSet } from '../../net/index.ts';
import { drivers } from './drivers/index.ts';
import { dropForward, initFirewall } from './firewall/index.ts';
import { newPredefined } from './network.ts';
import { controllers, networks } from './rows.ts';

/** What dockerd does about networks when it starts on a host for the first time; moby daemon/daemon_unix.go#initNetworkController. */
export function initNetworks(
  tx: Tx,
  host: string,
  options: { readonly fs?: string; readonly pid?: number } = {},
): void {
  const random = hexId(tx, 10);
  const ulaBase = `fd${random.slice(0, 2)}:${random.slice(2, 6)}:${random.slice(6)}`.replace(/:0+(?=[0-9a-f])/g, ':');
  tx.put(controllers, host, {
    host,
    fs: options.fs ?? host,
    defaultBridge: 'docker0',
    pid: options.pid ?? 1,
    ulaBase: `${ulaBase}::/48`,
  });
  for (const family of [4, 6] as const) initFirewall(tx, host, family);
  if (sysctl(tx, host, 'net.ipv4.ip_forward') !== '1') {
    sysctlSet(tx, host, 'net.ipv4.ip_forward', '1');
    dropForward(tx, host, 4);
  }
  newPredefined(tx, host, 'none', 'null', {});
  newPredefined(tx, host, 'host', 'host', {});
  newPredefined(tx, host, 'bridge', 'bridge', {
    'com.docker.network.bridge.default_bridge': 'true',
    'com.docker.network.bridge.enable_icc': 'true',
    'com.docker.network.bridge.enable_ip_masquerade': 'true',
    'com.docker.network.bridge.host_binding_ipv4': '0.0.0.0',
    'com.docker.network.bridge.name': 'docker0',
    'com.docker.network.driver.mtu': '1500',
  });
}

/** What `host-gateway` stands for: the addresses of the default bridge. */
export function hostGateways(r: Reader, host: string): string[] {
  const data = r.by(networks, 'name', `${host}/bridge`)[0]?.data;
  if (data?.kind !== 'bridge') return [];
  return [data.bridge4?.ip, data.bridge6?.ip].flatMap((ip) => ip ?? []);
}

/** Names of the drivers that networks can have, as `docker info` lists them. */
export function driverNames(): string[] {
  return Object.keys(drivers).sort();
}
