import { TASK_STATES, type TaskState } from '../../../engine/index.ts';
import type { Progress } from './display.ts';

/** From how many tasks on only the sum is shown; cli/command/service/progress of docker/cli. */
export const MAX_BARS = 20;
const WIDTH = 9;
const MAX_ERROR = 75;

/** How far a task is, from 1 on. */
export const rank = (state: TaskState): number => TASK_STATES.indexOf(state) + 1;

/** A task in this state runs no more. */
export const terminal = (state: TaskState): boolean => rank(state) > rank('running');

/** A task's state, of so many that it passes through. */
export function stateProgress(id: string, state: TaskState, total: number): Progress {
  return { id, action: state.padEnd(WIDTH), current: rank(state), total };
}

/** What went wrong, in one line that fits a narrow terminal. */
export function errorLine(text: string): string {
  const line = text.replaceAll('\n', ' ');
  return line.length > MAX_ERROR ? `${line.slice(0, MAX_ERROR - 1)}…` : line;
}
