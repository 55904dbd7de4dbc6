import type { Tx } from '../../base/index.ts';
import type { ContainerUpdateRequest } from '../api/index.ts';
import { badRequest, conflict } from '../errors.ts';
import { containerEvent } from '../events.ts';
import { type Container, containers } from '../rows.ts';
import { cleanName, holderOf, reserveName } from './names.ts';
import { renameInNetworks } from './networking.ts';
import { checkRestartPolicy } from './validate.ts';

/** `POST /containers/{id}/rename`; daemon/rename.go */
export function renameContainer(tx: Tx, c: Container, name: string): void {
  if (name === '') throw badRequest('Neither old nor new names may be empty');
  const bare = name.startsWith('/') ? name.slice(1) : name;
  if (bare === c.name) throw badRequest('Renaming a container with the same name as its current name');
  let taken: string;
  try {
    taken = reserveName(tx, c.host, name.startsWith('/') ? name : `/${name}`); // moby daemon/rename.go puts the slash before it asks
  } catch (e) {
    const text = e instanceof Error ? e.message : '';
    const status = holderOf(tx, c.host, bare) === undefined ? badRequest : conflict;
    throw status(`Error when allocating new name: ${text}`);
  }
  const after = tx.put(containers, c.id, { ...c, name: cleanName(taken) });
  renameInNetworks(tx, c, after);
  containerEvent(tx, tx.get(containers, c.id) ?? after, 'rename', { oldName: `/${c.name}` });
}

/** `POST /containers/{id}/update`; daemon/update.go */
export function updateContainer(
  tx: Tx,
  c: Container,
  request: ContainerUpdateRequest,
): { readonly Warnings: readonly string[] } {
  const policy = request.RestartPolicy;
  if (policy?.Name) {
    checkRestartPolicy(policy);
    if (c.hostConfig.AutoRemove && policy.Name !== 'no')
      throw badRequest('Restart policy cannot be updated because AutoRemove is enabled for the container');
  }
  const { RestartPolicy: _policy, ...limits } = request;
  const set = Object.fromEntries(Object.entries(limits).filter(([, v]) => v !== undefined && v !== 0 && v !== ''));
  const memory = request.Memory ?? 0;
  const swap = request.MemorySwap || c.hostConfig.MemorySwap;
  if (memory > 0 && swap !== -1 && !request.MemorySwap && memory > swap)
    throw badRequest(
      `Cannot update container ${c.id}: Memory limit should be smaller than already set memoryswap limit, update the memoryswap at the same time`,
    );
  const after = tx.put(containers, c.id, {
    ...c,
    hostConfig: { ...c.hostConfig, ...set, ...(policy?.Name ? { RestartPolicy: policy } : {}) },
  });
  containerEvent(tx, after, 'update');
  return { Warnings: [] };
}
