import { apps, serverPrograms } from '../apps/index.ts';
import { World } from '../base/index.ts';
import { createHosts, engineApps, engineHooks } from '../engine/index.ts';
import { Kernel, type KernelOptions, type Place } from '../os/index.ts';
import { programs } from '../programs/index.ts';

export interface MachineOptions {
  /** Docker hosts that are up. */
  readonly hosts?: readonly string[];
  /** Catalogue of images: as Docker Hub has them, or the stand-ins of the recordings. */
  readonly images?: 'real' | 'stand-in';
  readonly seed?: number;
  /** Virtual time at the start, ms since the epoch. */
  readonly now?: number;
}

/** 2026-01-05 09:00:00 UTC: every world begins on the same Monday morning. */
const MORNING = Date.UTC(2026, 0, 5, 9, 0, 0);

/** The environment of root's shell on a host. */
export const ROOT_ENV: Readonly<Record<string, string>> = {
  PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
  HOME: '/root',
  TERM: 'dumb',
  LANG: 'C.UTF-8',
};

/** All that runs on the machines, and what must know of the ends of processes. */
const MACHINE: KernelOptions = {
  programs: { ...programs, ...serverPrograms },
  apps: { ...apps, ...engineApps },
  ...engineHooks,
};

/** Where a shell on a host runs. */
export function hostPlace(host: string): Place {
  return { host, netns: host, fs: `h:${host}` };
}

/** Fresh hosts with Docker running and the course's images loaded. */
export function createMachine(options: MachineOptions = {}): Kernel {
  const world = World.empty(options.now ?? MORNING, options.seed ?? 1);
  const kernel = new Kernel(world, MACHINE);
  kernel.transact((tx) => createHosts(tx, { hosts: options.hosts ?? ['node1'], images: options.images ?? 'stand-in' }));
  kernel.settle();
  kernel.takeChanges();
  return kernel;
}
