import { joinPath } from '../../os/index.ts';
import type { Location, Server, Site } from './model.ts';
import { regexp } from './values.ts';

/** The servers that listen where a connection came in, the default one first. */
function candidates(site: Site, ip: string, port: number): readonly Server[] {
  const here = (s: Server) =>
    s.listens.filter((l) => l.port === port && (l.ip === ip || l.ip === '0.0.0.0' || l.ip === '::'));
  const own = site.servers.filter((s) => here(s).length > 0);
  return [...own.filter((s) => here(s).some((l) => l.default)), ...own.filter((s) => !here(s).some((l) => l.default))];
}

/** Chooses the server by name: exact, `*.` in front, `.*` behind, pattern; otherwise the default. */
export function serverFor(site: Site, ip: string, port: number, host: string): Server | undefined {
  const own = candidates(site, ip, port);
  const exact = own.find((s) => s.names.some((n) => n.toLowerCase() === host));
  if (exact) return exact;
  const byLength = (test: (n: string) => boolean) =>
    own.flatMap((s) => s.names.filter(test).map((n) => ({ s, n }))).sort((a, b) => b.n.length - a.n.length)[0]?.s;
  return (
    byLength((n) => n.startsWith('*.') && host.endsWith(n.slice(1))) ??
    byLength((n) => n.startsWith('.') && (host.endsWith(n) || host === n.slice(1))) ??
    byLength((n) => n.endsWith('.*') && host.startsWith(n.slice(0, -1))) ??
    own.find((s) => s.names.some((n) => n.startsWith('~') && regexp(n.slice(1), false).test(host))) ??
    own[0]
  );
}

/** The location of a URI, with what its groups caught. */
interface Found {
  readonly location: Location;
  readonly captures: readonly string[];
  readonly named: Readonly<Record<string, string>>;
}

/** Chooses the location: exact; the longest prefix, if it is final; the first pattern; the longest prefix. */
export function locationFor(server: Server, uri: string): Found | undefined {
  const plain = (location: Location | undefined) => (location ? { location, captures: [], named: {} } : undefined);
  const exact = server.locations.find((l) => l.kind === 'exact' && l.pattern === uri);
  if (exact) return plain(exact);
  const longest = server.locations
    .filter((l) => (l.kind === 'prefix' || l.kind === 'final') && uri.startsWith(l.pattern))
    .sort((a, b) => b.pattern.length - a.pattern.length)[0];
  if (longest?.kind === 'final') return plain(longest);
  for (const location of server.locations) {
    if (location.kind !== 'regex' && location.kind !== 'iregex') continue;
    const captures = regexp(location.pattern, location.kind === 'iregex').exec(uri);
    if (captures) return { location, captures: [...captures], named: captures.groups ?? {} };
  }
  return plain(longest);
}

/** A location with a slash at its end that passes on redirects the path without it; ngx_http_core_find_static_location. */
export function missingSlash(server: Server, uri: string): boolean {
  return server.locations.some((l) => (l.kind === 'prefix' || l.kind === 'final') && l.pass && l.pattern === `${uri}/`);
}

/** The path of a request: decoded, without `.`, `..` and double slashes; and its arguments. */
export function normalize(target: string): { readonly uri: string; readonly args: string } | undefined {
  const cut = target.indexOf('?');
  const path = cut < 0 ? target : target.slice(0, cut);
  if (!path.startsWith('/')) return undefined;
  let decoded: string;
  try {
    decoded = decodeURIComponent(path);
  } catch {
    return undefined;
  }
  const slash = decoded.endsWith('/') && decoded !== '/';
  const uri = joinPath('/', decoded) + (slash ? '/' : '');
  return { uri: uri.replace(/^\/\//, '/'), args: cut < 0 ? '' : target.slice(cut + 1) };
}
