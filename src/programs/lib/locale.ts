import type { Program, Step } from '../../os/index.ts';

/** Whether messages may have characters outside ASCII; locale(7). */
function unicode(env: Readonly<Record<string, string>>): boolean {
  return /UTF-?8/i.test(env.LC_ALL ?? env.LC_CTYPE ?? env.LANG ?? '');
}

/** GNU's tools put ‘…’ around what they quote, and '…' in the C locale: containers have no LANG. */
export function inItsLocale(program: Program): Program {
  return function* (proc) {
    const run = program(proc);
    let step = run.next();
    while (!step.done) {
      const value: unknown = yield unicode(proc.env) ? step.value : plain(step.value);
      step = run.next(value);
    }
    return step.value;
  };
}

function plain(step: Step): Step {
  return step.kind === 'write' && step.fd === 2 ? { ...step, data: step.data.replace(/[‘’]/g, "'") } : step;
}
