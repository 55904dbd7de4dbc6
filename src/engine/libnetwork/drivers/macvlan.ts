import { ApiError } from '../../errors.ts';
import { childDriver } from './child.ts';
import type { Driver } from './driver.ts';

const MODES = ['bridge', 'private', 'vepa', 'passthru'] as const;
type Mode = (typeof MODES)[number];

/** Containers as machines of their own on the parent's LAN, each with a MAC. */
export const macvlan: Driver = childDriver({
  name: 'macvlan',
  dummy: 'dm-',
  mode(options) {
    const mode = options.macvlan_mode || 'bridge';
    if (!(MODES as readonly string[]).includes(mode))
      throw new ApiError(
        400,
        `requested macvlan mode '${mode}' is not valid, 'bridge' mode is the macvlan driver default`,
      );
    return mode;
  },
  checkParent(_network, parent, mode, others) {
    const [first] = others;
    if (mode === 'passthru' && first)
      throw new ApiError(
        403,
        `cannot use mode passthru, macvlan network ${first.id} is already using parent interface ${parent}`,
      );
    const alone = others.find((n) => n.data.kind === 'child' && n.data.mode === 'passthru');
    if (alone)
      throw new ApiError(
        403,
        `macvlan network ${alone.id} is already using parent interface ${parent} in mode passthru`,
      );
  },
  routed: () => false,
  link: (parent, mode, name) => ({ kind: 'macvlan', name, parent, mode: mode as Mode }),
});
