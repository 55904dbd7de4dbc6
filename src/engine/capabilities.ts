import type { Process } from '../os/index.ts';
import { daemonOf } from './daemon-of.ts';

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

/** Whether the process may do what needs this capability: root on a host may do all, a container's root what it was given. */
export function hasCapability(proc: Process, capability: string): boolean {
  if (proc.user !== 'root' && proc.user !== '0') return false;
  if (proc.container === undefined) return true;
  const given = daemonOf(proc, proc.host).containerInspect(proc.container).HostConfig;
  if (given.Privileged) return true;
  const plain = (list: readonly string[] | null | undefined) =>
    (list ?? []).map((c) => c.toUpperCase().replace(/^CAP_/, ''));
  const [add, drop] = [plain(given.CapAdd), plain(given.CapDrop)];
  if (drop.includes(capability)) return false;
  if (add.includes('ALL') || add.includes(capability)) return true;
  return DEFAULT_CAPS.includes(capability) && !drop.includes('ALL');
}
