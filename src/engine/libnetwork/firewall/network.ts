import type { BridgeNetwork } from '../rows.ts';
import { dst, type Entry, entry, established, from, notDst, notFrom, notSrc, notTo, proto, src, to } from './rule.ts';

/** What the rules of a bridge network depend on. */
export interface Filtered {
  readonly bridge: string;
  readonly internal: boolean;
  readonly config: Pick<
    BridgeNetwork,
    'icc' | 'masquerade' | 'gwMode4' | 'gwMode6' | 'hostIpv4' | 'hostIpv6' | 'trusted'
  >;
  readonly subnet4?: string;
  readonly subnet6?: string;
}

/** The mode of the network's gateway in a family. */
export function modeOf(net: Pick<Filtered, 'config'>, family: 4 | 6): BridgeNetwork['gwMode4'] {
  return family === 4 ? net.config.gwMode4 : net.config.gwMode6;
}

/** All rules of a network, in the order in which they are programmed; moby …/iptabler/network.go. */
export function networkRules(net: Filtered): Entry[] {
  return ([4, 6] as const).flatMap((family) => {
    const subnet = family === 4 ? net.subnet4 : net.subnet6;
    if (subnet === undefined) return [];
    return net.internal ? internalRules(net, family, subnet) : externalRules(net, family, subnet);
  });
}

function internalRules({ bridge, config }: Filtered, family: 4 | 6, subnet: string): Entry[] {
  const stage = 'DOCKER-ISOLATION-STAGE-1';
  // IPv6 says more: neighbour discovery uses addresses outside of the subnet.
  const [notIn, notOut] = family === 4 ? [[], []] : [[notFrom(bridge)], [notTo(bridge)]];
  return [
    entry(family, 'filter', stage, 'top', [notDst(subnet), from(bridge), ...notOut], 'DROP'),
    entry(family, 'filter', stage, 'top', [notSrc(subnet), ...notIn, to(bridge)], 'DROP'),
    entry(family, 'filter', 'DOCKER-FORWARD', 'end', [from(bridge), to(bridge)], config.icc ? 'ACCEPT' : 'DROP'),
  ];
}

function externalRules(net: Filtered, family: 4 | 6, subnet: string): Entry[] {
  const { bridge, config } = net;
  const mode = modeOf(net, family);
  const filter = (chain: string, at: Entry['at'], matches: Parameters<typeof entry>[4], target: string): Entry =>
    entry(family, 'filter', chain, at, matches, target);
  return [
    ...natRules(net, family, subnet),
    ...(mode === 'routed'
      ? [filter('DOCKER', 'end', [to(bridge), proto(family === 4 ? 'icmp' : 'ipv6-icmp')], 'ACCEPT')]
      : []),
    filter('DOCKER', 'end', [notFrom(bridge), to(bridge)], mode === 'nat-unprotected' ? 'ACCEPT' : 'DROP'),
    filter('DOCKER-CT', 'end', [to(bridge), established], 'ACCEPT'),
    filter('DOCKER-BRIDGE', 'end', [to(bridge)], 'DOCKER'),
    ...(config.icc
      ? [filter('DOCKER-FORWARD', 'end', [from(bridge)], 'ACCEPT')]
      : [
          filter('DOCKER-FORWARD', 'end', [from(bridge), to(bridge)], 'DROP'),
          filter('DOCKER-FORWARD', 'end', [from(bridge), notTo(bridge)], 'ACCEPT'),
        ]),
    filter('DOCKER-ISOLATION-STAGE-1', 'end', [from(bridge), notTo(bridge)], 'DOCKER-ISOLATION-STAGE-2'),
    filter('DOCKER-ISOLATION-STAGE-2', 'top', [to(bridge)], 'DROP'),
    ...(mode === 'routed'
      ? [
          filter('DOCKER-ISOLATION-STAGE-1', 'top', [to(bridge)], 'RETURN'),
          filter('DOCKER-ISOLATION-STAGE-1', 'top', [from(bridge), established], 'ACCEPT'),
        ]
      : []),
  ];
}

function natRules(net: Filtered, family: 4 | 6, subnet: string): Entry[] {
  const { bridge, config } = net;
  if (!config.masquerade) return [];
  const hostIp = family === 4 ? config.hostIpv4 : config.hostIpv6;
  const target = hostIp === undefined ? 'MASQUERADE' : ({ t: 'SNAT', to: hostIp } as const);
  return [
    ...(modeOf(net, family) === 'routed'
      ? []
      : [entry(family, 'nat', 'POSTROUTING', 'top', [src(subnet), notTo(bridge)], target)]),
    entry(family, 'nat', 'DOCKER', 'top', [from(bridge)], 'RETURN'),
  ];
}

/** Rules of one address of an endpoint: nobody from outside reaches it past the published ports; …/iptabler/endpoint.go. */
export function endpointRules(net: Filtered, family: 4 | 6, ip: string): Entry[] {
  if (net.internal || modeOf(net, family) !== 'nat') return [];
  const address = dst(family === 4 ? `${ip}/32` : `${ip}/128`);
  return [
    ...net.config.trusted.map((dev) => entry(family, 'raw', 'PREROUTING', 'end', [address, from(dev)], 'ACCEPT')),
    entry(family, 'raw', 'PREROUTING', 'end', [address, notFrom(net.bridge)], 'DROP'),
  ];
}
