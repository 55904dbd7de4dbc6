import type { Awaitable, Facts } from './facts.ts';

/**
 * A world in which lines can be played, as a value: playing gives the next stage and leaves this one as it was,
 * so many futures can be tried from one past. The lab implements it.
 */
export interface Stage {
  /** Plays one line in a shell of root on node1, in root's home, without a terminal, until everything it started in the foreground has ended. */
  play(line: string): Awaitable<Played>;
  facts(): Facts;
}

/** What came of a line. */
export interface Played {
  readonly stage: Stage;
  /** Both streams, in the order in which they were written. */
  readonly output: string;
  readonly status: number;
}

/** Opens a fresh world with these Docker hosts and the images of the `real` catalogue, before any lesson's setup. */
export type Play = (hosts: readonly string[]) => Awaitable<Stage>;

/** Plays lines one after another. */
export async function playAll(
  stage: Stage,
  lines: readonly string[],
): Promise<{ readonly stage: Stage; readonly played: readonly (Played & { readonly line: string })[] }> {
  const played: (Played & { readonly line: string })[] = [];
  let at = stage;
  for (const line of lines) {
    const result = await at.play(line);
    played.push({ ...result, line });
    at = result.stage;
  }
  return { stage: at, played };
}
