import { driverNames } from '../engine/index.ts';
import { programs, supportedCommands, UNSIMULATED_IDS } from '../programs/index.ts';
import compared from './compared.json' with { type: 'json' };

/**
 * How far a thing can be relied on: its output is that of recordings of the real one; it follows source and
 * documentation and no recording holds it; it answers "not simulated".
 */
export type Class = 'compared' | 'source' | 'not';

/** A command of docker, and which of its flags a recording has. */
export interface SupportedCommand {
  readonly command: string;
  readonly class: Class;
  readonly compared: readonly string[];
  readonly source: readonly string[];
}

/** What the simulation can do: read off its own registries, and off the list of what its recordings use. */
export interface Support {
  readonly docker: readonly SupportedCommand[];
  /** Other programs, `package/command`. */
  readonly programs: readonly { readonly id: string; readonly class: Class }[];
  readonly drivers: readonly { readonly name: string; readonly class: Class }[];
}

const recorded: { readonly docker: Readonly<Record<string, readonly string[]>>; readonly programs: readonly string[] } =
  compared;

/** Drivers whose traffic no recording covers: they follow Docker's source and the kernel's documentation. */
const FROM_SOURCE: readonly string[] = ['ipvlan'];

/** The table of what is simulated, in its three classes. */
export function support(): Support {
  const missing = new Set(UNSIMULATED_IDS);
  const seen = new Set(recorded.programs);
  return {
    docker: supportedCommands().map(({ command, flags, simulated }) => {
      const known = recorded.docker[command];
      if (!simulated) return { command, class: 'not', compared: [], source: [] };
      return {
        command,
        class: known ? 'compared' : 'source',
        compared: flags.filter((flag) => known?.includes(flag)),
        source: flags.filter((flag) => !known?.includes(flag)),
      };
    }),
    programs: Object.keys(programs)
      .sort()
      .map((id) => ({ id, class: missing.has(id) ? 'not' : seen.has(id) ? 'compared' : 'source' })),
    drivers: driverNames().map((name) => ({ name, class: FROM_SOURCE.includes(name) ? 'source' : 'compared' })),
  };
}
