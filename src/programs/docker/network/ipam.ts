import { inCidr, type ParsedCidr, parseCidr, parseIp } from '../../../base/index.ts';
import type { IPAM, IPAMConfig } from '../../../engine/index.ts';
import { CliError } from '../grammar/index.ts';

export interface IpamFlags {
  readonly driver: string;
  readonly options: Readonly<Record<string, string>>;
  readonly subnets: readonly string[];
  readonly ranges: readonly string[];
  readonly gateways: readonly string[];
  readonly aux: Readonly<Record<string, string>>;
}

/** Puts ranges, gateways and auxiliary addresses to their subnets; createIPAMConfig in network/create.go of docker/cli. */
export function ipamOf(flags: IpamFlags): IPAM {
  const { subnets } = flags;
  if (subnets.length < flags.ranges.length || subnets.length < flags.gateways.length)
    throw new CliError('every ip-range or gateway must have a corresponding subnet');
  const config = new Map<string, IPAMConfig>();
  for (const subnet of subnets) {
    for (const other of config.keys())
      if (matches(subnet, other) || matches(other, subnet))
        throw new CliError('multiple overlapping subnet configuration is not supported');
    config.set(subnet, { Subnet: subnet, AuxiliaryAddresses: {} });
  }
  const change = (subnet: string, fields: IPAMConfig) => config.set(subnet, { ...config.get(subnet), ...fields });
  for (const range of flags.ranges) {
    if (subnets.length > 0) cidr(range);
    const fitting = subnets.filter((subnet) => matches(subnet, range));
    for (const subnet of fitting) {
      const had = config.get(subnet)?.IPRange;
      if (had !== undefined)
        throw new CliError(`cannot configure multiple ranges (${range}, ${had}) on the same subnet (${subnet})`);
      change(subnet, { IPRange: range });
    }
    if (fitting.length === 0) throw new CliError(`no matching subnet for range ${range}`);
  }
  for (const gateway of flags.gateways) {
    const fitting = subnets.filter((subnet) => matches(subnet, gateway));
    for (const subnet of fitting) {
      const had = config.get(subnet)?.Gateway;
      if (had !== undefined)
        throw new CliError(`cannot configure multiple gateways (${gateway}, ${had}) for the same subnet (${subnet})`);
      change(subnet, { Gateway: gateway });
    }
    if (fitting.length === 0) throw new CliError(`no matching subnet for gateway ${gateway}`);
  }
  for (const [name, address] of Object.entries(flags.aux)) {
    const fitting = subnets.filter((subnet) => matches(subnet, address));
    for (const subnet of fitting)
      change(subnet, { AuxiliaryAddresses: { ...config.get(subnet)?.AuxiliaryAddresses, [name]: address } });
    if (fitting.length === 0) throw new CliError(`no matching subnet for aux-address ${address}`);
  }
  return { Driver: flags.driver, Options: flags.options, Config: [...config.values()].map(withoutEmpty) };
}

/** encoding/json leaves an empty map out. */
function withoutEmpty({ AuxiliaryAddresses: aux = {}, ...rest }: IPAMConfig): IPAMConfig {
  return Object.keys(aux).length === 0 ? rest : { ...rest, AuxiliaryAddresses: aux };
}

function cidr(text: string, prefix = ''): ParsedCidr {
  const parsed = parseCidr(text);
  if (!parsed) throw new CliError(`${prefix}invalid CIDR address: ${text}`);
  return parsed;
}

function matches(subnet: string, address: string): boolean {
  const { family } = cidr(subnet, 'invalid subnet: ');
  const ip = address.includes('/') ? cidr(address).ip : parseIp(address);
  if (ip === undefined) return false;
  return ip.includes(':') === (family === 6) && inCidr(ip, subnet);
}
