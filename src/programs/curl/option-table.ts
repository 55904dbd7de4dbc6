import { quit } from '../lib/answer.ts';
import { decimal, integer } from '../lib/numbers.ts';
import type { CurlOptions } from './options.ts';
import { withLeast, withMost } from './versions.ts';

/** What an option does to the choices; `value` is empty for one without an argument. */
export type Setter = (o: CurlOptions, value: string) => void;

/** Leaves with curl's complaint about an option of the command line. */
export function misused(option: string, why: string): never {
  return quit(`curl: option ${option}: ${why}\ncurl: try 'curl --help' or 'curl --manual' for more information`, 2);
}

const seconds = (name: string, value: string) => {
  const n = decimal(value);
  if (n === undefined || n < 0) misused(name, 'expected a proper numerical parameter');
  return n * 1000;
};
const count = (name: string, value: string) => integer(value) ?? misused(name, 'expected a proper numerical parameter');

const nothing: Setter = () => undefined;

/** Options with an argument, by short letter (or '') and long name. */
export const WITH_VALUE: readonly (readonly [string, string, Setter])[] = [
  [
    '',
    'tls-max',
    (o, v) => {
      o.tls = withMost(o.tls, v);
    },
  ],
  ['o', 'output', (o, v) => void o.outputs.push({ kind: 'file', name: v })],
  [
    'w',
    'write-out',
    (o, v) => {
      o.writeOut = v;
    },
  ],
  [
    'm',
    'max-time',
    (o, v) => {
      o.maxTime = seconds('-m', v) || undefined;
    },
  ],
  [
    '',
    'connect-timeout',
    (o, v) => {
      o.connectTimeout = seconds('--connect-timeout', v) || undefined;
    },
  ],
  ['H', 'header', (o, v) => void o.headers.push(v)],
  ['d', 'data', (o, v) => void o.data.push(v)],
  ['', 'data-ascii', (o, v) => void o.data.push(v)],
  ['', 'data-raw', (o, v) => void o.data.push(v.startsWith('@') ? `\0${v}` : v)],
  ['', 'data-binary', (o, v) => void o.data.push(v)],
  ['', 'data-urlencode', (o, v) => void o.data.push(urlencoded(v))],
  [
    '',
    'json',
    (o, v) => {
      o.json = true;
      o.data.push(v);
    },
  ],
  [
    'X',
    'request',
    (o, v) => {
      o.method = v;
    },
  ],
  [
    'A',
    'user-agent',
    (o, v) => {
      o.agent = v;
    },
  ],
  [
    'e',
    'referer',
    (o, v) => {
      o.referer = v;
    },
  ],
  [
    'u',
    'user',
    (o, v) => {
      o.user = v;
    },
  ],
  ['b', 'cookie', (o, v) => void o.cookies.push(v)],
  [
    'D',
    'dump-header',
    (o, v) => {
      o.dumpHeader = v;
    },
  ],
  ['', 'resolve', (o, v) => void o.resolve.push(v)],
  [
    '',
    'interface',
    (o, v) => {
      o.interface = v;
    },
  ],
  [
    '',
    'max-redirs',
    (o, v) => {
      o.maxRedirects = count('--max-redirs', v);
    },
  ],
  [
    '',
    'retry',
    (o, v) => {
      o.retry = count('--retry', v);
    },
  ],
  [
    '',
    'retry-delay',
    (o, v) => {
      o.retryDelay = count('--retry-delay', v) * 1000;
    },
  ],
  ['', 'retry-max-time', nothing],
  ['', 'url', (o, v) => void o.urls.push(v)],
  ['', 'keepalive-time', nothing],
  [
    '',
    'cacert',
    (o, v) => {
      o.cacert = v;
    },
  ],
  ['', 'capath', nothing],
  ['', 'connect-to', (o, v) => void o.connectTo.push(v)],
  [
    'c',
    'cookie-jar',
    (o, v) => {
      o.jar = v;
    },
  ],
];

