import { isLocal } from '../../net/index.ts';
import { getaddrinfo, type Process, type Run, utsNames } from '../../os/index.ts';

/** The machine of the lab that has a name, or an address that the name stands for. */
export function* machineBehind(proc: Process, name: string): Run<string | undefined> {
  if (isMachine(proc, name)) return name;
  const found = yield* getaddrinfo(proc, name, {});
  return found.kind === 'ok' ? machineAt(proc, found.addresses) : undefined;
}

/** Whether a machine of the lab is called so. */
export function isMachine(proc: Process, name: string): boolean {
  return proc.world.get(utsNames, name) !== undefined && !name.startsWith('c:');
}

/** The machine that has one of these addresses. */
export function machineAt(proc: Process, addresses: readonly string[]): string | undefined {
  return proc.world
    .all(utsNames)
    .map((u) => u.hostname)
    .filter((name) => isMachine(proc, name))
    .find((name) => addresses.some((ip) => isLocal(proc.world, name, ip)));
}
