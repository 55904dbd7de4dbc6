import { type Tx, table } from '../../base/index.ts';
import type { Run } from '../../os/index.ts';
import { header } from '../http.ts';
import type { Caching, Handler, Pass } from './model.ts';
import type { Answer } from './respond.ts';
import { type Exchange, expand } from './variables.ts';

interface Entry {
  readonly answer: Answer | undefined;
  readonly until: number;
  readonly uses: number;
}

/** By `<master's file system>/<zone>/<key>`: it outlives a reload, as files on disk do. */
const entries = table<Entry>('apps.nginx.cache');

/** Answers from the cache of `proxy_cache`, or asks and keeps what may be kept; ngx_http_file_cache.c. */
export function* cached(x: Exchange, h: Handler, pass: Pass, ask: () => Run<Answer>): Run<Answer> {
  const c = h.settings.caching;
  if (c.zone === undefined || !['GET', 'HEAD'].includes(x.request.method)) return yield* ask();
  x.proxyHost = expand(x, pass.to).replace(/:80$/, '');
  const id = `${x.conn.fs}/${expand(x, c.zone)}/${expand(x, c.key)}`;
  const set = (texts: readonly string[]) => texts.some((t) => !['', '0'].includes(expand(x, t)));
  const kept = x.conn.world.get(entries, id);
  const bypass = set(c.bypass);
  if (!bypass && kept?.answer && kept.until > x.conn.now) {
    x.cacheStatus = 'HIT';
    return kept.answer;
  }
  x.cacheStatus = bypass ? 'BYPASS' : kept?.answer ? 'EXPIRED' : 'MISS';
  const answer = yield* ask();
  if (!bypass && kept?.answer && staleInstead(c, answer)) {
    x.cacheStatus = 'STALE';
    return kept.answer;
  }
  const uses = (kept?.uses ?? 0) + 1;
  const ms = answer.own || set(c.without) ? 0 : lifetime(c, answer, x.conn.now);
  x.conn.transact((tx) =>
    keep(tx, id, {
      answer: ms > 0 && uses >= c.minUses ? answer : kept?.answer,
      until: ms > 0 ? tx.now + ms : (kept?.until ?? 0),
      uses,
    }),
  );
  return answer;
}

function keep(tx: Tx, id: string, entry: Entry): void {
  tx.put(entries, id, entry);
}

function staleInstead(c: Caching, answer: Answer): boolean {
  if (answer.own) return answer.status === 504 ? c.stale.includes('timeout') : c.stale.includes('error');
  return c.stale.includes(`http_${answer.status}`);
}

/** How long an answer may be kept: what the backend says, then `proxy_cache_valid`. */
function lifetime(c: Caching, answer: Answer, now: number): number {
  const all = [...(answer.headers ?? []), ...(answer.tail ?? [])];
  const said = (name: string) => (c.ignored.includes(name) ? undefined : (answer.control?.[name] ?? header(all, name)));
  if (said('set-cookie') !== undefined || said('vary') === '*') return 0;
  const accel = said('x-accel-expires');
  if (accel !== undefined && /^\d+$/.test(accel)) return Number(accel) * 1000;
  const control = said('cache-control');
  if (control !== undefined) {
    if (/no-cache|no-store|private/.test(control)) return 0;
    const age = /s-maxage=(\d+)/.exec(control)?.[1] ?? /max-age=(\d+)/.exec(control)?.[1];
    if (age !== undefined) return Number(age) * 1000;
  }
  const expires = said('expires');
  if (expires !== undefined) return Math.max(0, Date.parse(expires) - now);
  const valid = c.valid.find((v) => v.codes === 'any' || v.codes.includes(answer.status));
  return valid?.ms ?? 0;
}
