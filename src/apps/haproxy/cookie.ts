import type { Request } from '../http.ts';
import { type Line, NotSimulated } from './parse.ts';
import { cookieOf } from './sample.ts';

/** `cookie NAME …` of a backend: which server a client stays with. */
export interface Cookie {
  readonly name: string;
  /** `passive` is the servers' own cookie, which is read and never set. */
  readonly mode: 'insert' | 'rewrite' | 'prefix' | 'passive';
  /** HAProxy's own: the server does not see it. */
  readonly indirect: boolean;
  readonly preserve: boolean;
  readonly postonly: boolean;
  /** What stands behind `path=/`. */
  readonly attributes: string;
}

/** Reads the words behind `cookie`. */
export function cookieFrom(l: Line): Cookie {
  const [name = '', ...words] = l.args;
  for (const word of ['dynamic', 'maxidle', 'maxlife'])
    if (words.includes(word)) throw new NotSimulated(`HAProxy cookie ${word} (${l.file}:${l.line})`);
  const behind = (word: string) => words.filter((_, i) => words[i - 1] === word);
  const attributes = [
    ...behind('domain').map((d) => `domain=${d}`),
    ...['HttpOnly', 'Secure'].filter((flag) => words.includes(flag.toLowerCase())),
    ...behind('attr'),
  ];
  return {
    name,
    mode: (['insert', 'rewrite', 'prefix'] as const).find((m) => words.includes(m)) ?? 'passive',
    indirect: words.includes('indirect'),
    preserve: words.includes('preserve'),
    postonly: words.includes('postonly'),
    attributes: attributes.map((a) => `; ${a}`).join(''),
  };
}

/** The value that names a server: the part before `~` of a prefixed one. */
export function servedBy(cookie: Cookie, request: Request): string | undefined {
  const value = cookieOf(request, cookie.name);
  if (cookie.mode !== 'prefix') return value;
  return value?.includes('~') ? value.slice(0, value.indexOf('~')) : undefined;
}

/** The cookies as they go on to the server. */
export function passedOn(cookie: Cookie | undefined, text: string): string {
  if (!cookie) return text;
  const parts = text.split(/;\s*/);
  const own = (part: string) => part.startsWith(`${cookie.name}=`);
  if (cookie.indirect && cookie.mode === 'insert') return parts.filter((p) => !own(p)).join('; ');
  if (cookie.mode !== 'prefix') return text;
  return parts.map((p) => (own(p) ? p.replace(/=[^~]*~/, '=') : p)).join('; ');
}

/** The lines `set-cookie` of an answer; `value` is the server's, `came` says whether the client named it already. */
export function answered(
  cookie: Cookie | undefined,
  request: Request,
  sent: readonly string[],
  value: string | undefined,
  came: boolean,
): readonly string[] {
  if (!cookie || cookie.mode === 'passive') return sent;
  const own = (line: string) => line.startsWith(`${cookie.name}=`);
  if (cookie.mode === 'insert') {
    const kept = cookie.preserve ? sent : sent.filter((line) => !own(line));
    if (came || kept.some(own) || (cookie.postonly && request.method !== 'POST')) return kept;
    if (value !== undefined) return [...kept, `${cookie.name}=${value}; path=/${cookie.attributes}`];
    return [...kept, expired(cookie)];
  }
  if (value === undefined) return sent;
  const changed = (line: string) =>
    cookie.mode === 'prefix' ? line.replace(/=/, `=${value}~`) : line.replace(/=[^;]*/, `=${value}`);
  return sent.map((line) => (own(line) ? changed(line) : line));
}

const expired = (cookie: Cookie) =>
  `${cookie.name}=; Expires=Thu, 01-Jan-1970 00:00:01 GMT; path=/${cookie.attributes}`;

/** The values of the headers `Set-Cookie` of an answer. */
export function setCookies(headers: Request['headers']): readonly string[] {
  return headers.filter(([n]) => n.toLowerCase() === 'set-cookie').map(([, v]) => v);
}
