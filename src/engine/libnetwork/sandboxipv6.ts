import type { Reader, Tx } from '../../base/index.ts';
import { linkByName } from '../../net/index.ts';
import { keepIpv4Hosts } from './etchosts.ts';
import { sandboxes } from './rows.ts';

/** Whether a container has IPv6 at all: its loopback shows it; moby libnetwork/sandbox_linux.go#IPv6Enabled. */
export function ipv6Enabled(r: Reader, sandboxId: string): boolean {
  const sandbox = r.get(sandboxes, sandboxId);
  if (!sandbox || sandbox.useHost) return true;
  return linkByName(r, sandbox.netns, 'lo')?.addrs.some((a) => a.ip === '::1') ?? false;
}

/** The container's sysctls stand: its /etc/hosts names no IPv6 addresses where there are none; moby libnetwork/sandbox_dns_unix.go#rebuildHostsFile. */
export function finishInitDns(tx: Tx, sandboxId: string): void {
  const sandbox = tx.get(sandboxes, sandboxId);
  if (sandbox && !ipv6Enabled(tx, sandboxId)) keepIpv4Hosts(tx, sandbox.fs);
}
