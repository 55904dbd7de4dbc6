import { rfc3339Nano } from '../../base/index.ts';
import { type Answer, httpApp, json, targetOf } from '../answer.ts';
import { readConfig } from './config.ts';
import { type Sample, type Scraped, scrapeAll } from './scrape.ts';

/** Prometheus's HTTP API. Targets are scraped when somebody asks: what is shown is what is true then. */
export const prometheusApi = httpApp(function* (conn, request) {
  const { path, query } = targetOf(request);
  const form = targetOf({ ...request, target: `/?${request.body}` }).query;
  const { text } = conn.socket.data as { readonly text: string };
  const read = readConfig(text);
  const jobs = typeof read === 'string' ? [] : read;
  if (path === '/-/healthy') return { body: 'Prometheus Server is Healthy.\n' };
  if (path === '/-/ready') return { body: 'Prometheus Server is Ready.\n' };
  if (path === '/')
    return {
      status: 302,
      headers: [['Location', '/query']],
      type: 'text/html; charset=utf-8',
      body: '<a href="/query">Found</a>.\n\n',
    };
  if (path === '/query' || path === '/graph' || path === '/targets')
    return {
      type: 'text/html; charset=utf-8',
      body: '<!doctype html><title>Prometheus Time Series Collection and Processing Server</title>\n',
    };
  if (path === '/metrics')
    return {
      type: 'text/plain; version=0.0.4; charset=utf-8',
      body: 'prometheus_ready 1\nprometheus_build_info{version="3.7.3"} 1\n',
    };
  if (path === '/api/v1/status/config') return json({ status: 'success', data: { yaml: text } });
  if (path === '/api/v1/status/buildinfo') return json({ status: 'success', data: { version: '3.7.3' } });
  if (path === '/api/v1/targets') return targets(yield* scrapeAll(conn, jobs), conn.now);
  if (path === '/api/v1/query')
    return evaluate(query.get('query') ?? form.get('query') ?? '', yield* scrapeAll(conn, jobs), conn.now);
  if (path.startsWith('/api/v1/'))
    return json({ status: 'error', errorType: 'not_found', error: `dockernet-course: not simulated: ${path}` }, 404);
  return { status: 404, body: '404 page not found\n' };
});

function targets(scraped: readonly Scraped[], now: number): Answer {
  const activeTargets = scraped.map((s) => ({
    discoveredLabels: {
      __address__: s.address,
      __metrics_path__: s.job.path,
      __scheme__: s.job.scheme,
      job: s.job.name,
    },
    labels: s.labels,
    scrapePool: s.job.name,
    scrapeUrl: s.url,
    globalUrl: s.url,
    lastError: s.error,
    lastScrape: rfc3339Nano(now),
    health: s.error === '' ? 'up' : 'down',
    scrapeInterval: s.job.interval,
  }));
  return json({ status: 'success', data: { activeTargets, droppedTargets: [] } });
}

/** An instant query that is a selector: `up`, `up{job="node"}`, `node_load1`. */
function evaluate(text: string, scraped: readonly Scraped[], now: number): Answer {
  const [, name, , inner = ''] = /^\s*([a-zA-Z_:][\w:]*)\s*(\{(.*)\})?\s*$/.exec(text) ?? [];
  if (text.trim() === '')
    return json(
      {
        status: 'error',
        errorType: 'bad_data',
        error: 'invalid parameter "query": unknown position: parse error: no expression found in input',
      },
      400,
    );
  if (name === undefined)
    return json(
      {
        status: 'error',
        errorType: 'execution',
        error: `dockernet-course: not simulated: PromQL ${text} (up, up{job="…"} and names of metrics are)`,
      },
      422,
    );
  const matchers = [...inner.matchAll(/(\w+)\s*(=~|!~|!=|=)\s*"([^"]*)"/g)].map(
    ([, label = '', op = '', value = '']) => {
      const regex = new RegExp(`^(?:${op.endsWith('~') ? value : ''})$`);
      return (s: Sample) => {
        const has = s.labels[label] ?? '';
        const same = op.endsWith('~') ? regex.test(has) : has === value;
        return op.startsWith('!') ? !same : same;
      };
    },
  );
  const ups = scraped.map(
    (s): Sample => ({ labels: { __name__: 'up', ...s.labels }, value: s.error === '' ? '1' : '0' }),
  );
  const result = [...ups, ...scraped.flatMap((s) => s.samples)]
    .filter((s) => s.labels.__name__ === name && matchers.every((m) => m(s)))
    .map((s) => ({ metric: s.labels, value: [now / 1000, s.value] }));
  return json({ status: 'success', data: { resultType: 'vector', result } });
}
