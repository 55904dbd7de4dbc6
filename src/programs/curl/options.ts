import { notSimulated } from '../lib/answer.ts';
import { KNOWN, misused, PLAIN, WITH_VALUE } from './option-table.ts';
import type { Versions } from './versions.ts';

/** The choices of curl(1) that are simulated. */
export interface CurlOptions {
  urls: string[];
  outputs: { readonly kind: 'file' | 'remote'; readonly name: string }[];
  silent: boolean;
  showError: boolean;
  verbose: boolean;
  include: boolean;
  head: boolean;
  fail: 'no' | 'quiet' | 'body';
  follow: boolean;
  maxRedirects: number;
  method: string | undefined;
  headers: string[];
  data: string[];
  get: boolean;
  json: boolean;
  writeOut: string | undefined;
  dumpHeader: string | undefined;
  agent: string | undefined;
  referer: string | undefined;
  user: string | undefined;
  cookies: string[];
  /** Milliseconds. */
  maxTime: number | undefined;
  connectTimeout: number | undefined;
  family: 4 | 6 | undefined;
  interface: string | undefined;
  resolve: string[];
  /** HOST1:PORT1:HOST2:PORT2 */
  connectTo: string[];
  /** Whom to trust instead of the system's authorities. */
  cacert: string | undefined;
  insecure: boolean;
  tls: Versions;
  /** Where cookies are kept at the end. */
  jar: string | undefined;
  junkSession: boolean;
  retry: number;
  retryDelay: number | undefined;
  retryRefused: boolean;
  http10: boolean;
  http11: boolean;
  compressed: boolean;
  noMeter: boolean;
  /** Whether standard output is buffered. */
  buffer: boolean;
  createDirs: boolean;
  special: 'version' | 'help' | undefined;
}

/** Reads curl's command line. */
export function curlOptions(args: readonly string[]): CurlOptions {
  const o: CurlOptions = {
    urls: [],
    outputs: [],
    silent: false,
    showError: false,
    verbose: false,
    include: false,
    head: false,
    fail: 'no',
    follow: false,
    maxRedirects: 50,
    method: undefined,
    headers: [],
    data: [],
    get: false,
    json: false,
    writeOut: undefined,
    dumpHeader: undefined,
    agent: undefined,
    referer: undefined,
    user: undefined,
    cookies: [],
    maxTime: undefined,
    connectTimeout: undefined,
    family: undefined,
    interface: undefined,
    resolve: [],
    connectTo: [],
    cacert: undefined,
    insecure: false,
    tls: { least: undefined, most: undefined },
    jar: undefined,
    junkSession: false,
    retry: 0,
    retryDelay: undefined,
    retryRefused: false,
    http10: false,
    http11: false,
    compressed: false,
    noMeter: false,
    buffer: true,
    createDirs: false,
    special: undefined,
  };
  const rest = [...args];
  for (let word = rest.shift(); word !== undefined; word = rest.shift()) {
    if (word === '--') o.urls.push(...rest.splice(0));
    else if (word.startsWith('--')) long(o, word.slice(2), rest);
    else if (word.startsWith('-') && word !== '-') short(o, word.slice(1), rest);
    else o.urls.push(word);
  }
  return o;
}

function long(o: CurlOptions, name: string, rest: string[]): void {
  const plain = PLAIN.find(([, n]) => n === name);
  const valued = WITH_VALUE.find(([, n]) => n === name);
  if (plain) plain[2](o, '');
  else if (valued) valued[2](o, rest.shift() ?? misused(`--${name}`, 'requires parameter'));
  else if (name.startsWith('no-') && PLAIN.some(([, n]) => n === name.slice(3))) return;
  else if (KNOWN.has(name)) notSimulated(`curl --${name}`, 'curl -s -S -v -i -I -L -f -o -w -m -H -d -X --resolve');
  else misused(`--${name}`, 'is unknown');
}

function short(o: CurlOptions, group: string, rest: string[]): void {
  for (let i = 0; i < group.length; i++) {
    const c = group[i] ?? '';
    const plain = PLAIN.find(([n]) => n === c);
    const valued = WITH_VALUE.find(([n]) => n === c);
    if (plain) plain[2](o, '');
    else if (valued) {
      const attached = group.slice(i + 1);
      valued[2](o, attached || (rest.shift() ?? misused(`-${c}`, 'requires parameter')));
      return;
    } else if (KNOWN.has(c)) notSimulated(`curl -${c}`, 'curl -s -S -v -i -I -L -f -o -w -m -H -d -X --resolve');
    else misused(`-${group}`, 'is unknown');
  }
}
