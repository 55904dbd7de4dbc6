import { inCidr } from '../../base/index.ts';
import { type Run, stat } from '../../os/index.ts';
import { header } from '../http.ts';
import { authorize } from './auth.ts';
import { cached } from './cache.ts';
import { limit } from './limit.ts';
import { logError } from './log.ts';
import type { Handler, Location } from './model.ts';
import { proxy } from './proxy.ts';
import { type Answer, own } from './respond.ts';
import { runScript } from './rewrite.ts';
import { locationFor, missingSlash, normalize } from './route.ts';
import { filePath, movedTo, serveFile } from './static.ts';
import { statusPage } from './status.ts';
import { type Exchange, expand } from './variables.ts';

/** What answers a request, by the settings of which block. */
export interface Decided {
  readonly handler: Handler;
  readonly answer: Answer | 'close';
}

/** Where a request goes on inside nginx: with the server's rules again, or (`rewrite … last`) only to another location. */
interface Redirect {
  readonly redirect: string;
  readonly args?: string;
  readonly inner: boolean;
}

/** Finds the answer, through internal redirects and error pages; `refused` is what the request has come to already. */
export function* decide(x: Exchange, refused?: Answer): Run<Decided> {
  if (x.uri === '') return { handler: x.server, answer: own(400) };
  if (x.request.version === 'HTTP/1.1' && header(x.request.headers, 'Host') === undefined)
    return { handler: x.server, answer: own(400) };
  let paged = false;
  let forced: number | undefined;
  let internal = false;
  let fresh = true;
  for (let hops = 0; hops < 11; hops++) {
    const step: Decided | Redirect =
      refused && !internal ? { handler: x.server, answer: refused } : yield* handle(x, fresh, internal);
    if ('redirect' in step) {
      if (hops === 10) {
        const how = step.inner ? 'processing' : 'internally redirecting to';
        logError(x, x.site, `rewrite or internal redirection cycle while ${how} "${x.uri}"`);
        break;
      }
      const named = namedLocation(x, step.redirect);
      if (named) return withStatus(named, yield* runNamed(x, named), forced);
      const parts = step.inner ? undefined : normalize(step.redirect);
      x.uri = parts?.uri ?? step.redirect;
      if (step.args !== undefined) x.args = step.args;
      else if (step.redirect.includes('?')) x.args = parts?.args ?? '';
      fresh = !step.inner;
      internal = true;
      continue;
    }
    const { handler, answer } = step;
    if (answer === 'close') return step;
    const page =
      paged || !answer.own ? undefined : handler.settings.errorPages.find((p) => p.codes.includes(answer.status));
    if (!page) return withStatus(handler, answer, forced);
    paged = true;
    forced = page.answer === 'own' ? undefined : (page.answer ?? answer.status);
    const uri = expand(x, page.uri);
    if (/^https?:/.test(uri))
      return {
        handler,
        answer: { ...own(forced === answer.status ? 302 : (forced ?? 302)), tail: [['Location', uri]] },
      };
    const named = namedLocation(x, uri);
    if (named) return withStatus(named, yield* runNamed(x, named), forced);
    if (uri.startsWith('@')) {
      logError(x, x.site, `could not find named location "${uri}"`);
      return { handler, answer: own(500) };
    }
    x.uri = uri;
    fresh = true;
    internal = true;
  }
  return { handler: x.server, answer: own(500) };
}

const namedLocation = (x: Exchange, name: string): Location | undefined =>
  name.startsWith('@') ? x.server.locations.find((l) => l.kind === 'named' && l.pattern === name) : undefined;

function withStatus(handler: Handler, answer: Answer | 'close', forced: number | undefined): Decided {
  return { handler, answer: forced === undefined || answer === 'close' ? answer : { ...answer, status: forced } };
}

