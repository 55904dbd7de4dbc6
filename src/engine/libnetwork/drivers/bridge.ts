import { hexId, parseBool, randomMac, type Tx } from '../../../base/index.ts';
import {
  addrAdd,
  linkAdd,
  linkByName,
  linkDelete,
  linkSet,
  links,
  NetError,
  sysctl,
  sysctlSet,
  vethAdd,
} from '../../../net/index.ts';
import { ApiError } from '../../errors.ts';
import { dropForward, endpointRules, type Filtered, networkRules, program, withdraw } from '../firewall/index.ts';
import { GATEWAY_NETWORK } from '../predefined.ts';
import { type BridgeNetwork, type Endpoint, type Network, networks } from '../rows.ts';
import { type BridgeConfig, checkConflict, parseBridgeOptions, validateBridge } from './bridgeconfig.ts';
import type { Driver, NewDriverNetwork } from './driver.ts';
import { publishPorts, revokePorts } from './portmapping.ts';

/** The bridge driver: a bridge on the host, a veth pair an endpoint, rules around them; moby libnetwork/drivers/bridge. */
export const bridge: Driver = {
  name: 'bridge',
  scope: 'local',
  ipam: true,
  named: (_r, network) => network.data.kind === 'bridge' && !(network.data.default && network.name === 'bridge'),
  // bridge_linux.go GetSkipGwAlloc: nobody would have the address, and no route would lead to it
  skipGateway: (options, family, internal) =>
    internal &&
    (options[`com.docker.network.bridge.gateway_mode_ipv${family}`] === 'isolated' ||
      (family === 4 && parseBool(options['com.docker.network.bridge.inhibit_ipv4'] ?? '') === true)),

  createNetwork(tx, network) {
    const config = parseBridgeOptions(network);
    const existing = linkByName(tx, network.host, config.bridge);
    if (existing && existing.kind !== 'bridge')
      throw new ApiError(403, `existing interface ${config.bridge} is not a bridge`);
    validateBridge(network, config);
    checkConflict(
      {
        id: network.id,
        // A network that is told to be the default bridge takes its name only after this check.
        bridge: config.default ? (network.options['com.docker.network.bridge.name'] ?? '') : config.bridge,
        subnet4: network.ipv4[0]?.subnet,
        subnet6: network.ipv6[0]?.subnet,
      },
      tx
        .by(networks, 'host', network.host)
        .sort((a, b) => a.seq - b.seq)
        .flatMap(claimed),
    );
    const link = existing ?? addBridge(tx, network.host, config);
    const data = setAddresses(tx, network, { kind: 'bridge', ...config, link: link.id });
    if (network.enableIPv6) forwardIpv6(tx, network.host);
    program(tx, network.host, networkRules(filtered(network, data)));
    linkSet(tx, link.id, { up: true });
    return data;
  },

  deleteNetwork(tx, network) {
    const data = own(network);
    withdraw(tx, network.host, networkRules(filtered(network, data)));
    const shared = tx
      .by(networks, 'host', network.host)
      .some((n) => n.id !== network.id && claimed(n)[0]?.bridge === data.bridge);
    if (!shared && tx.get(links, data.link)) linkDelete(tx, data.link);
  },

  createEndpoint(tx, network, endpoint) {
    program(tx, network.host, rulesOf(network, endpoint));
    return endpoint.mac ?? randomMac(tx);
  },

  deleteEndpoint(tx, network, endpoint) {
    withdraw(tx, network.host, rulesOf(network, endpoint));
  },

  join(tx, network, endpoint, netns) {
    const data = own(network);
    const mtu = data.mtu > 0 ? { mtu: data.mtu } : {};
    // the gateway bridge comes behind another network: its cable is made on the host, and keeps the number from there
    const made = network.name === GATEWAY_NETWORK ? network.host : netns;
    const [outer, inner] = vethAdd(
      tx,
      { netns: network.host, name: `veth${hexId(tx, 7)}`, ...mtu },
      {
        netns: made,
        name: `veth${hexId(tx, 7)}`,
        ...mtu,
        ...(endpoint.mac === undefined ? {} : { mac: endpoint.mac }),
      },
    );
    if (made !== netns) linkSet(tx, inner.id, { netns });
    linkSet(tx, outer.id, { master: data.link, up: true });
    return {
      link: inner.id,
      hostLink: outer.id,
      prefix: data.ifacePrefix,
      ...(network.internal || !data.bridge4 ? {} : { gateway4: data.bridge4.ip }),
      ...(network.internal || !data.bridge6 ? {} : { gateway6: data.bridge6.ip }),
    };
  },

  leave(tx, _network, endpoint) {
    if (endpoint.hostLink !== undefined && tx.get(links, endpoint.hostLink)) linkDelete(tx, endpoint.hostLink);
  },

  publish: (tx, network, endpoint, what) =>
    publishPorts(tx, filtered(network, own(network)), own(network), endpoint, what),
  revoke: (tx, network, endpoint) => revokePorts(tx, filtered(network, own(network)), endpoint),
};

