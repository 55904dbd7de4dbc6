import type { Reader } from '../base/index.ts';
import { containers } from './rows.ts';

/** What runc gives a container's root by default; capabilities(7), moby's default spec. */
const DEFAULT_CAPS = [
  'CHOWN',
  'DAC_OVERRIDE',
  'FSETID',
  'FOWNER',
  'MKNOD',
  'NET_RAW',
  'SETGID',
  'SETUID',
  'SETFCAP',
  'SETPCAP',
  'NET_BIND_SERVICE',
  'SYS_CHROOT',
  'KILL',
  'AUDIT_WRITE',
];

/** Whether a container's root was given the capability; a host's root has all. */
export function capable(
  r: Reader,
  { container }: { readonly container?: string | undefined },
  capability: string,
): boolean {
  const given = container === undefined ? undefined : r.get(containers, container)?.hostConfig;
  if (given === undefined || given.Privileged) return true;
  const plain = (list: readonly string[] | null | undefined) =>
    (list ?? []).map((c) => c.toUpperCase().replace(/^CAP_/, ''));
  const [add, drop] = [plain(given.CapAdd), plain(given.CapDrop)];
  if (drop.includes(capability)) return false;
  if (add.includes('ALL') || add.includes(capability)) return true;
  return DEFAULT_CAPS.includes(capability) && !drop.includes('ALL');
}
