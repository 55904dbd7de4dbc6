import { parseIp } from '../../../base/index.ts';
import { cut, ParseError, parseUnsigned } from '../grammar/index.ts';

/** One container port and where it is published: what `-p` means. */
export interface PortMapping {
  /** `80/tcp` */
  readonly port: string;
  readonly hostIp: string;
  /** Empty: any; `8000-8010`: one of these. */
  readonly hostPort: string;
}

const refuse = (text: string): never => {
  throw new ParseError(text);
};

/** nat.SplitProtoPort of go-connections: `80/udp`, tcp where nothing is said. */
export function splitProto(text: string): { readonly proto: string; readonly port: string } {
  const [port, proto] = cut(text, '/');
  if (port === '') return { proto: '', port: '' };
  return { proto: proto === '' ? 'tcp' : proto, port };
}

/** nat.ParsePortRange: `80`, `8000-8010`. Throws ParseError. */
export function portRange(text: string): readonly [from: number, to: number] {
  if (text === '') refuse('empty string specified for ports');
  const [first = '', second] = text.split('-');
  const from = parseUnsigned(first, { base: 10, bits: 16 });
  if (second === undefined) return [from, from];
  const to = parseUnsigned(second, { base: 10, bits: 16 });
  if (to < from) refuse(`invalid range specified for port: ${text}`);
  return [from, to];
}

function rangeOr(text: string, error: string): readonly [number, number] {
  try {
    return portRange(text);
  } catch (e) {
    if (e instanceof ParseError) return refuse(error);
    throw e;
  }
}

function hostIpOf(text: string): string {
  let ip = text;
  if (ip.startsWith('[')) {
    const end = ip.indexOf(']');
    if (end < 0) refuse(`invalid IP address ${text}: address ${text}:: missing ']' in address`);
    if (end !== ip.length - 1) refuse(`invalid IP address ${text}: address ${text}:: too many colons in address`);
    ip = ip.slice(1, -1);
  }
  if (ip !== '' && parseIp(ip) === undefined) refuse(`invalid IP address: ${ip}`);
  return ip;
}

/** nat.ParsePortSpec of go-connections 0.6.0: `[[ip:]hostPort:]containerPort[/proto]`. Throws ParseError. */
export function parsePortSpec(spec: string): readonly PortMapping[] {
  const parts = spec.split(':');
  const rawContainer = parts.pop() ?? '';
  const hostPort = parts.pop() ?? '';
  const { proto: rawProto, port } = splitProto(rawContainer);
  const proto = rawProto.toLowerCase();
  if (port !== '' && !['tcp', 'udp', 'sctp'].includes(proto)) refuse(`invalid proto: ${proto}`);
  const hostIp = hostIpOf(parts.join(':'));
  if (port === '') refuse(`no port specified: ${spec}<empty>`);
  const [from, to] = rangeOr(port, `invalid containerPort: ${port}`);
  const host = hostPort === '' ? undefined : rangeOr(hostPort, `invalid hostPort: ${hostPort}`);
  if (host && host[1] - host[0] !== to - from && to !== from)
    refuse(`invalid ranges specified for container and host Ports: ${port} and ${hostPort}`);
  return Array.from({ length: to - from + 1 }, (_, i) => ({
    port: `${from + i}/${proto}`,
    hostIp,
    hostPort:
      host === undefined ? '' : from === to && host[0] !== host[1] ? `${host[0]}-${host[1]}` : String(host[0] + i),
  }));
}

/** `target=80,published=8080,protocol=udp` in the short form; other values as they are. Throws ParseError. */
export function publishSpec(text: string): string {
  if (!text.includes('=')) return text;
  const params: Record<string, string> = { protocol: 'tcp' };
  for (const param of text.split(',')) {
    const [key, value] = cut(param);
    if (!param.includes('=') || key === '')
      refuse(`invalid publish opts format (should be name=value but got '${param}')`);
    params[key] = value;
  }
  return `${params.published ?? ''}:${params.target ?? ''}/${params.protocol}`;
}

/** Ports of `--expose 80`, `--expose 8000-8010/udp`. Throws ParseError. */
export function parseExpose(text: string): readonly string[] {
  if (text.includes(':')) refuse(`invalid port format for --expose: ${text}`);
  const { proto, port } = splitProto(text);
  let range: readonly [number, number];
  try {
    range = portRange(port);
  } catch (e) {
    if (!(e instanceof ParseError)) throw e;
    return refuse(`invalid range format for --expose: ${text}, error: ${e.message}`);
  }
  return Array.from({ length: range[1] - range[0] + 1 }, (_, i) => `${range[0] + i}/${proto}`);
}