function own(network: Network): BridgeNetwork {
  if (network.data.kind !== 'bridge') throw new Error(`${network.name} is no bridge network`);
  return network.data;
}

function claimed(other: Network) {
  if (other.data.kind !== 'bridge') return [];
  return [{ id: other.id, bridge: other.data.bridge, subnet4: other.ipv4[0]?.subnet, subnet6: other.ipv6[0]?.subnet }];
}

function addBridge(tx: Tx, host: string, config: BridgeConfig) {
  // IFNAMSIZ: rtnetlink answers ERANGE to a name of more than 15 bytes, before anything else.
  if (config.bridge.length > 15) throw new ApiError(500, 'numerical result out of range');
  // ETH_MIN_MTU and the largest MTU of a bridge: dev_validate_mtu answers EINVAL.
  if (config.mtu > 65535 || (config.mtu > 0 && config.mtu < 68)) throw new ApiError(500, 'invalid argument');
  try {
    return linkAdd(tx, host, { kind: 'bridge', name: config.bridge, ...(config.mtu > 0 ? { mtu: config.mtu } : {}) });
  } catch (e) {
    if (e instanceof NetError) throw new ApiError(500, e.message.toLowerCase());
    throw e;
  }
}

/** Gives the bridge the gateway's addresses. */
function setAddresses(tx: Tx, network: NewDriverNetwork, data: BridgeNetwork): BridgeNetwork {
  const [v4, v6] = [network.ipv4[0], network.ipv6[0]];
  const prefix = (subnet: string) => Number(subnet.split('/')[1]);
  const bridge4 = v4?.gateway === undefined ? undefined : { ip: v4.gateway, prefix: prefix(v4.subnet) };
  const bridge6 = v6?.gateway === undefined ? undefined : { ip: v6.gateway, prefix: prefix(v6.subnet) };
  const add = (at: { readonly ip: string; readonly prefix: number }, nodad: boolean) => {
    const has = tx.get(links, data.link)?.addrs.some((a) => a.ip === at.ip && a.prefix === at.prefix);
    if (!has) addrAdd(tx, data.link, { ...at, ...(nodad ? { nodad } : {}) });
  };
  if (bridge4 && !data.inhibitIpv4) add(bridge4, false);
  if (bridge6) add(bridge6, true);
  return { ...data, ...(bridge4 ? { bridge4 } : {}), ...(bridge6 ? { bridge6 } : {}) };
}

/** The first network with IPv6 switches its forwarding on, and then nobody else's packets are to be forwarded. */
function forwardIpv6(tx: Tx, host: string): void {
  if (sysctl(tx, host, 'net.ipv6.conf.all.forwarding') === '1') return;
  sysctlSet(tx, host, 'net.ipv6.conf.all.forwarding', '1');
  sysctlSet(tx, host, 'net.ipv6.conf.default.forwarding', '1');
  dropForward(tx, host, 6);
}

function filtered(network: Pick<Network, 'internal' | 'ipv4' | 'ipv6'>, data: BridgeNetwork): Filtered {
  const [v4, v6] = [network.ipv4[0]?.subnet, network.ipv6[0]?.subnet];
  return {
    bridge: data.bridge,
    internal: network.internal,
    config: data,
    ...(v4 === undefined ? {} : { subnet4: v4 }),
    ...(v6 === undefined ? {} : { subnet6: v6 }),
  };
}

function rulesOf(network: Network, endpoint: Endpoint) {
  const net = filtered(network, own(network));
  return [
    ...(endpoint.ipv4 === undefined ? [] : endpointRules(net, 4, endpoint.ipv4)),
    ...(endpoint.ipv6 === undefined ? [] : endpointRules(net, 6, endpoint.ipv6)),
  ];
}
