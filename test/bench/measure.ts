/** The middle of some measurements. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

/** Runs several candidates in turns, so that noise falls on all alike; returns the medians in ms. */
export async function sideBySide<K extends string>(
  rounds: number,
  candidates: Readonly<Record<K, (round: number) => Promise<number>>>,
): Promise<Record<K, number>> {
  const times = new Map<string, number[]>();
  for (let round = 0; round < rounds; round++)
    for (const [name, run] of Object.entries<(round: number) => Promise<number>>(candidates)) {
      const list = times.get(name) ?? [];
      list.push(await run(round));
      times.set(name, list);
    }
  return Object.fromEntries([...times].map(([name, list]) => [name, median(list)])) as Record<K, number>;
}

/** The wall time of some work, ms. */
export async function timed(work: () => unknown): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

export function print(label: string, value: string): void {
  process.stdout.write(`${label.padEnd(62)} ${value}\n`);
}

export function ratio(a: number, b: number): string {
  return `${(a / b).toFixed(2)}x`;
}

export const ms = (n: number) => `${n.toFixed(n < 10 ? 2 : 0)} ms`;
