import type { Url } from '../lib/url.ts';

/** What -w can tell of a transfer; times in ms since it began. */
export interface Facts {
  readonly url: string;
  readonly effective: string;
  readonly parsed: Url | undefined;
  readonly method: string;
  readonly status: number;
  readonly version: string;
  readonly contentType: string | undefined;
  readonly redirectUrl: string | undefined;
  readonly local: { readonly ip: string; readonly port: number } | undefined;
  readonly remote: { readonly ip: string; readonly port: number } | undefined;
  readonly connects: number;
  readonly redirects: number;
  readonly headers: readonly (readonly [string, string])[];
  readonly sizeHeader: number;
  readonly sizeRequest: number;
  readonly sizeBody: number;
  readonly sizeUpload: number;
  readonly named: number;
  readonly connected: number;
  /** When TLS was ready, 0 without it; and what its verification came to. */
  readonly secured: number;
  readonly verified: number;
  readonly first: number;
  readonly total: number;
  readonly code: number;
  readonly error: string;
  readonly filename: string | undefined;
  readonly number: number;
}

type Value = string | number | null;

/** curl rounds times down to microseconds and prints six decimals. */
const seconds = (ms: number) => (Math.max(0, Math.floor(ms * 1000)) / 1_000_000).toFixed(6);

function variables(f: Facts): Readonly<Record<string, Value>> {
  const rate = f.total > 0 ? Math.floor((f.sizeBody * 1000) / f.total) : 0;
  return {
    certs: '',
    conn_id: 0,
    content_type: f.contentType ?? null,
    curl_version: 'libcurl/8.23.0',
    errormsg: f.error === '' ? null : f.error,
    exitcode: f.code,
    filename_effective: f.filename ?? null,
    ftp_entry_path: null,
    http_code: String(f.status).padStart(3, '0'),
    http_connect: '000',
    http_version: f.version,
    local_ip: f.local?.ip ?? '',
    local_port: f.local?.port ?? -1,
    method: f.method,
    num_certs: f.secured > 0 ? 1 : 0,
    num_connects: f.connects,
    num_headers: f.headers.length,
    num_redirects: f.redirects,
    num_retries: 0,
    proxy_ssl_verify_result: 0,
    redirect_url: f.redirectUrl ?? null,
    referer: null,
    remote_ip: f.remote?.ip ?? '',
    remote_port: f.remote?.port ?? -1,
    response_code: String(f.status).padStart(3, '0'),
    scheme: f.parsed?.scheme ?? '',
    size_download: f.sizeBody,
    size_header: f.sizeHeader,
    size_request: f.sizeRequest,
    size_upload: f.sizeUpload,
    speed_download: rate,
    speed_upload: 0,
    ssl_verify_result: f.verified,
    time_appconnect: seconds(f.secured),
    time_connect: seconds(f.connected),
    time_namelookup: seconds(f.named),
    time_pretransfer: seconds(Math.max(f.connected, f.secured)),
    time_redirect: seconds(0),
    time_starttransfer: seconds(f.first),
    time_total: seconds(f.total),
    url: f.url,
    url_effective: f.effective,
    urlnum: f.number,
    xfer_id: f.number,
  };
}

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r' };

/** The text of --write-out; `unknown` collects what curl complains about. */
export function writeOut(format: string, facts: Facts): { readonly out: string; readonly err: string } {
  const known = variables(facts);
  const text = { out: '', err: '' };
  let to: 'out' | 'err' = 'out';
  for (const [token, variable, header, escaped] of format.matchAll(
    /%\{([a-z_.]+)\}|%header\{([^}]*)\}|\\(.)|%%|[\s\S]/g,
  )) {
    if (variable === 'stderr') to = 'err';
    else if (variable === 'stdout') to = 'out';
    else if (variable === 'onerror') {
      if (facts.code === 0) break;
    } else if (variable === 'json') text[to] += json(known);
    else if (variable !== undefined && variable in known) text[to] += known[variable] ?? '';
    else if (variable !== undefined) text.err += `curl: unknown --write-out variable: '${variable}'\n`;
    else if (header !== undefined)
      text[to] += facts.headers.find(([n]) => n.toLowerCase() === header.toLowerCase())?.[1] ?? '';
    else if (escaped !== undefined) text[to] += ESCAPES[escaped] ?? token;
    else text[to] += token === '%%' ? '%' : token;
  }
  return text;
}

/** Numbers stay numbers, as curl prints them: codes without leading zeros, times with their decimals. */
function json(known: Readonly<Record<string, Value>>): string {
  const numeric = /^(time_|http_code|response_code|http_connect)/;
  const fields = Object.entries(known).map(
    ([k, v]) => `${JSON.stringify(k)}:${numeric.test(k) ? (k.startsWith('time_') ? v : Number(v)) : JSON.stringify(v)}`,
  );
  return `{${fields.join(',')}}`;
}
