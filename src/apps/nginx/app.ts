import { inCidr } from '../../base/index.ts';
import type { App, Run } from '../../os/index.ts';
import { stat } from '../../os/index.ts';
import { header, type Request, readRequest } from '../http.ts';
import { numberConnection } from './balance.ts';
import { logAccess, logError } from './log.ts';
import type { Handler, Location, Server, Site } from './model.ts';
import { proxy } from './proxy.ts';
import { type Answer, send } from './respond.ts';
import { locationFor, matches, missingSlash, normalize, serverFor } from './route.ts';
import { filePath, movedTo, serveFile } from './static.ts';
import { type Exchange, expand } from './variables.ts';

/** keepalive_timeout, ms. */
const KEEPALIVE = 75_000;

/** nginx's worker: answers the requests of one connection by the configuration that the socket carries. */
export const nginx: App = function* (conn) {
  const site = conn.socket.data as Site;
  let rest = '';
  const number = conn.transact((tx) => numberConnection(tx, site.loaded));
  for (;;) {
    const got = yield* readRequest(conn, rest, KEEPALIVE);
    if (got === undefined) break;
    if (got === 'bad') {
      const fallback = site.servers[0];
      if (fallback)
        yield* send(
          exchangeOf(conn, { method: '', target: '', version: 'HTTP/1.1', headers: [], body: '' }, fallback),
          fallback,
          site.version,
          { status: 400, body: '', own: true },
        );
      break;
    }
    rest = got.rest;
    const server = serverFor(
      site,
      conn.local.ip,
      conn.local.port,
      (header(got.request.headers, 'Host') ?? '').replace(/:\d+$/, '').toLowerCase(),
    );
    if (!server) break;
    const x = exchangeOf(conn, got.request, server, number);
    const { handler, answer } = yield* decide(x, site);
    if (answer === 'close') break;
    const alive = yield* send(x, handler, site.version, answer);
    logAccess(x, site, handler.settings);
    if (!alive) break;
  }
  conn.close();
  return 0;
};

function exchangeOf(conn: Exchange['conn'], request: Request, server: Server, number = 0): Exchange {
  const parts = normalize(request.target) ?? { uri: '', args: '' };
  return {
    conn,
    request,
    server,
    ...parts,
    status: 0,
    sent: 0,
    set: {},
    upstreamAddr: [],
    upstreamStatus: [],
    proxyHost: '',
    captures: [],
    began: conn.now,
    number,
  };
}

interface Decided {
  readonly handler: Handler;
  readonly answer: Answer | 'close';
}

const own = (status: number): Answer => ({ status, body: '', own: true });

/** Finds the answer, through internal redirects and error pages. */
function* decide(x: Exchange, site: Site): Run<Decided> {
  if (x.uri === '') return { handler: x.server, answer: own(400) };
  if (x.request.version === 'HTTP/1.1' && header(x.request.headers, 'Host') === undefined)
    return { handler: x.server, answer: own(400) };
  let paged = false;
  let forced: number | undefined;
  for (let hops = 0; hops < 10; hops++) {
    const found = locationFor(x.server, x.uri);
    const step = yield* handle(x, site, found?.location, found?.captures ?? []);
    if ('redirect' in step) {
      const named = step.redirect.startsWith('@')
        ? x.server.locations.find((l) => l.kind === 'named' && l.pattern === step.redirect)
        : undefined;
      if (named) return pageFor(named, yield* runLocation(x, site, named), forced);
      const parts = normalize(step.redirect);
      x.uri = parts?.uri ?? x.uri;
      if (step.redirect.includes('?')) x.args = parts?.args ?? '';
      continue;
    }
    const { handler, answer } = step;
    if (answer === 'close') return step;
    const page =
      paged || !answer.own ? undefined : handler.settings.errorPages.find((p) => p.codes.includes(answer.status));
    if (!page) return { handler, answer: forced === undefined ? answer : { ...answer, status: forced } };
    paged = true;
    forced = page.answer === 'own' ? undefined : (page.answer ?? answer.status);
    if (/^https?:/.test(page.uri)) return { handler, answer: { ...own(302), headers: [['Location', page.uri]] } };
    if (!page.uri.startsWith('@')) {
      x.uri = page.uri;
      continue;
    }
    const named = x.server.locations.find((l) => l.kind === 'named' && l.pattern === page.uri);
    return { handler: named ?? handler, answer: named ? yield* runLocation(x, site, named) : own(500) };
  }
  logError(x, site, `rewrite or internal redirection cycle while internally redirecting to "${x.uri}"`);
  return { handler: x.server, answer: own(500) };
}

