import type { Tx } from '../../../base/index.ts';
import { type Link, linkAdd, linkByName, linkDelete, linkSet, NetError } from '../../../net/index.ts';
import { ApiError } from '../../errors.ts';

/** Finds the interface that a macvlan or ipvlan network sits on, or makes it: a VLAN of a card, or a dummy of the network's own. */
export function parentLink(
  tx: Tx,
  host: string,
  parent: string,
  dummy: string,
): { readonly link: Link; readonly created: boolean } {
  const existing = linkByName(tx, host, parent);
  if (existing) return { link: existing, created: false };
  const link = parent === dummy ? linkAdd(tx, host, { kind: 'dummy', name: dummy }) : vlanLink(tx, host, parent);
  return { link: linkSet(tx, link.id, { up: true }), created: true };
}

/** Removes what `parentLink` made. */
export function dropParent(tx: Tx, host: string, parent: string): void {
  const link = linkByName(tx, host, parent);
  if (link) linkDelete(tx, link.id);
}

/** `eth0.10`: VLAN 10 of eth0; moby libnetwork/drivers/macvlan/macvlan_setup.go#createVlanLink. */
function vlanLink(tx: Tx, host: string, name: string): Link {
  if (!name.includes('.'))
    throw new ApiError(500, `invalid subinterface vlan name ${name}, example formatting is eth0.10`);
  const parts = name.split('.');
  const [card = '', id = ''] = parts;
  if (parts.length !== 2)
    throw new ApiError(
      500,
      `required interface name format is: name.vlan_id, ex. eth0.10 for vlan 10, instead received ${name}`,
    );
  if (!/^[+-]?\d+$/.test(id))
    throw new ApiError(500, `unable to parse a valid vlan id from: ${id} (ex. eth0.10 for vlan 10)`);
  const parent = linkByName(tx, host, card);
  if (!parent) throw new ApiError(500, `-o parent interface was not found on the host: ${card}`);
  const vlan = Number(id);
  if (vlan > 4094 || vlan < 1) throw new ApiError(500, `vlan id must be between 1-4094, received: ${vlan}`);
  try {
    return linkAdd(tx, host, { kind: 'vlan', name, parent: parent.id, vlan });
  } catch (e) {
    if (e instanceof NetError)
      throw new ApiError(500, `failed to create ${name} vlan link: ${e.message.toLowerCase()}`);
    throw e;
  }
}
