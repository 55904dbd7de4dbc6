import { isIpv6, parseIp, type Tx } from '../../base/index.ts';
import type { IPAMConfig } from '../api/index.ts';
import { ApiError } from '../errors.ts';
import type { Driver } from './drivers/index.ts';
import { releaseAddress, releasePool, requestAddress, requestPool } from './ipam/index.ts';
import type { IpamInfo, Network } from './rows.ts';

/** Takes subnets, gateways and reserved addresses for a network; moby libnetwork/network.go#ipamAllocate. All or nothing. */
export function allocateIpam(tx: Tx, network: Network, driver: Driver): Pick<Network, 'ipv4' | 'ipv6'> {
  if (network.ipamDriver !== 'default') {
    // its pool is 0.0.0.0/0, which no driver with interfaces takes; drivers/bridge/bridge_linux.go#validate
    if (network.ipamDriver === 'null') throw new ApiError(400, 'ipv4 pool is empty');
    throw new ApiError(404, `plugin "${network.ipamDriver}" not found`);
  }
  const done: IpamInfo[] = [];
  try {
    const ipv4 = network.enableIPv4 ? allocateFamily(tx, network, driver, 4, done) : [];
    const ipv6 = network.enableIPv6 ? allocateFamily(tx, network, driver, 6, done) : [];
    return { ipv4, ipv6 };
  } catch (e) {
    for (const info of done) release(tx, info);
    throw e;
  }
}

/** Gives a network's subnets back. */
export function releaseIpam(tx: Tx, network: Pick<Network, 'ipv4' | 'ipv6'>): void {
  for (const info of [...network.ipv4, ...network.ipv6]) release(tx, info);
}

function release(tx: Tx, info: IpamInfo): void {
  for (const ip of [info.gateway, ...Object.values(info.aux)]) if (ip !== undefined) releaseAddress(tx, info.pool, ip);
  releasePool(tx, info.pool);
}

function allocateFamily(tx: Tx, network: Network, driver: Driver, family: 4 | 6, done: IpamInfo[]): IpamInfo[] {
  const asked = network.ipamConfig.filter((c) => isIpv6(c.Subnet?.split('/')[0] ?? '') === (family === 6));
  const configs: readonly IPAMConfig[] = asked.length > 0 ? asked : [{}];
  const noGateway = driver.skipGateway?.(network.options, family, network.internal) ?? false;
  return configs.map((config) => {
    const range = config.IPRange || undefined;
    const space = driver.scope === 'swarm' ? 'global' : 'local';
    const got = requestPool(tx, { host: network.host, space, family, subnet: config.Subnet, range });
    const info: IpamInfo = { ...got, aux: {}, ...(range === undefined ? {} : { range }) };
    done.push(info);
    const gateway = config.Gateway || !noGateway ? gatewayOf(tx, info, config.Gateway) : undefined;
    const held = gateway === undefined ? info : { ...info, gateway };
    done[done.length - 1] = held;
    const full = { ...held, aux: auxOf(tx, held, config.AuxiliaryAddresses ?? {}) };
    done[done.length - 1] = full;
    return full;
  });
}

function gatewayOf(tx: Tx, info: IpamInfo, wanted: string | undefined): string {
  const ip = wanted ? parseIp(wanted) : undefined;
  const got = requestAddress(tx, info.pool, ip === undefined ? { range: info.range } : { wanted: ip });
  if ('ip' in got) return got.ip;
  const why = {
    'in-use': 'Address already in use',
    'out-of-range': 'Requested address is out of range',
    exhausted: 'No available addresses on this pool',
  }[got.refused];
  throw new ApiError(500, `failed to allocate gateway (${wanted ?? ''}): ${why}`);
}

/** Reserves the addresses that others have; one outside of the subnet is nobody's business. */
function auxOf(tx: Tx, info: IpamInfo, aux: Readonly<Record<string, string>>): Record<string, string> {
  const held: Record<string, string> = {};
  for (const [name, ip] of Object.entries(aux)) {
    const got = requestAddress(tx, info.pool, { wanted: parseIp(ip) ?? ip });
    if ('refused' in got && got.refused === 'in-use') {
      for (const other of Object.values(held)) releaseAddress(tx, info.pool, other);
      throw new ApiError(500, `failed to allocate secondary ip address (${name}:${ip}): Address already in use`);
    }
    if ('ip' in got) held[name] = got.ip;
  }
  return held;
}
