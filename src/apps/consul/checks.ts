import type { Process, Run } from '../../os/index.ts';
import { goError } from '../failures.ts';
import { connectTo, fetchUrl } from '../fetch.ts';
import type { Service } from './catalogue.ts';

/** What a check says: passing or critical, and why. */
export interface Health {
  readonly status: 'passing' | 'critical';
  readonly output: string;
}

/** Asks a service whether it is well, as its check has it; without one it is taken to be. */
export function* healthOf(proc: Process, { Check }: Service): Run<Health> {
  if (Check?.TCP !== undefined) {
    const [host = '', port = ''] = Check.TCP.split(':');
    const connected = yield* connectTo(proc, host, Number(port), 10_000);
    if (!connected.ok) return { status: 'critical', output: goError(connected.why) };
    connected.connection.close();
    return { status: 'passing', output: `TCP connect ${Check.TCP}: Success` };
  }
  if (Check?.HTTP === undefined) return { status: 'passing', output: '' };
  const fetched = yield* fetchUrl(proc, { url: Check.HTTP, timeout: 10_000 });
  if (!fetched.ok) return { status: 'critical', output: `Get "${Check.HTTP}": ${goError(fetched.why)}` };
  const { status, reason, body } = fetched.response;
  return {
    status: status >= 200 && status < 300 ? 'passing' : 'critical',
    output: `HTTP GET ${Check.HTTP}: ${status} ${reason} Output: ${body}`,
  };
}
