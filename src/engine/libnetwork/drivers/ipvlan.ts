import { ApiError } from '../../errors.ts';
import { childDriver } from './child.ts';
import type { Driver } from './driver.ts';

const MODES = ['l2', 'l3', 'l3s'] as const;
const FLAGS = ['bridge', 'private', 'vepa'];
type Mode = (typeof MODES)[number];

/** Containers on the parent's LAN that share its MAC; in the l3 modes behind it as behind a router. */
export const ipvlan: Driver = childDriver({
  name: 'ipvlan',
  dummy: 'di-',
  mode(options) {
    const [mode, flag] = [options.ipvlan_mode || 'l2', options.ipvlan_flag || 'bridge'];
    if (!(MODES as readonly string[]).includes(mode))
      throw new ApiError(400, `requested ipvlan mode '${mode}' is not valid, 'l2' mode is the ipvlan driver default`);
    if (!FLAGS.includes(flag))
      throw new ApiError(400, `requested ipvlan flag '${flag}' is not valid, 'bridge' is the ipvlan driver default`);
    if (flag !== 'bridge')
      throw new ApiError(501, `dockernet-course: not simulated: -o ipvlan_flag=${flag} (nearest: ipvlan_flag=bridge)`);
    return mode;
  },
  checkParent(_network, parent, _mode, others) {
    const [first] = others;
    if (first)
      throw new ApiError(403, `network di-${first.id.slice(0, 12)} is already using parent interface ${parent}`);
  },
  routed: (mode) => mode !== 'l2',
  link: (parent, mode, name) => ({ kind: 'ipvlan', name, parent, mode: mode as Mode }),
});
