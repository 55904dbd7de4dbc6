import { parse, YAMLParseError } from 'yaml';

/** A job of prometheus.yml. */
export interface Job {
  readonly name: string;
  readonly scheme: string;
  readonly path: string;
  readonly interval: string;
  readonly timeout: number;
  readonly targets: readonly { readonly address: string; readonly labels: Readonly<Record<string, string>> }[];
}

type Loose = Readonly<Record<string, unknown>>;
const record = (value: unknown): Loose =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Loose) : {};
const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
const text = (value: unknown, otherwise: string) => (typeof value === 'string' ? value : otherwise);

const TOP = [
  ...['global', 'scrape_configs', 'rule_files', 'alerting', 'scrape_config_files', 'remote_write', 'remote_read'],
  ...['storage', 'tracing', 'runtime', 'otlp'],
];

/** Reads prometheus.yml; what is wrong with it in Prometheus's words. */
export function readConfig(source: string): readonly Job[] | string {
  let value: unknown;
  try {
    value = parse(source);
  } catch (error) {
    const line = error instanceof YAMLParseError ? (error.linePos?.[0].line ?? 1) : 1;
    return `yaml: line ${line}: ${error instanceof Error ? (error.message.split(' at line')[0] ?? '') : ''}`;
  }
  const lines = source.split('\n');
  const wrong = Object.keys(record(value)).filter((key) => !TOP.includes(key));
  if (wrong.length > 0)
    return `yaml: unmarshal errors:\n${wrong.map((k) => `  line ${1 + lines.findIndex((l) => l.startsWith(k))}: field ${k} not found in type config.plain`).join('\n')}`;
  const global = record(record(value).global);
  const jobs = list(record(value).scrape_configs).map((entry): Job => {
    const job = record(entry);
    return {
      name: text(job.job_name, ''),
      scheme: text(job.scheme, 'http'),
      path: text(job.metrics_path, '/metrics'),
      interval: text(job.scrape_interval, text(global.scrape_interval, '1m')),
      timeout: seconds(text(job.scrape_timeout, text(global.scrape_timeout, '10s'))) * 1000,
      targets: list(job.static_configs).flatMap((group) =>
        list(record(group).targets).map((address) => ({
          address: String(address),
          labels: Object.fromEntries(Object.entries(record(record(group).labels)).map(([k, v]) => [k, String(v)])),
        })),
      ),
    };
  });
  if (jobs.some((j) => j.name === '')) return 'job_name is empty';
  const twice = jobs.find((j, i) => jobs.findIndex((o) => o.name === j.name) < i);
  return twice ? `found multiple scrape configs with job name "${twice.name}"` : jobs;
}

function seconds(duration: string): number {
  const [, number, unit] = /^(\d+)(ms|s|m|h)$/.exec(duration) ?? [];
  const scale: Readonly<Record<string, number>> = { ms: 0.001, s: 1, m: 60, h: 3600 };
  return Number(number ?? 10) * (scale[unit ?? ''] ?? 1);
}
