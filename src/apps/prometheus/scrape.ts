import type { Process, Run } from '../../os/index.ts';
import { goError } from '../failures.ts';
import { fetchUrl } from '../fetch.ts';
import type { Job } from './config.ts';

/** One sample of the text format. */
export interface Sample {
  readonly labels: Readonly<Record<string, string>>;
  readonly value: string;
}

/** What became of scraping a target. */
export interface Scraped {
  readonly job: Job;
  readonly address: string;
  readonly url: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly error: string;
  readonly samples: readonly Sample[];
}

/** Asks every target for its metrics, now. */
export function* scrapeAll(proc: Process, jobs: readonly Job[]): Run<readonly Scraped[]> {
  const all: Scraped[] = [];
  for (const job of jobs)
    for (const { address, labels } of job.targets) {
      const url = `${job.scheme}://${address}${job.path}`;
      const own = { ...labels, instance: address, job: job.name };
      const fetched = yield* fetchUrl(proc, { url, timeout: job.timeout });
      const error = errorOf(fetched, url);
      const samples =
        error === '' && fetched.ok
          ? readSamples(fetched.response.body).map((s) => ({ ...s, labels: { ...s.labels, ...own } }))
          : [];
      all.push({ job, address, url, labels: own, error, samples });
    }
  return all;
}

function errorOf(fetched: ReturnType<typeof fetchUrl> extends Run<infer T> ? T : never, url: string): string {
  if (!fetched.ok) return `Get "${url}": ${goError(fetched.why)}`;
  const { status, reason, headers } = fetched.response;
  if (status !== 200) return `server returned HTTP status ${status} ${reason}`;
  const type = headers.find(([name]) => name.toLowerCase() === 'content-type')?.[1] ?? '';
  return /^text\/plain|openmetrics/.test(type)
    ? ''
    : `received unsupported Content-Type "${type}" and no fallback_scrape_protocol specified for target`;
}

/** Reads the text format: `name{label="value"} number`. */
function readSamples(text: string): readonly Sample[] {
  return text.split('\n').flatMap((line) => {
    const [, name, inner = '', value] = /^([a-zA-Z_:][\w:]*)(?:\{(.*)\})?\s+(\S+)/.exec(line) ?? [];
    if (name === undefined || value === undefined) return [];
    const labels = [...inner.matchAll(/(\w+)="((?:[^"\\]|\\.)*)"/g)].map((m): [string, string] => [
      m[1] ?? '',
      m[2] ?? '',
    ]);
    return [{ labels: { __name__: name, ...Object.fromEntries(labels) }, value }];
  });
}
