import type { Kernel, Place } from '../../os/index.ts';
import type { ShellState } from '../../shell/index.ts';

/** What could stand between `from` and the cursor (offsets in the line). */
export interface Completion {
  readonly from: number;
  readonly candidates: readonly string[];
}

/** Where a line is completed. */
export interface At {
  readonly kernel: Kernel;
  readonly place: Place;
  readonly state: ShellState;
}
