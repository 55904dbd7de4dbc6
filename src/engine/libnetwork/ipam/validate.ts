import { cidrOverlap, inCidr, isIpv4, networkOf, parseCidr, parseIp } from '../../../base/index.ts';
import type { IPAMConfig } from '../../api/index.ts';
import { joinErrors } from '../text.ts';

/** What is wrong with the subnets of a request; moby api/types/network/ipam.go#ValidateIPAM. Undefined when nothing is. */
export function validateIpam(configs: readonly IPAMConfig[], enableIPv6: boolean): string | undefined {
  const errors = configs.flatMap((config) => validateConfig(config, enableIPv6));
  return errors.length === 0 ? undefined : `invalid network config:\n${joinErrors(errors)}`;
}

function validateConfig(config: IPAMConfig, enableIPv6: boolean): string[] {
  const subnet = parseCidr(config.Subnet ?? '');
  if (!subnet) return [`invalid subnet ${config.Subnet ?? ''}: invalid CIDR block notation`];
  if (!enableIPv6 && subnet.family === 6) return [];
  const text = `${subnet.ip}/${subnet.prefix}`;
  const masked = networkOf(text);
  const errors = masked === text ? [] : [`invalid subnet ${text}: it should be ${masked}`];
  errors.push(...validateRange(config.IPRange ?? '', text));
  const gateway = validateAddress(config.Gateway ?? '', text);
  if (gateway) errors.push(`invalid gateway ${config.Gateway}: ${gateway}`);
  for (const [name, ip] of Object.entries(config.AuxiliaryAddresses ?? {})) {
    const wrong = validateAddress(ip, text);
    if (wrong) errors.push(`invalid auxiliary address ${name}: ${wrong}`);
  }
  return errors;
}

function validateRange(range: string, subnet: string): string[] {
  if (range === '') return [];
  const [parsed, parent] = [parseCidr(range), parseCidr(subnet)];
  if (!parsed || !parent) return [`invalid ip-range ${range}: invalid CIDR block notation`];
  if (parsed.family !== parent.family)
    return [`invalid ip-range ${range}: parent subnet is an IPv${parent.family} block`];
  const text = `${parsed.ip}/${parsed.prefix}`;
  const errors: string[] = [];
  if (parsed.prefix < parent.prefix)
    errors.push(`invalid ip-range ${range}: CIDR block is bigger than its parent subnet ${subnet}`);
  if (networkOf(text) !== text) errors.push(`invalid ip-range ${text}: it should be ${networkOf(text)}`);
  if (!cidrOverlap(subnet, text))
    errors.push(`invalid ip-range ${range}: parent subnet ${subnet} doesn't contain ip-range`);
  return errors;
}

function validateAddress(address: string, subnet: string): string | undefined {
  if (address === '') return undefined;
  const ip = parseIp(address);
  if (ip === undefined) return 'invalid address';
  const family = parseCidr(subnet)?.family ?? 4;
  if (isIpv4(ip) !== (family === 4)) return `parent subnet is an IPv${family} block`;
  if (!inCidr(ip, subnet)) return `parent subnet ${subnet} doesn't contain this address`;
  return undefined;
}
