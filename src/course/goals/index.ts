/** Goals: what must be true of the world. One predicate a file; they ask only through `Facts`. */
export { GOAL_KINDS } from './all.ts';
export { type CheckContext, checkGoals, type GoalStatus, type GoalsStatus, isLost, variablesOf } from './check.ts';
export type { ArgKind, GoalKind } from './kind.ts';
export { parseGoal } from './parse-goal.ts';
