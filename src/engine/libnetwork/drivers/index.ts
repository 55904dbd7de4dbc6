/** Network drivers by name: a line each. What is not here is not simulated, and refused as a plugin that is not installed. */

import { ApiError } from '../../errors.ts';
import { bridge } from './bridge.ts';
import type { Driver } from './driver.ts';
import { ipvlan } from './ipvlan.ts';
import { macvlan } from './macvlan.ts';
import { host, none } from './null.ts';
import { overlay } from './overlay.ts';

export type { Driver, Joined } from './driver.ts';

/** The drivers by name. */
export const drivers: Readonly<Record<string, Driver>> = {
  bridge,
  host,
  ipvlan,
  macvlan,
  null: none,
  overlay,
};

/** The driver of that name. Throws ApiError as for a plugin that nobody has installed. */
export function driverOf(name: string): Driver {
  const driver = drivers[name];
  if (!driver) throw new ApiError(404, `plugin "${name}" not found`);
  return driver;
}
