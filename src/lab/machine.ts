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

/** Worlds that were made before, by what was asked for: they never change, so they can begin again. */
const made = new Map<string, World>();

/** Fresh hosts with Docker running and the course's images loaded. */
export function createMachine(options: MachineOptions = {}): Kernel {
  const { hosts = ['node1'], images = 'stand-in', seed = 1, now = MORNING } = options;
  const key = JSON.stringify([hosts, images, seed, now]);
  const known = made.get(key);
  if (known) return new Kernel(known, MACHINE);
  const kernel = new Kernel(World.empty(now, seed), MACHINE);
  kernel.transact((tx) => createHosts(tx, { hosts, images }));
  kernel.settle();
  kernel.takeChanges();
  if (kernel.livePids().length === 0) made.set(key, kernel.world);
  return kernel;
}
