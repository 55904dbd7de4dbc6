import type { Facts, Stage } from '../course/index.ts';
import { Lab } from '../lab/index.ts';

/** A fresh world as a value: see `Stage`. */
export function freshStage(): Stage {
  return stageAfter([], undefined);
}

function stageAfter(lines: readonly string[], made: Lab | undefined): Stage {
  let lab = made;
  const here = async (): Promise<Lab> => {
    if (lab) return lab;
    const again = Lab.create({ images: 'real', seed: 1 });
    for (const line of lines) await again.run(line);
    lab ??= again;
    return lab;
  };
  return {
    play: async (line) => {
      const own = await here();
      const copy = own.fork();
      if (!copy) lab = undefined; // programs run in it: the next stage takes it over, this one plays its lines again when asked
      const mine = copy ?? own;
      const { output, status } = await mine.run(line);
      return { stage: stageAfter([...lines, line], mine), output, status };
    },
    facts: (): Facts => ({
      networks: async () => (await here()).facts().networks(),
      containers: async () => (await here()).facts().containers(),
      endpoints: async () => (await here()).facts().endpoints(),
      portBindings: async () => (await here()).facts().portBindings(),
      probe: async (from, to) => (await here()).facts().probe(from, to),
      resolve: async (from, name) => (await here()).facts().resolve(from, name),
      ran: async () => (await here()).facts().ran(),
    }),
  };
}
