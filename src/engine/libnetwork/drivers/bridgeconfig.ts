import { cidrOverlap, parseBool, parseCidr, parseIp, quoteGo } from '../../../base/index.ts';
import { ApiError } from '../../errors.ts';
import type { BridgeNetwork, GatewayMode } from '../rows.ts';
import type { NewDriverNetwork } from './driver.ts';

const BRIDGE = 'com.docker.network.bridge.';
const NETWORK = 'com.docker.network.';
/** moby …/bridge/bridge_linux.go#DefaultBridgeName */
const DEFAULT_BRIDGE = 'docker0';
const MODES: readonly string[] = ['nat', 'nat-unprotected', 'routed', 'isolated'];

/** Options of a bridge network as the driver understands them; moby …/bridge/bridge_linux.go#fromLabels. */
export type BridgeConfig = Omit<BridgeNetwork, 'kind' | 'link' | 'bridge4' | 'bridge6'>;

/** Reads the options. Throws ApiError; unknown options are nobody's business. */
export function parseBridgeOptions(network: NewDriverNetwork): BridgeConfig {
  const { options } = network;
  const bool = (key: string, preset: boolean): boolean => {
    const text = options[key];
    if (text === undefined) return preset;
    const value = parseBool(text);
    return value ?? refuse(key, text, `strconv.ParseBool: parsing ${quoteGo(text)}: invalid syntax`);
  };
  const ip = (key: string): string | undefined => {
    const text = options[key];
    return text === undefined || text === '' ? undefined : (parseIp(text) ?? refuse(key, text, 'nil ip'));
  };
  const mode = (key: string): GatewayMode => {
    const text = options[key] ?? '';
    if (text === '') return 'nat';
    return MODES.includes(text) ? (text as GatewayMode) : refuse(key, text, `unknown gateway mode ${text}`);
  };
  const [hostBinding, hostIpv4, hostIpv6] = [
    ip(`${BRIDGE}host_binding_ipv4`),
    ip(`${NETWORK}host_ipv4`),
    ip(`${NETWORK}host_ipv6`),
  ];
  const isDefault = bool(`${BRIDGE}default_bridge`, false);
  const config: BridgeConfig = {
    default: isDefault,
    icc: bool(`${BRIDGE}enable_icc`, true),
    masquerade: bool(`${BRIDGE}enable_ip_masquerade`, true),
    inhibitIpv4: bool(`${BRIDGE}inhibit_ipv4`, false),
    mtu: mtuOf(options),
    gwMode4: mode(`${BRIDGE}gateway_mode_ipv4`),
    gwMode6: mode(`${BRIDGE}gateway_mode_ipv6`),
    bridge: options[`${BRIDGE}name`] || (isDefault ? DEFAULT_BRIDGE : `br-${network.id.slice(0, 12)}`),
    ifacePrefix: options[`${NETWORK}container_iface_prefix`] || 'eth',
    trusted: (options[`${BRIDGE}trusted_host_interfaces`] ?? '').split(':').filter(Boolean),
    ...(hostBinding === undefined ? {} : { hostBinding }),
    ...(hostIpv4 === undefined ? {} : { hostIpv4 }),
    ...(hostIpv6 === undefined ? {} : { hostIpv6 }),
  };
  if ((config.gwMode4 === 'isolated' || config.gwMode6 === 'isolated') && !network.internal)
    throw new ApiError(400, `gateway mode 'isolated' can only be used for an internal network`);
  return config;
}

function mtuOf(options: Readonly<Record<string, string>>): number {
  const key = `${NETWORK}driver.mtu`;
  const text = options[key];
  if (text === undefined) return 0;
  if (!/^[+-]?\d+$/.test(text)) refuse(key, text, `strconv.Atoi: parsing ${quoteGo(text)}: invalid syntax`);
  return Number(text);
}

function refuse(key: string, value: string, why: string): never {
  throw new ApiError(400, `failed to parse ${key} value: ${value} (${why})`);
}

/** Checks that need the subnets too; moby …/bridge_linux.go#processIPAM and #Validate. */
export function validateBridge(network: NewDriverNetwork, config: BridgeConfig): void {
  if (network.ipv4.length > 1 || network.ipv6.length > 1)
    throw new ApiError(403, `bridge driver doesn't support multiple subnets`);
  if (!network.enableIPv4 && !network.enableIPv6) throw new ApiError(400, 'IPv4 or IPv6 must be enabled');
  if (config.mtu < 0) throw new ApiError(400, `invalid MTU number: ${config.mtu}`);
}

/** A bridge network as conflicts are found between them. */
export interface Claimed {
  readonly id: string;
  readonly bridge: string;
  readonly subnet4?: string | undefined;
  readonly subnet6?: string | undefined;
}

/** Two networks cannot share a bridge, nor addresses; …/bridge_linux.go#Conflicts. */
export function checkConflict(mine: Claimed, others: readonly Claimed[]): void {
  const overlap = (a: string | undefined, b: string | undefined): boolean =>
    a !== undefined && b !== undefined && parseCidr(a) !== undefined && cidrOverlap(a, b);
  for (const other of others) {
    const why =
      mine.bridge === other.bridge
        ? 'networks have same bridge name'
        : overlap(mine.subnet4, other.subnet4)
          ? 'networks have overlapping IPv4'
          : overlap(mine.subnet6, other.subnet6)
            ? 'networks have overlapping IPv6'
            : undefined;
    if (why !== undefined)
      throw new ApiError(
        403,
        `cannot create network ${mine.id} (${mine.bridge}): conflicts with network ${other.id} (${other.bridge}): ${why}`,
      );
  }
}
