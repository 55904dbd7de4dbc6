import type { Facts, Stage } from '../course/index.ts';
import { Lab } from '../lab/index.ts';

/** A fresh world with these Docker hosts as a value: see `Stage`. */
export function freshStage(hosts: readonly string[]): Stage {
  return stageAfter([], hosts, freshLab(hosts));
}

function freshLab(hosts: readonly string[]): Lab {
  return Lab.create({ images: 'real', seed: 1, hosts });
}

/**
 * A stage owns a lab, and plays on a fork of it. Where programs run that no fork can take along, the lab itself goes on
 * into the next stage, and the lines are played anew for whoever comes back to this one.
 */
function stageAfter(lines: readonly string[], hosts: readonly string[], made: Lab): Stage {
  let lab: Lab | undefined = made;
  const here = async (): Promise<Lab> => {
    if (lab) return lab;
    const again = freshLab(hosts);
    for (const line of lines) await again.run(line);
    lab ??= again;
    return lab;
  };
  return {
    play: async (line) => {
      const mine = await here();
      const copy = mine.fork();
      if (!copy) lab = undefined;
      const next = copy ?? mine;
      const { output, status } = await next.run(line);
      return { stage: stageAfter([...lines, line], hosts, next), output, status };
    },
    facts: (): Facts => ({
      networks: async () => (await here()).facts().networks(),
      containers: async () => (await here()).facts().containers(),
      endpoints: async () => (await here()).facts().endpoints(),
      nodes: async () => (await here()).facts().nodes(),
      services: async () => (await here()).facts().services(),
      portBindings: async () => (await here()).facts().portBindings(),
      probe: async (from, to) => (await here()).facts().probe(from, to),
      resolve: async (from, name) => (await here()).facts().resolve(from, name),
      fetch: async (from, request) => (await here()).facts().fetch(from, request),
      ran: async () => (await here()).facts().ran(),
    }),
  };
}
