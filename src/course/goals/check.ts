import type { Facts } from '../facts.ts';
import type { Goal } from '../lesson.ts';
import type { Message } from '../message.ts';
import { goalKind } from './all.ts';
import { type Asked, asking, type BoundGoal } from './kind.ts';

/** A goal as it stands now. */
export interface GoalStatus {
  readonly goal: Goal;
  readonly met: boolean;
  /** The goal as a sentence, with the live names. */
  readonly sentence: Message;
  /** Why it is not met. */
  readonly because?: Message;
}

/** All goals of a step as they stand now. */
export interface GoalsStatus {
  readonly met: boolean;
  readonly goals: readonly GoalStatus[];
  /** What each variable stands for: `net` -> `app-net`. */
  readonly bindings: Readonly<Record<string, string>>;
  /** Something of the lesson's own is gone: offer to restore it. */
  readonly broken: boolean;
}

/** What a check needs to know beside the world. */
export interface CheckContext {
  /** How many lines had ended when the step began: `looked` counts from there. */
  readonly since?: number;
  /** Names that the lesson's setup makes (see `namesOf`). */
  readonly owned?: ReadonlySet<string>;
}

/** Checks goals. Variables are bound so that as many goals hold as can, earlier goals first. */
export async function checkGoals(
  goals: readonly Goal[],
  facts: Facts,
  context: CheckContext = {},
): Promise<GoalsStatus> {
  const asked = asking(facts, context.since ?? 0, context.owned ?? new Set());
  let best: GoalsStatus | undefined;
  for (const bindings of await assignments(goals, asked)) {
    const status = await checkBound(goals, bindings, asked);
    if (status.met) return status;
    if (best === undefined || better(status, best)) best = status;
  }
  return best ?? checkBound(goals, {}, asked);
}

async function checkBound(
  goals: readonly Goal[],
  bindings: Readonly<Record<string, string>>,
  asked: Asked,
): Promise<GoalsStatus> {
  const list: GoalStatus[] = [];
  for (const goal of goals) {
    const kind = goalKind(goal.name);
    if (kind === undefined) throw new Error(`${goal.file}:${goal.line}: no goal ${goal.name}`);
    const bound: BoundGoal = { goal, args: goal.args.map((a) => (a.startsWith('?') ? bindings[a.slice(1)] : a)) };
    const because = await kind.check(bound, asked);
    const sentence = kind.say(bound);
    list.push(because === undefined ? { goal, met: true, sentence } : { goal, met: false, sentence, because });
  }
  return {
    met: list.every((g) => g.met),
    goals: list,
    bindings,
    broken: list.some((g) => isLost(g.because)),
  };
}

const LOST: readonly Message['id'][] = ['not.container.gone', 'not.network.gone', 'not.swarm.gone'];

/** Whether something of the lesson's own is gone. */
export function isLost(because: Message | undefined): boolean {
  return because !== undefined && LOST.includes(because.id);
}

/** More goals hold; or as many, and the first difference is in its favour. */
function better(a: GoalsStatus, b: GoalsStatus): boolean {
  const count = (s: GoalsStatus) => s.goals.filter((g) => g.met).length;
  if (count(a) !== count(b)) return count(a) > count(b);
  const first = a.goals.findIndex((g, i) => g.met !== b.goals[i]?.met);
  return first >= 0 && a.goals[first]?.met === true;
}

/** At most this many ways to bind are tried: a learner with that many networks is not lost for want of one more. */
const MOST = 400;

/** Goals that say what a network is like. */
const DEFINING = ['network', 'subnet', 'gateway'];

/**
 * Every way to bind the variables; no two stand for the same network. A variable of which a goal says what it is like
 * stands only for a network that is like that, so that nobody is told about a network of another step.
 */
async function assignments(goals: readonly Goal[], asked: Asked): Promise<Record<string, string>[]> {
  const own = (await asked.networks()).filter((n) => !n.predefined);
  const names = own.map((n) => n.name).sort();
  let ways: Record<string, string>[] = [{}];
  for (const variable of variablesOf(goals)) {
    const about = goals.filter((g) => DEFINING.includes(g.name) && g.args[0] === `?${variable}`);
    const fitting: string[] = [];
    for (const name of names) {
      if ((await checkBound(about, { [variable]: name }, asked)).met) fitting.push(name);
    }
    const next = ways.flatMap((way) => {
      const free = fitting.filter((n) => !Object.values(way).includes(n));
      return free.length === 0 ? [way] : free.map((n) => ({ ...way, [variable]: n }));
    });
    ways = next.slice(0, MOST);
  }
  return ways;
}

/** The variables of some goals, in order of appearance. Each stands for a network. */
export function variablesOf(goals: readonly Goal[]): readonly string[] {
  const words = goals.filter((g) => goalKind(g.name)?.args[0] !== 'words').flatMap((g) => g.args);
  return [...new Set(words.filter((w) => w.startsWith('?')).map((w) => w.slice(1)))];
}
