import { sayMessage } from '../../i18n/index.ts';
import { checkGoals, type GoalsStatus } from '../goals/index.ts';
import type { Lesson, Step } from '../lesson.ts';
import type { Played, Stage } from '../play.ts';
import { ownedNames } from '../steps/index.ts';

/** Lines that are played once from each stage: a stage is a value, so the same line leads to the same next one. */
export interface Rehearsal {
  play(stage: Stage, lines: readonly string[]): Promise<Rehearsed>;
}

export interface Rehearsed {
  readonly stage: Stage;
  readonly played: readonly (Played & { readonly line: string })[];
}

export function newRehearsal(): Rehearsal {
  const known = new WeakMap<Stage, Map<string, Promise<Played>>>();
  const once = (stage: Stage, line: string): Promise<Played> => {
    const lines = known.get(stage) ?? new Map<string, Promise<Played>>();
    known.set(stage, lines);
    const played = lines.get(line) ?? Promise.resolve(stage.play(line));
    lines.set(line, played);
    return played;
  };
  return {
    async play(stage, lines) {
      const played: (Played & { line: string })[] = [];
      let at = stage;
      for (const line of lines) {
        const result = await once(at, line);
        played.push({ ...result, line });
        at = result.stage;
      }
      return { stage: at, played };
    },
  };
}

/** A step on the stage where it begins. */
export interface Scene {
  readonly lesson: Lesson;
  readonly step: Step;
  readonly stage: Stage;
  /** Lines that had ended when the step began. */
  readonly since: number;
  readonly owned: ReadonlySet<string>;
}

export async function sceneOf(lesson: Lesson, step: Step, stage: Stage): Promise<Scene> {
  return { lesson, step, stage, since: (await stage.facts().ran()).length, owned: ownedNames(lesson, step.id) };
}

/** How the step's goals stand on a later stage. */
export function statusOf(scene: Scene, stage: Stage): Promise<GoalsStatus> {
  return checkGoals(scene.step.goals, stage.facts(), { since: scene.since, owned: scene.owned });
}

/** The goals that do not hold, with their reasons, in English. */
export function unmet(status: GoalsStatus): string {
  return status.goals
    .flatMap((g) => (g.because === undefined ? [] : [`${g.goal.text}: ${sayMessage('en', g.because)}`]))
    .join('; ');
}

/** What a line printed, when that shows that nothing like it exists: not simulated, not found, or not understood. */
export function notACommand(played: Played): string | undefined {
  const { status, output } = played;
  const wrong =
    /^(unknown (flag|shorthand flag|command)|docker: unknown command|.*: syntax error|Usage: {2}docker)/m.test(output);
  return status === 99 || status === 127 || (status !== 0 && wrong)
    ? output.trim().split('\n')[0] || `status ${status}`
    : undefined;
}
