import { CliError } from '../grammar/index.ts';

/** The signal and the seconds of stop and restart: `-t`, or its old name `--time`. */
export function stopOptions(cli: {
  readonly flags: { readonly signal: string; readonly timeout: number; readonly time: number };
  changed(flag: 'timeout' | 'time'): boolean;
}): { readonly signal?: string; readonly t?: number } {
  const { flags } = cli;
  if (cli.changed('time') && cli.changed('timeout'))
    throw new CliError('conflicting options: cannot specify both --timeout and --time');
  const t = cli.changed('time') ? flags.time : cli.changed('timeout') ? flags.timeout : undefined;
  return { ...(flags.signal === '' ? {} : { signal: flags.signal }), ...(t === undefined ? {} : { t }) };
}
