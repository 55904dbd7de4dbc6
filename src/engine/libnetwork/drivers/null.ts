import type { Tx } from '../../../base/index.ts';
import { ApiError } from '../../errors.ts';
import { networks } from '../rows.ts';
import type { Driver } from './driver.ts';

/** A driver that makes nothing: the network is what is there already (`host`) or nothing at all (`null`). */
function still(name: 'host' | 'null'): Driver {
  return {
    name,
    scope: 'local',
    ipam: false,
    createNetwork: (tx: Tx, { host }) => {
      if (tx.by(networks, 'host', host).some((n) => n.driver === name && !n.configOnly))
        throw new ApiError(403, `only one instance of "${name}" network is allowed`);
      return { kind: name };
    },
    deleteNetwork: () => undefined,
    createEndpoint: () => undefined,
    deleteEndpoint: () => undefined,
    join: () => undefined,
    leave: () => undefined,
    named: () => false,
  };
}

/** `--network host`: the sandbox is the host's own namespace. */
export const host: Driver = still('host');

/** `--network none`: only the loopback. */
export const none: Driver = still('null');