/** Options that stand alone. */
export const PLAIN: readonly (readonly [string, string, Setter])[] = [
  [
    's',
    'silent',
    (o) => {
      o.silent = true;
    },
  ],
  [
    'S',
    'show-error',
    (o) => {
      o.showError = true;
    },
  ],
  [
    'v',
    'verbose',
    (o) => {
      o.verbose = true;
    },
  ],
  [
    'i',
    'show-headers',
    (o) => {
      o.include = true;
    },
  ],
  [
    '',
    'include',
    (o) => {
      o.include = true;
    },
  ],
  [
    'I',
    'head',
    (o) => {
      o.head = true;
    },
  ],
  [
    'f',
    'fail',
    (o) => {
      o.fail = 'quiet';
    },
  ],
  [
    '',
    'fail-with-body',
    (o) => {
      o.fail = 'body';
    },
  ],
  ['', 'fail-early', nothing],
  [
    'L',
    'location',
    (o) => {
      o.follow = true;
    },
  ],
  [
    '',
    'location-trusted',
    (o) => {
      o.follow = true;
    },
  ],
  [
    'k',
    'insecure',
    (o) => {
      o.insecure = true;
    },
  ],
  [
    'j',
    'junk-session-cookies',
    (o) => {
      o.junkSession = true;
    },
  ],
  ...['tlsv1', 'tlsv1.0', 'tlsv1.1', 'tlsv1.2', 'tlsv1.3'].map((name): (typeof PLAIN)[number] => [
    name === 'tlsv1' ? '1' : '',
    name,
    (o) => {
      o.tls = withLeast(o.tls, name);
    },
  ]),
  ['', 'ssl-no-revoke', nothing],
  [
    'G',
    'get',
    (o) => {
      o.get = true;
    },
  ],
  ['O', 'remote-name', (o) => void o.outputs.push({ kind: 'remote', name: '' })],
  [
    '4',
    'ipv4',
    (o) => {
      o.family = 4;
    },
  ],
  [
    '6',
    'ipv6',
    (o) => {
      o.family = 6;
    },
  ],
  [
    '0',
    'http1.0',
    (o) => {
      o.http10 = true;
    },
  ],
  [
    '',
    'http1.1',
    (o) => {
      o.http11 = true;
    },
  ],
  [
    '',
    'compressed',
    (o) => {
      o.compressed = true;
    },
  ],
  [
    'N',
    'no-buffer',
    (o) => {
      o.buffer = false;
    },
  ],
  ['g', 'globoff', nothing],
  ['q', 'disable', nothing],
  [
    '',
    'no-progress-meter',
    (o) => {
      o.noMeter = true;
    },
  ],
  ['', 'path-as-is', nothing],
  [
    '',
    'create-dirs',
    (o) => {
      o.createDirs = true;
    },
  ],
  [
    '',
    'retry-connrefused',
    (o) => {
      o.retryRefused = true;
    },
  ],
  [
    '',
    'retry-all-errors',
    (o) => {
      o.retryRefused = true;
    },
  ],
  ['', 'no-keepalive', nothing],
  ['', 'tcp-nodelay', nothing],
  [
    'V',
    'version',
    (o) => {
      o.special = 'version';
    },
  ],
  [
    'h',
    'help',
    (o) => {
      o.special = 'help';
    },
  ],
];

/** Options that curl has and the course does not simulate. */
export const KNOWN = new Set(
  'no-alpn ciphers tls13-ciphers T F x K Z # U Q r C t P y Y z E l M n p R a B J abstract-unix-socket anyauth append aws-sigv4 basic cert config continue-at digest doh-url form form-string ftp-pasv haproxy-protocol http2 http2-prior-knowledge http3 ignore-content-length limit-rate local-port max-filesize metalink negotiate netrc noproxy ntlm oauth2-bearer parallel parallel-max post301 post302 post303 progress-bar proxy proxy-user proto range remote-header-name remote-time remove-on-error request-target socks4 socks4a socks5 socks5-hostname ssl ssl-reqd stderr trace trace-ascii trace-time unix-socket upload-file variable dns-servers expect100-timeout happy-eyeballs-timeout-ms manual raw tr-encoding xattr alt-svc hsts speed-limit speed-time'.split(
    ' ',
  ),
);

function urlencoded(value: string): string {
  const cut = value.indexOf('=');
  const encode = (s: string) =>
    encodeURIComponent(s).replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);
  return cut < 0 ? encode(value) : `${value.slice(0, cut)}${cut === 0 ? '' : '='}${encode(value.slice(cut + 1))}`;
}
