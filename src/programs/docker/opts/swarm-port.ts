import {
  custom,
  cut,
  type Flag,
  type FlagOptions,
  ParseError,
  parseCsv,
  parseUnsigned,
  reasonOf,
} from '../grammar/index.ts';
import { parsePortSpec, portRange } from './ports.ts';

/** One port of a service; swarm.PortConfig. */
export interface ServicePort {
  readonly protocol: string;
  readonly target: number;
  /** 0: swarm chooses. */
  readonly published: number;
  readonly mode: string;
}

/** `--publish` of services; opts/swarmopts/port.go of docker/cli. */
export function portOpt(
  usage: string,
  options: FlagOptions<readonly ServicePort[]> = {},
): Flag<readonly ServicePort[]> {
  return custom<readonly ServicePort[]>('port', usage, [], (now, text) => [...now, ...parsePorts(text)], options);
}

function parsePorts(text: string): readonly ServicePort[] {
  if (/\w+=\w+(,\w+=\w+)*/.test(text)) return [longForm(text)];
  const mappings = parsePortSpec(text);
  if (mappings.some((m) => m.hostIp !== '')) throw new ParseError('hostip is not supported');
  return mappings.flatMap((m) => {
    const [target = '', protocol = 'tcp'] = m.port.split('/');
    const [from, to] = m.hostPort === '' ? [0, 0] : portRange(m.hostPort);
    return Array.from({ length: to - from + 1 }, (_, i) => ({
      protocol,
      target: Number(target),
      published: from + i,
      mode: 'ingress',
    }));
  });
}

function longForm(text: string): ServicePort {
  let port: ServicePort = { protocol: 'tcp', target: 0, published: 0, mode: 'ingress' };
  for (const field of parseCsv(text)) {
    const [key, value] = cut(field.toLowerCase());
    if (!field.includes('=') || key === '') throw new ParseError(`invalid field: ${field}`);
    port = { ...port, ...partOf(key, value) };
  }
  if (port.target === 0) throw new ParseError("missing mandatory field 'target'");
  return port;
}

function partOf(key: string, value: string): Partial<ServicePort> {
  switch (key) {
    case 'protocol':
      if (!['tcp', 'udp', 'sctp'].includes(value)) throw new ParseError(`invalid protocol value '${value}'`);
      return { protocol: value };
    case 'mode':
      if (value !== 'ingress' && value !== 'host')
        throw new ParseError(`invalid publish mode value (${value}): must be either 'ingress' or 'host'`);
      return { mode: value };
    case 'target':
    case 'published':
      try {
        return { [key]: parseUnsigned(value, { base: 10, bits: 16 }) };
      } catch (e) {
        throw new ParseError(`invalid ${key} port (${value}): value must be an integer: ${reasonOf(e)}`);
      }
    default:
      throw new ParseError(`invalid field key: ${key}`);
  }
}
