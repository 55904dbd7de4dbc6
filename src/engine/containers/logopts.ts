import { badRequest } from '../errors.ts';

type LogOptions = Readonly<Record<string, string>>;

/** moby daemon/logger/jsonfilelog/jsonfilelog.go#ValidateLogOpt */
const JSON_FILE = ['max-file', 'max-size', 'compress', 'labels', 'labels-regex', 'env', 'env-regex', 'tag'];
const COMMON = ['mode', 'max-buffer-size'];

/** What is refused when a container is made; moby daemon/logger/factory.go#ValidateLogOpts. */
export function checkLogOptions(driver: string, options: LogOptions): void {
  if (driver === 'none') return;
  const mode = options.mode ?? '';
  if (!['', 'blocking', 'non-blocking'].includes(mode)) throw badRequest(`logger: logging mode not supported: ${mode}`);
  if (options['max-buffer-size'] !== undefined && mode !== 'non-blocking')
    throw badRequest("logger: max-buffer-size option is only supported with 'mode=non-blocking'");
  const strange = Object.keys(options).find((key) => ![...JSON_FILE, ...COMMON].includes(key));
  if (strange !== undefined && ['', 'json-file'].includes(driver))
    throw badRequest(`unknown log opt '${strange}' for json-file log driver`);
}

/** What the log file's options are refused for only when the container starts; moby daemon/logger/jsonfilelog/jsonfilelog.go#New. */
export function logFailure(options: LogOptions): string | undefined {
  const size = options['max-size'];
  if (size !== undefined && !/^\d+(\.\d+)? ?([kmgtp]i?b?|b)?$/i.test(size)) return `invalid size: '${size}'`;
  const files = options['max-file'] ?? '1';
  if (!/^[+-]?\d+$/.test(files)) return `strconv.Atoi: parsing "${files}": invalid syntax`;
  if (Number(files) < 1) return 'max-file cannot be less than 1';
  const compress = options.compress;
  if (compress === undefined) return undefined;
  if (!/^(1|0|t|f|true|false)$/i.test(compress)) return `strconv.ParseBool: parsing "${compress}": invalid syntax`;
  return /^(1|t)/i.test(compress) && (Number(files) < 2 || size === undefined)
    ? 'compress cannot be true when max-file is less than 2 or max-size is not set'
    : undefined;
}
