import { inCidr } from '../../../base/index.ts';
import type { PortBinding } from '../rows.ts';
import { type Filtered, modeOf } from './network.ts';
import { dport, dst, type Entry, entry, notFrom, notSrc, one, to } from './rule.ts';

/** Rules of a published port; moby …/iptabler/port.go. An IPv6 address of the host is proxied to an IPv4 container without any. */
export function portRules(net: Filtered, binding: PortBinding): Entry[] {
  const family = binding.ip.includes(':') ? 6 : 4;
  if (net.internal || family !== (binding.hostIp.includes(':') ? 6 : 4)) return [];
  return [...natRules(net, family, binding), ...forwardRules(net, family, binding), ...loopbackRules(family, binding)];
}

function natRules({ bridge }: Filtered, family: 4 | 6, b: PortBinding): Entry[] {
  if (b.hostPort === 0) return [];
  const wildcard = b.hostIp === '0.0.0.0' || b.hostIp === '::';
  const matches = [
    // Link-local sources have no meaning behind the translation.
    ...(family === 6 ? [notSrc('fe80::/10')] : []),
    ...(wildcard ? [] : [dst(one(b.hostIp))]),
    notFrom(bridge),
    ...dport(b.proto, b.hostPort),
  ];
  const target = family === 4 ? `${b.ip}:${b.port}` : `[${b.ip}]:${b.port}`;
  return [entry(family, 'nat', 'DOCKER', 'end', matches, { t: 'DNAT', to: target })];
}

function forwardRules(net: Filtered, family: 4 | 6, b: PortBinding): Entry[] {
  if (modeOf(net, family) === 'nat-unprotected') return [];
  const matches = [dst(one(b.ip)), notFrom(net.bridge), to(net.bridge), ...dport(b.proto, b.port)];
  return [entry(family, 'filter', 'DOCKER', 'top', matches, 'ACCEPT')];
}

/** A port published on 127.0.0.0/8 is not for neighbours on the LAN who route to that address. */
function loopbackRules(family: 4 | 6, b: PortBinding): Entry[] {
  if (family === 6 || b.hostPort === 0 || !inCidr(b.hostIp, '127.0.0.0/8')) return [];
  return [
    entry(4, 'raw', 'PREROUTING', 'end', [dst(one(b.hostIp)), notFrom('lo'), ...dport(b.proto, b.hostPort)], 'DROP'),
  ];
}
