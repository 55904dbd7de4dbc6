import { inCidr, isIpv4, isIpv6 } from '../../base/index.ts';
import type { EndpointRequest } from '../api/index.ts';
import { isPredefined } from './predefined.ts';
import type { Network } from './rows.ts';
import { joinErrors } from './text.ts';

/**
 * What is wrong with the settings of an attachment to a network, as moby daemon/container_operations.go#validateEndpointSettings
 * words it (`invalid endpoint settings:` and the reasons); undefined when nothing is. Without a network only the settings are looked at.
 */
export function endpointSettingErrors(
  network: Network | undefined,
  name: string,
  settings: EndpointRequest,
): string | undefined {
  const { IPv4Address: four = '', IPv6Address: six = '', LinkLocalIPs } = settings.IPAMConfig ?? {};
  const errors: string[] = [];
  if (name === '' || isPredefined(name)) {
    if (four !== '' || six !== '') errors.push('user specified IP address is supported on user defined networks only');
    if ((settings.Aliases ?? []).length > 0)
      errors.push('network-scoped alias is supported only for containers in user defined networks');
  }
  if (four !== '' && !isIpv4(four)) errors.push(`invalid IPv4 address: ${four}`);
  if (six !== '' && !isIpv6(six)) errors.push(`invalid IPv6 address: ${six}`);
  for (const ip of LinkLocalIPs ?? [])
    if (!isIpv4(ip) && !isIpv6(ip)) errors.push(`invalid link-local IP address: ${ip}`);
  if (network) errors.push(...outside(network, four, 4), ...outside(network, six, 6));
  return errors.length === 0 ? undefined : `invalid endpoint settings:\n${joinErrors(errors)}`;
}

function outside(network: Network, ip: string, family: 4 | 6): string[] {
  if (ip === '') return [];
  const subnets = network.ipamConfig.flatMap(({ Subnet }) =>
    Subnet?.includes(':') === (family === 6) ? [Subnet] : [],
  );
  if (subnets.length === 0)
    return ['user specified IP address is supported only when connecting to networks with user configured subnets'];
  const valid = family === 4 ? isIpv4(ip) : isIpv6(ip);
  if (valid && subnets.some((s) => s !== undefined && inCidr(ip, s))) return [];
  return [`no configured subnet or ip-range contain the IP address ${ip}`];
}
