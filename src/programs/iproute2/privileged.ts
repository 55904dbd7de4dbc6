import { NetError, rtnetlinkText } from '../../net/index.ts';
import type { Process } from '../../os/index.ts';
import { type Answer, fail } from '../lib/answer.ts';

/** Changes the network if the process may (CAP_NET_ADMIN), and turns the kernel's refusal into ip's words and status 2. */
export function privileged(proc: Process, change: () => Answer): Answer {
  if (!proc.capable('NET_ADMIN')) return fail('RTNETLINK answers: Operation not permitted', 2);
  try {
    return change();
  } catch (e) {
    if (e instanceof NetError) return fail(rtnetlinkText(e), 2);
    throw e;
  }
}
