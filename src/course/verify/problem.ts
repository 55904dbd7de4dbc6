import type { Mistake, Spot } from '../lesson.ts';

/** What a proof looks at. */
export type Check =
  | 'setup'
  | 'start'
  | 'solution'
  | 'equivalent'
  | 'mutant'
  | 'wrong'
  | 'chain'
  | 'prose'
  | 'hint'
  | 'language'
  | 'width';

/** A lesson does not hold what it promises: where, which promise, and what to do. */
export interface Problem extends Mistake {
  readonly check: Check;
  readonly step?: string;
}

/** Collects problems. */
export interface Report {
  readonly problems: Problem[];
  /** How often each promise was put to the test: a proof that tested nothing proves nothing. */
  readonly tested: Record<Check, number>;
  /** Solutions made wrong by machine, and those of them that were still accepted, each with the author's reason if there is one. */
  readonly mutants: { total: number; readonly survivors: Survivor[] };
}

/** A wrong solution that was accepted. */
export interface Survivor extends Spot {
  readonly step: string;
  readonly how: string;
  readonly why?: string;
}

/** A report without problems. */
export function newReport(): Report {
  const tested = {
    setup: 0,
    start: 0,
    solution: 0,
    equivalent: 0,
    mutant: 0,
    wrong: 0,
    chain: 0,
    prose: 0,
    hint: 0,
    language: 0,
    width: 0,
  };
  return { problems: [], tested, mutants: { total: 0, survivors: [] } };
}

/** Counts a test; when it failed, notes the problem. */
export function test(
  report: Report,
  check: Check,
  spot: Spot & { readonly step?: string },
  failed: string | undefined,
): void {
  report.tested[check]++;
  if (failed === undefined) return;
  const { file, line, step } = spot;
  report.problems.push({ check, file, line, message: failed, ...(step === undefined ? {} : { step }) });
}
