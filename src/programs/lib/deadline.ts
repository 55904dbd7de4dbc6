import type { Process, Run } from '../../os/index.ts';

/** Runs `body` until a virtual time at the latest; 'late' when it was not done by then. */
export function* within<T>(proc: Process, deadline: number, body: Run<T>): Run<T | 'late'> {
  let step = body.next();
  while (!step.done) {
    const asked = step.value;
    const left = Math.max(0, deadline - proc.now);
    let value: unknown;
    if (asked.kind === 'sleep') {
      value = yield { kind: 'sleep', ms: Math.min(asked.ms, left) };
      if (asked.ms > left && proc.now >= deadline) return give(body);
    } else if (asked.kind === 'until') {
      const limited = asked.timeout === undefined || asked.timeout > left;
      const timeout = deadline === Number.POSITIVE_INFINITY ? asked.timeout : limited ? left : asked.timeout;
      value = yield { kind: 'until', ready: asked.ready, timeout };
      if (limited && value === false && proc.now >= deadline) return give(body);
    } else value = yield asked;
    step = body.next(value);
  }
  return step.value;
}

function give<T>(body: Run<T>): 'late' {
  body.return(undefined as T);
  return 'late';
}
