import type { NetworkCreateRequest } from '../../../engine/index.ts';
import { out } from '../../../os/index.ts';
import { bool, command, cut, exactly, list, map, string, strings } from '../grammar/index.ts';
import { label } from '../opts/index.ts';
import { ipamOf } from './ipam.ts';

/** docker network create; cli/command/network/ of docker/cli. */
export const create = command({
  use: 'create [OPTIONS] NETWORK',
  short: 'Create a network',
  args: exactly(1),
  flags: {
    attachable: bool('Enable manual container attachment'),
    'aux-address': map('Auxiliary IPv4 or IPv6 addresses used by Network driver'),
    'config-from': string('The network from which to copy the configuration'),
    'config-only': bool('Create a configuration only network'),
    driver: string('Driver to manage the Network', { short: 'd', default: 'bridge' }),
    gateway: strings('IPv4 or IPv6 Gateway for the master subnet'),
    ingress: bool('Create swarm routing-mesh network'),
    internal: bool('Restrict external access to the network'),
    'ip-range': strings('Allocate container ip from a sub-range'),
    'ipam-driver': string('IP Address Management Driver', { default: 'default' }),
    'ipam-opt': map('Set IPAM driver specific options'),
    ipv4: bool('Enable or disable IPv4 address assignment', { default: true }),
    ipv6: bool('Enable or disable IPv6 address assignment'),
    label: list('Set metadata on a network', { check: label }),
    opt: map('Set driver specific options', { short: 'o' }),
    scope: string("Control the network's scope"),
    subnet: strings('Subnet in CIDR format that represents a network segment'),
  },

  *run({ args, flags, changed, daemon }) {
    const request: NetworkCreateRequest = {
      Name: args[0] ?? '',
      Driver: flags.driver,
      Options: flags.opt,
      IPAM: ipamOf({
        driver: flags['ipam-driver'],
        options: flags['ipam-opt'],
        subnets: flags.subnet,
        ranges: flags['ip-range'],
        gateways: flags.gateway,
        aux: flags['aux-address'],
      }),
      Internal: flags.internal,
      Attachable: flags.attachable,
      Ingress: flags.ingress,
      Scope: flags.scope,
      ConfigOnly: flags['config-only'],
      Labels: Object.fromEntries(flags.label.map((text) => cut(text))),
      ...(changed('ipv4') ? { EnableIPv4: flags.ipv4 } : {}),
      ...(changed('ipv6') ? { EnableIPv6: flags.ipv6 } : {}),
      ...(flags['config-from'] === '' ? {} : { ConfigFrom: { Network: flags['config-from'] } }),
    };
    yield* out(daemon.networkCreate(request).Id);
    return 0;
  },
});
