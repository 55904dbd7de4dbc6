import { type Tx, table } from '../../base/index.ts';
import { type Run, sleep } from '../../os/index.ts';
import { logError } from './log.ts';
import type { Limit } from './model.ts';
import { type Answer, own } from './respond.ts';
import { type Exchange, expand } from './variables.ts';

interface Bucket {
  /** Requests above the rate, in thousandths. */
  readonly excess: number;
  readonly last: number;
}

/** By `<loading of the configuration>/<zone>/<key>`. */
const buckets = table<Bucket>('apps.nginx.limits');

/** `limit_req`: the leaky bucket of ngx_http_limit_req_module. Returns the refusal, or lets the request wait its turn. */
export function* limit(x: Exchange, limits: readonly Limit[], status: number): Run<Answer | undefined> {
  // An internal redirect does not count again.
  if (x.limited) return undefined;
  for (const l of limits) {
    const zone = x.site.zones[l.zone];
    const key = zone ? expand(x, zone.key) : '';
    if (!zone || key === '') continue;
    x.limited = true;
    const excess = x.conn.transact((tx) => pour(tx, `${x.site.loaded}/${l.zone}/${key}`, zone.rate, l.burst));
    const shown = (excess / 1000).toFixed(3);
    if (excess > l.burst * 1000) {
      logError(x, x.site, `limiting requests, excess: ${shown} by zone "${l.zone}"`);
      return own(status);
    }
    const wait = Math.trunc((excess - l.delay * 1000) / zone.rate);
    if (wait > 0) {
      logError(x, x.site, `delaying request, excess: ${shown}, by zone "${l.zone}"`, undefined, 'warn');
      yield* sleep(wait);
    }
  }
  return undefined;
}

function pour(tx: Tx, id: string, rate: number, burst: number): number {
  const before = tx.get(buckets, id);
  const excess = before ? Math.max(0, Math.round(before.excess - rate * Math.max(0, tx.now - before.last) + 1000)) : 0;
  if (excess <= burst * 1000) tx.put(buckets, id, { excess, last: tx.now });
  return excess;
}
