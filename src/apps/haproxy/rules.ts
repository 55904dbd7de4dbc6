import { byteLength } from '../../base/index.ts';
import { reasonOf } from '../answer.ts';
import { header, type Request } from '../http.ts';
import { holds } from './conditions.ts';
import type { Rule } from './model.ts';
import { type Client, sampleOf, take } from './sample.ts';
import type { Session } from './session.ts';

const ERRORS: Readonly<Record<number, readonly [string, string]>> = {
  400: ['Bad Request', '<h1>400 Bad request</h1>\nYour browser sent an invalid request.'],
  403: ['Forbidden', '<h1>403 Forbidden</h1>\nRequest forbidden by administrative rules.'],
  408: ['Request Time-out', "<h1>408 Request Time-out</h1>\nYour browser didn't send a complete request in time."],
  429: [
    'Too Many Requests',
    '<h1>429 Too Many Requests</h1>\nYou have sent too many requests in a given amount of time.',
  ],
  502: ['Bad Gateway', '<h1>502 Bad Gateway</h1>\nThe server returned an invalid or incomplete response.'],
  503: ['Service Unavailable', '<h1>503 Service Unavailable</h1>\nNo server is available to handle this request.'],
  504: ['Gateway Time-out', "<h1>504 Gateway Time-out</h1>\nThe server didn't respond in time."],
};

/** HAProxy's own answer for an error; http_errs. */
export function errorAnswer(status: number): string {
  const [reason, text] = ERRORS[status] ?? ['Error', `<h1>${status}</h1>`];
  const body = `<html><body>${text}\n</body></html>\n`;
  return `HTTP/1.1 ${status} ${reason}\r\ncontent-length: ${byteLength(body)}\r\ncache-control: no-cache\r\ncontent-type: text/html\r\n\r\n${body}`;
}

/** A request after the rules, or the answer that they give. */
type Ruled = { readonly request: Request } | { readonly answer: string; readonly status: number };

/** `%[SAMPLE]` in a text; 8.2.6. */
function expanded(text: string, request: Request, client: Client): string {
  const place = { word: '', args: [], file: '', line: 0 };
  return text.replace(/%\[([^\]]+)\]/g, (_m, sample: string) => take(sampleOf(sample, place), request, client) ?? '');
}

/** `http-request` rules in order; a denial or a redirect ends them. */
export function applyRules(rules: readonly Rule[], first: Request, session: Session): Ruled {
  const { client } = session;
  let request = first;
  for (const rule of rules) {
    if (!holds(rule.when, session.sees(request))) continue;
    if (rule.track) session.track(rule.track, request);
    if (rule.track) continue;
    if (rule.action === 'allow') break;
    const others = request.headers.filter(([n]) => n.toLowerCase() !== rule.name.toLowerCase());
    const value = expanded(rule.value, request, client);
    if (rule.action === 'set-header') request = { ...request, headers: [...others, [rule.name.toLowerCase(), value]] };
    else if (rule.action === 'add-header')
      request = { ...request, headers: [...request.headers, [rule.name.toLowerCase(), value]] };
    else if (rule.action === 'del-header') request = { ...request, headers: others };
    else if (rule.action === 'set-path')
      request = { ...request, target: value + (/\?.*$/.exec(request.target)?.[0] ?? '') };
    else if (rule.action === 'return') return { answer: returned(rule, value), status: rule.code };
    else if (rule.action === 'deny') return { answer: errorAnswer(rule.code), status: rule.code };
    else {
      const location =
        rule.name === 'prefix'
          ? `${value}${request.target}`
          : rule.name === 'scheme'
            ? `${value}://${header(request.headers, 'Host') ?? ''}${request.target}`
            : value;
      // what has moved for good may be kept
      const cache = rule.code === 301 || rule.code === 308 ? '' : 'cache-control: no-cache\r\n';
      return {
        answer: `HTTP/1.1 ${rule.code} ${REDIRECTS[rule.code] ?? 'Found'}\r\ncontent-length: 0\r\nlocation: ${location}\r\n${cache}\r\n`,
        status: rule.code,
      };
    }
  }
  return { request };
}

const REDIRECTS: Readonly<Record<number, string>> = {
  301: 'Moved Permanently',
  302: 'Found',
  303: 'See Other',
  307: 'Temporary Redirect',
  308: 'Permanent Redirect',
};

/** `http-request return` */
function returned(rule: Rule, text: string): string {
  const type = rule.type === undefined || rule.type === '' ? '' : `content-type: ${rule.type}\r\n`;
  const reason = ERRORS[rule.code]?.[0] ?? REDIRECTS[rule.code] ?? reasonOf(rule.code);
  return `HTTP/1.1 ${rule.code} ${reason}\r\ncontent-length: ${byteLength(text)}\r\n${type}\r\n${text}`;
}

/** `http-response` rules over the headers of an answer. */
export function answerHeaders(
  rules: readonly Rule[],
  request: Request,
  session: Session,
  status: number,
  server: string,
  lines: readonly string[],
): readonly string[] {
  return rules.reduce((own: readonly string[], rule) => {
    if (!holds(rule.when, session.sees(request, status))) return own;
    const name = rule.name.toLowerCase();
    const others = own.filter((line) => !line.startsWith(`${name}: `));
    const value = expanded(rule.value, request, session.client).replace(/%s/g, server);
    if (rule.action === 'del-header') return others;
    return [...(rule.action === 'set-header' ? others : own), `${name}: ${value}`];
  }, lines);
}
