import { driverNames } from '../engine/index.ts';
import { programs, supportedCommands, UNSIMULATED_IDS } from '../programs/index.ts';

/** What the simulation can do, read off its own registries. */
export interface Support {
  /** Docker's commands: those that act, and those whose grammar and help are there but that answer "not simulated". */
  readonly docker: { readonly simulated: readonly string[]; readonly not: readonly string[] };
  /** Other programs, `package/command`. */
  readonly programs: { readonly simulated: readonly string[]; readonly not: readonly string[] };
  readonly drivers: readonly { readonly name: string; readonly source: 'recordings' | 'source' }[];
}

/** Drivers whose traffic no recording covers: they follow Docker's source and the kernel's documentation. */
const FROM_SOURCE: readonly string[] = ['ipvlan'];

/** The table of what is simulated. */
export function support(): Support {
  const docker = supportedCommands();
  const missing = new Set(UNSIMULATED_IDS);
  return {
    docker: {
      simulated: docker.filter((c) => c.simulated).map((c) => c.command),
      not: docker.filter((c) => !c.simulated).map((c) => c.command),
    },
    programs: {
      simulated: Object.keys(programs)
        .filter((id) => !missing.has(id))
        .sort(),
      not: [...missing].sort(),
    },
    drivers: driverNames().map((name) => ({ name, source: FROM_SOURCE.includes(name) ? 'source' : 'recordings' })),
  };
}
