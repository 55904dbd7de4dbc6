import { base64, byteLength } from '../../base/index.ts';
import { defaultPort, type Url } from '../lib/url.ts';
import type { CurlOptions } from './options.ts';

/** A request that is ready to be sent. */
export interface Request {
  readonly method: string;
  readonly head: string;
  readonly body: string;
}

/** Header lines in curl's order: its own, what -H adds, and what describes the body. `-H 'Name:'` takes one away. */
export function buildRequest(
  options: CurlOptions,
  url: Url,
  method: string,
  body: string | undefined,
  { http2, cookies }: { readonly http2: boolean; readonly cookies: readonly string[] },
): Request {
  const custom = options.headers.map((line) => ({
    line,
    name: (/^[^:;]*/.exec(line)?.[0] ?? '').trim().toLowerCase(),
    value: line.slice(line.indexOf(':') + 1).trim(),
    empty: /^[^:]+:\s*$/.test(line),
  }));
  const replaced = (name: string) => custom.some((c) => c.name === name);
  const hostLine = custom.find((c) => c.name === 'host');
  const user = options.user ?? url.user;
  const own: string[] = [];
  const add = (name: string, value: string | undefined) => {
    if (value !== undefined && !replaced(name.toLowerCase())) own.push(`${name}: ${value}`);
  };
  if (!hostLine) own.push(`Host: ${hostText(url)}`);
  else if (!hostLine.empty) own.push(`Host: ${hostLine.value}`);
  add('Authorization', user === undefined ? undefined : `Basic ${base64(user.includes(':') ? user : `${user}:`)}`);
  add('User-Agent', options.agent === '' ? undefined : (options.agent ?? 'curl/8.23.0'));
  add('Accept', options.json ? 'application/json' : '*/*');
  add('Accept-Encoding', options.compressed ? 'deflate, gzip, br, zstd' : undefined);
  add('Referer', options.referer);
  const given = options.cookies.filter((c) => c.includes('='));
  add(
    'Cookie',
    cookies.length + given.length > 0
      ? [...cookies, ...(given.length > 0 ? [given.join(';')] : [])].join('; ')
      : undefined,
  );
  const added = custom
    .filter((c) => c.name !== 'host' && !c.empty)
    .map((c) => (/^[^:]+;\s*$/.test(c.line) ? `${c.line.replace(/;\s*$/, '')}:` : c.line));
  const about =
    body === undefined
      ? []
      : [
          `Content-Length: ${byteLength(body)}`,
          ...(replaced('content-type')
            ? []
            : [`Content-Type: ${options.json ? 'application/json' : 'application/x-www-form-urlencoded'}`]),
        ];
  const line = `${method} ${url.path} HTTP/${http2 ? '2' : options.http10 ? '1.0' : '1.1'}`;
  return {
    method,
    head: `${[line, ...own, ...added, ...(replaced('content-length') ? about.slice(1) : about)].join('\r\n')}\r\n\r\n`,
    body: body ?? '',
  };
}

function hostText(url: Url): string {
  const host = url.host.includes(':') ? `[${url.host}]` : url.host;
  return url.port === undefined || url.port === defaultPort(url.scheme) ? host : `${host}:${url.port}`;
}