function pageFor(handler: Handler, answer: Answer, forced: number | undefined): Decided {
  return { handler, answer: forced === undefined ? answer : { ...answer, status: forced } };
}

function* handle(
  x: Exchange,
  site: Site,
  location: Location | undefined,
  captures: readonly string[],
): Run<Decided | { readonly redirect: string }> {
  const handler: Handler = location ?? x.server;
  const early =
    returned(x, x.server) ??
    (missingSlash(x.server, x.uri) && location?.pattern !== x.uri ? movedTo(x, `${x.uri}/`) : undefined);
  if (early) return { handler: x.server, answer: early === 'close' ? 'close' : early };
  x.captures = captures;
  for (const s of [...x.server.sets, ...(location?.sets ?? [])]) x.set[s.name] = expand(x, s.value);
  const rewritten = rewrite(x, [...x.server.rewrites, ...(location?.rewrites ?? [])]);
  if (rewritten) return 'redirect' in rewritten ? rewritten : { handler, answer: rewritten };
  const direct = returned(x, handler);
  if (direct) return { handler, answer: direct };
  if (denied(x, handler)) {
    logError(x, site, 'access forbidden by rule');
    return { handler, answer: own(403) };
  }
  const tries = handler.tryFiles ? tryFiles(x, handler, location) : undefined;
  if (tries) return 'redirect' in tries ? tries : { handler, answer: tries };
  if (handler.pass) return { handler, answer: yield* proxy(x, site, handler, location, handler.pass) };
  const file = serveFile(x, handler, location);
  if ('redirect' in file) return file;
  if (file.status === 404 && file.own) logMissing(x, site, handler, location);
  if (file.status === 403 && file.own)
    logError(x, site, `directory index of "${filePath(handler, location, x.uri)}" is forbidden`);
  return { handler, answer: file };
}

/** A named location: only what it does itself. */
function* runLocation(x: Exchange, site: Site, location: Location): Run<Answer> {
  const direct = returned(x, location);
  if (direct && direct !== 'close') return direct;
  if (location.pass) return yield* proxy(x, site, location, undefined, location.pass);
  const file = serveFile(x, location, undefined);
  return 'redirect' in file ? own(404) : file;
}

function logMissing(x: Exchange, site: Site, h: Handler, location: Location | undefined): void {
  const path = filePath(h, location, x.uri);
  if (x.uri.endsWith('/'))
    logError(x, site, `"${path}/${h.settings.index[0] ?? 'index.html'}" is not found (2: No such file or directory)`);
  else logError(x, site, `open() "${path}" failed (2: No such file or directory)`);
}

/** `return code [text]` */
function returned(x: Exchange, h: Handler): Answer | 'close' | undefined {
  const back = h.return;
  if (!back) return undefined;
  if (back.code === 444) return 'close';
  const text = expand(x, back.text);
  if ([301, 302, 303, 307, 308].includes(back.code)) {
    if (!text.startsWith('/')) return { ...own(back.code), headers: [['Location', text]] };
    return { ...movedTo({ ...x, args: '' }, text, back.code) };
  }
  if (back.text === '' && back.code >= 300) return own(back.code);
  return { status: back.code, type: h.settings.defaultType, body: text };
}

/** `rewrite pattern replacement [flag]`, in order; the first that ends it wins. */
function rewrite(x: Exchange, rules: Handler['rewrites']): Answer | { readonly redirect: string } | undefined {
  for (const rule of rules) {
    const captures = matches(rule.pattern, x.uri, false);
    if (!captures) continue;
    x.captures = captures;
    const to = expand(x, rule.to);
    if (rule.flag === 'redirect' || rule.flag === 'permanent' || /^https?:/.test(to)) {
      const status = rule.flag === 'permanent' ? 301 : 302;
      return /^https?:/.test(to) ? { ...own(status), headers: [['Location', to]] } : movedTo(x, to, status);
    }
    const [path = '', args] = to.split('?');
    x.uri = path;
    if (args !== undefined) x.args = x.args === '' ? args : `${args}&${x.args}`;
    if (rule.flag === 'last') return { redirect: x.uri };
    if (rule.flag === 'break') return undefined;
  }
  return undefined;
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
