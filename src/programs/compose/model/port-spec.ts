import { ParseError } from '../../docker/grammar/index.ts';
import { type PortMapping, parsePortSpec as parse } from '../../docker/opts/index.ts';
import type { Dict, Value } from '../yaml/index.ts';
import { ComposeError } from './errors.ts';

/** `[[ip:]published:]target[/protocol]`. Throws ComposeError. */
export function parsePortSpec(spec: string): readonly PortMapping[] {
  try {
    return parse(spec);
  } catch (e) {
    throw e instanceof ParseError ? new ComposeError(e.message) : e;
  }
}

/** Ports in their long form, in the order of their names as texts; types.ParsePortConfig of compose-go. */
export function portBindings(ports: readonly PortMapping[]): readonly Dict[] {
  return [...ports]
    .sort((a, b) => (a.port < b.port ? -1 : a.port > b.port ? 1 : 0))
    .map(({ port, hostIp, hostPort }) => {
      const [target = '', protocol = 'tcp'] = port.split('/');
      return new Map<string, Value>([
        ['mode', 'ingress'],
        ...(hostIp === '' ? [] : [['host_ip', hostIp] as const]),
        ['target', BigInt(target)],
        ...(hostPort === '' ? [] : [['published', hostPort] as const]),
        ['protocol', protocol],
      ]);
    });
}
