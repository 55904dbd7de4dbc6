/** A URL taken apart; RFC 3986, as far as http and https go. */
export interface Url {
  readonly scheme: string;
  readonly user: string | undefined;
  readonly host: string;
  readonly port: number | undefined;
  /** Path and query, never empty. */
  readonly path: string;
}

export type UrlProblem = 'nohost' | 'port' | 'malformed';

/** Reads a URL; without a scheme it is http. */
export function parseUrl(text: string): Url | UrlProblem {
  const found = /^(?:([A-Za-z][A-Za-z0-9+.-]*):\/\/)?([^/?#]*)([^#]*)/.exec(text);
  const [, scheme = 'http', authority = '', rest = ''] = found ?? [];
  if (/[\s]/.test(authority)) return 'malformed';
  const at = authority.lastIndexOf('@');
  const place = authority.slice(at + 1);
  const [, host = '', , port] = /^(\[[^\]]*\]|[^:]*)(:(.*))?$/.exec(place) ?? [];
  if (host === '') return 'nohost';
  // an empty port is the usual one, but only where a scheme says which that is
  if (port === '' && found?.[1] === undefined) return 'port';
  if (port !== undefined && port !== '' && (!/^\d+$/.test(port) || Number(port) > 65535)) return 'port';
  const path = rest.startsWith('/') ? rest : `/${rest}`;
  return {
    scheme: scheme.toLowerCase(),
    user: at < 0 ? undefined : authority.slice(0, at),
    host: host.replace(/^\[|\]$/g, ''),
    port: port ? Number(port) : undefined,
    path,
  };
}

/** The port that a scheme means. */
export function defaultPort(scheme: string): number {
  return PORTS[scheme] ?? 80;
}

const PORTS: Readonly<Record<string, number>> = {
  http: 80,
  https: 443,
  ftp: 21,
  ftps: 990,
  ws: 80,
  wss: 443,
  ssh: 22,
  scp: 22,
  sftp: 22,
  telnet: 23,
  smtp: 25,
  dict: 2628,
  ldap: 389,
  imap: 143,
  pop3: 110,
  gopher: 70,
  mqtt: 1883,
  rtsp: 554,
  tftp: 69,
};

/** Where a redirect leads, seen from the page that sent it. */
export function resolveUrl(base: Url, location: string): string {
  if (/^[A-Za-z][A-Za-z0-9+.-]*:\/\//.test(location)) return location;
  const origin = `${base.scheme}://${base.host.includes(':') ? `[${base.host}]` : base.host}${base.port === undefined ? '' : `:${base.port}`}`;
  if (location.startsWith('//')) return `${base.scheme}:${location}`;
  if (location.startsWith('/')) return origin + location;
  const dir = base.path.replace(/\?.*/, '').replace(/[^/]*$/, '');
  return origin + dir + location;
}