function* handle(x: Exchange, fresh: boolean, internal: boolean): Run<Decided | Redirect> {
  if (fresh) {
    const done = runScript(x, x.server.script);
    if (done.kind === 'answer') return { handler: x.server, answer: done.answer };
  }
  const found = locationFor(x.server, x.uri);
  const location = found?.location;
  if (missingSlash(x.server, x.uri) && location?.pattern !== x.uri)
    return { handler: x.server, answer: movedTo(x, `${x.uri}/`) };
  if (found && found.captures.length > 0) x.captures = found.captures;
  Object.assign(x.set, found?.named);
  if (location?.internal && !internal) return { handler: location, answer: own(404) };
  const { maxBody } = (location ?? x.server).settings;
  const length = Number(header(x.request.headers, 'Content-Length') ?? 0);
  if (maxBody > 0 && length > maxBody && !internal) {
    logError(x, x.site, `client intended to send too large body: ${length} bytes`);
    return { handler: location ?? x.server, answer: { ...own(413), last: true } };
  }
  return yield* answerAt(x, location ?? x.server, location);
}

/** A named location: as any other, but its path is not looked at. */
function* runNamed(x: Exchange, location: Location): Run<Answer | 'close'> {
  const step = yield* answerAt(x, location, undefined);
  return 'redirect' in step ? own(404) : step.answer;
}

/** The phases of a location: rewrite, limits, access, content. */
function* answerAt(x: Exchange, at: Handler, location: Location | undefined): Run<Decided | Redirect> {
  const done = at === x.server ? ({ kind: 'on', handler: undefined } as const) : runScript(x, at.script);
  const inside = 'handler' in done ? (done.handler ?? at) : at;
  // Content handlers of the location hold inside `if` too, unless it has its own.
  const handler: Handler = inside === at ? at : { ...at, ...inside };
  if (done.kind === 'answer') return { handler, answer: done.answer };
  if (done.kind === 'last') return { redirect: x.uri, args: x.args, inner: true };
  const limited = yield* limit(x, handler.settings.limits, handler.settings.limitStatus);
  if (limited) return { handler, answer: limited };
  if (denied(x, handler)) {
    logError(x, x.site, 'access forbidden by rule');
    return { handler, answer: own(403) };
  }
  const refused = authorize(x, handler.settings.auth);
  if (refused) return { handler, answer: refused };
  const tries = handler.tryFiles ? tryFiles(x, handler, location) : undefined;
  if (tries) return 'redirect' in tries ? { ...tries, inner: false } : { handler, answer: tries };
  if (handler.stubStatus) return { handler, answer: statusPage(x) };
  const { pass } = handler;
  if (pass)
    return { handler, answer: yield* cached(x, handler, pass, () => proxy(x, x.site, handler, location, pass)) };
  const file = serveFile(x, handler, location);
  if ('redirect' in file) return { ...file, inner: false };
  if (file.status === 404 && file.own) logMissing(x, handler, location);
  if (file.status === 403 && file.own)
    logError(
      x,
      x.site,
      `directory index of "${filePath(handler, location, x.uri)}${x.uri === '/' ? '/' : ''}" is forbidden`,
    );
  return { handler, answer: file };
}

function logMissing(x: Exchange, h: Handler, location: Location | undefined): void {
  if (!h.settings.missingLogged) return;
  const path = filePath(h, location, x.uri);
  if (x.uri.endsWith('/'))
    logError(x, x.site, `"${path}/${h.settings.index[0] ?? 'index.html'}" is not found (2: No such file or directory)`);
  else logError(x, x.site, `open() "${path}" failed (2: No such file or directory)`);
}

/** `allow` and `deny`: the first that fits decides. */
function denied(x: Exchange, h: Handler): boolean {
  for (const rule of h.settings.rules) {
    const { ip } = x.conn.peer;
    if (rule.who === 'all' || rule.who === ip || (rule.who.includes('/') && inCidr(ip, rule.who))) return !rule.allow;
  }
  return false;
}

/** `try_files a b =404`: the first that exists, or what the last one says. */
function tryFiles(
  x: Exchange,
  h: Handler,
  location: Location | undefined,
): Answer | { readonly redirect: string } | undefined {
  const tries = h.tryFiles ?? [];
  const last = tries.at(-1) ?? '';
  for (const text of tries.slice(0, -1)) {
    const uri = expand(x, text);
    const row = stat(x.conn.world, x.conn.fs, filePath(h, location, uri));
    if (!row || (row.kind === 'dir') !== text.endsWith('/')) continue;
    x.uri = uri;
    return undefined;
  }
  const code = /^=(\d{3})$/.exec(last);
  if (code) return own(Number(code[1]));
  return { redirect: expand(x, last) };
}
