import { AGREED, type ClientHello, type Session } from '../../tls/index.ts';
import { header, type Request } from '../http.ts';
import { type Line, NotSimulated } from './parse.ts';

/** A sample fetch and what is made of it: `req.hdr(host),lower`; configuration manual 7.1. */
export interface Sample {
  readonly fetch: string;
  readonly arg: string;
  readonly converters: readonly string[];
}

/** Who came, and what is known of the connection. */
export interface Client {
  readonly ip: string;
  /** The TLS that ends here. */
  readonly tls?: Session;
  /** A ClientHello that only passes. */
  readonly hello?: ClientHello;
}

type Fetch = (request: Request, client: Client, arg: string) => string | undefined;

const pathOf = (request: Request) => request.target.split('?')[0] ?? '';

/** A cookie of the request. */
export function cookieOf(request: Request, name: string): string | undefined {
  for (const part of (header(request.headers, 'Cookie') ?? '').split(/;\s*/)) {
    const cut = part.indexOf('=');
    if (cut > 0 && part.slice(0, cut) === name) return part.slice(cut + 1);
  }
  return undefined;
}

/** A parameter behind the `?`. */
export function parameterOf(request: Request, name: string): string | undefined {
  const query = request.target.split('?').slice(1).join('?');
  const found = query.split('&').find((p) => p.startsWith(`${name}=`));
  return found?.slice(name.length + 1);
}

const host = (request: Request) => (header(request.headers, 'Host') ?? '').replace(/:\d+$/, '');

const FETCHES: Readonly<Record<string, Fetch>> = {
  src: (_r, client) => client.ip,
  path: pathOf,
  pathq: (r) => r.target,
  url: (r) => r.target,
  query: (r) => r.target.split('?').slice(1).join('?'),
  method: (r) => r.method,
  hdr: (r, _c, arg) => header(r.headers, arg),
  fhdr: (r, _c, arg) => header(r.headers, arg),
  cook: (r, _c, arg) => cookieOf(r, arg),
  url_param: (r, _c, arg) => parameterOf(r, arg),
  urlp: (r, _c, arg) => parameterOf(r, arg),
  base: (r) => `${host(r)}${pathOf(r)}`,
  str: (_r, _c, arg) => arg,
  ssl_fc: (_r, client) => (client.tls ? '1' : '0'),
  ssl_fc_sni: (_r, client) => client.tls?.serverName,
  ssl_fc_protocol: (_r, client) => client.tls?.version,
  ssl_fc_cipher: (_r, client) => client.tls && AGREED[client.tls.version].cipher,
  ssl_fc_alpn: (_r, client) => client.tls?.protocol,
  ssl_sni: (_r, client) => client.hello?.serverName,
  req_ssl_sni: (_r, client) => client.hello?.serverName,
  ssl_hello_type: (_r, client) => client.hello && '1',
  req_ssl_hello_type: (_r, client) => client.hello && '1',
};

const NUMBERS = ['ssl_hello_type', 'req_ssl_hello_type'];
const FROM_BYTES = ['ssl_sni', 'req_ssl_sni', ...NUMBERS];

/** Whether a sample is a number: it is compared as one. */
export const isNumber = (s: Sample): boolean =>
  s.converters.length > 0 ? s.converters.at(-1) === 'length' : NUMBERS.includes(s.fetch);

/** Whether a sample has to wait for what the client sends first. */
export const needsBytes = (s: Sample): boolean => FROM_BYTES.includes(s.fetch);

const CONVERTERS: Readonly<Record<string, (text: string) => string>> = {
  lower: (text) => text.toLowerCase(),
  upper: (text) => text.toUpperCase(),
  length: (text) => String(text.length),
};

/** Reads a sample expression; throws NotSimulated. */
export function sampleOf(text: string, line: Line): Sample {
  const [first = '', ...converters] = text.split(/,(?![^(]*\))/);
  const found = /^(?:req\.)?(\w+)(?:\(([^)]*)\))?$/.exec(first);
  const fetch = found?.[1] ?? '';
  if (!FETCHES[fetch] || converters.some((c) => !CONVERTERS[c]))
    throw new NotSimulated(`HAProxy sample ${text} (${line.file}:${line.line})`);
  return { fetch, arg: (found?.[2] ?? '').split(',')[0] ?? '', converters };
}

/** What a sample is of a request; undefined when there is none. */
export function take(sample: Sample, request: Request, client: Client): string | undefined {
  const text = FETCHES[sample.fetch]?.(request, client, sample.arg);
  return text === undefined ? undefined : sample.converters.reduce((t, c) => CONVERTERS[c]?.(t) ?? t, text);
}
