import type { RestartPolicy } from '../../../engine/index.ts';
import { CliError, cut, ParseError, parseInteger } from '../grammar/index.ts';

/** `on-failure:3`; opts.ParseRestartPolicy of docker/cli. Whether the policy exists, the daemon says. */
export function restartPolicy(text: string): RestartPolicy {
  if (text === '') return { Name: '', MaximumRetryCount: 0 };
  const [name, count] = cut(text, ':');
  if (text.includes(':') && name === '')
    throw new CliError('invalid restart policy format: no policy provided before colon');
  return { Name: name, MaximumRetryCount: count === '' ? 0 : retries(count) };
}

function retries(text: string): number {
  try {
    return parseInteger(text, { base: 10 });
  } catch (e) {
    throw e instanceof ParseError
      ? new CliError('invalid restart policy format: maximum retry count must be an integer')
      : e;
  }
}
