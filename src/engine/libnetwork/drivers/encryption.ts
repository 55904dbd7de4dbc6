import { bytesOfHex, fnv32a, ipToBigInt, type Tx } from '../../../base/index.ts';
import {
  type Ip,
  type Match,
  type XfrmPolicy,
  xfrmPoliciesOf,
  xfrmPolicyDelete,
  xfrmPolicyOf,
  xfrmPolicyUpdate,
  xfrmStateAdd,
  xfrmStateDelete,
  xfrmStateOf,
  xfrmStatesOf,
} from '../../../net/index.ts';
import { dport, type Entry, entry, one } from '../firewall/index.ts';
import { type Agent, controllers, type NetworkKey } from '../rows.ts';

/** Marks what is to be encrypted, and tells Docker's own states and policies from others; moby drivers/overlay/encryption.go. */
const MARK = 0xd0c4e3;

/** The rules of an encrypted network: its datagrams are marked on their way out, and none is let in that came in the clear. */
export function encryptionRules(agent: Agent, vni: number): Entry[] {
  const family = agent.dataAddr.includes(':') ? 6 : 4;
  const [udp, port] = dport('udp', agent.dataPort);
  const clear: Match = { m: 'policy', dir: 'in', pol: 'none' };
  return [
    entry(family, 'mangle', 'OUTPUT', 'end', [udp, port, ofVni(vni)], { t: 'MARK', value: MARK }),
    entry(family, 'filter', 'INPUT', 'top', [udp, clear, port, ofVni(vni)], 'DROP'),
  ];
}

/** A filter program that compares the VNI of a VXLAN header: ld poff; tax; ld [x+4]; rsh #8; jeq; ret; moby drivers/overlay/bpf.go. */
function ofVni(vni: number): Match {
  const code = `32 0 0 4294963252,7 0 0 0,64 0 0 4,116 0 0 8,21 1 0 ${vni},6 0 0 0,6 0 0 4294967295`;
  return { m: 'bpf', code };
}

/** What is sent to a host, and what comes from it, is encrypted from now on. What is there already stays. */
export function setupEncryption(tx: Tx, host: string, remote: Ip): void {
  const agent = tx.get(controllers, host)?.agent;
  if (!agent) return;
  const local = agent.dataAddr;
  agent.keys.forEach((key, i) => {
    addState(tx, host, remote, local, key);
    if (i > 0) return;
    addState(tx, host, local, remote, key);
    const policy = policyTo(local, remote, agent.dataPort, key);
    if (!xfrmPolicyOf(tx, host, policy)) xfrmPolicyUpdate(tx, host, policy);
  });
}

/** A node comes into a swarm: nothing that an earlier one left may stand (setKeys). */
export function clearEncryption(tx: Tx, host: string): void {
  for (const state of xfrmStatesOf(tx, host)) if (state.reqid === MARK) xfrmStateDelete(tx, host, state);
  for (const policy of xfrmPoliciesOf(tx, host)) if (policy.mark.value === MARK) xfrmPolicyDelete(tx, host, policy);
}

/** The manager has new keys, the one to send with in front (updateKeys): for every peer the oldest state goes, the newest comes. */
export function updateKeys(tx: Tx, host: string, keys: readonly NetworkKey[]): void {
  const row = tx.get(controllers, host);
  const agent = row?.agent;
  const [primary] = keys;
  if (!agent || !primary) return;
  const local = agent.dataAddr;
  const [before] = agent.keys;
  for (const remote of peersOf(tx, host)) {
    for (const key of agent.keys) if (!knows(keys, key)) dropState(tx, host, remote, local, key);
    for (const key of keys) if (!knows(agent.keys, key)) addState(tx, host, remote, local, key);
    addState(tx, host, local, remote, primary);
    xfrmPolicyUpdate(tx, host, policyTo(local, remote, agent.dataPort, primary));
    if (before && before.tag !== primary.tag) dropState(tx, host, local, remote, before);
  }
  tx.put(controllers, host, { ...row, agent: { ...agent, keys } });
}

const knows = (keys: readonly NetworkKey[], key: NetworkKey): boolean => keys.some((k) => k.tag === key.tag);

/** The hosts that encryption was set up to, the first one first. */
function peersOf(tx: Tx, host: string): Ip[] {
  const own = xfrmPoliciesOf(tx, host).filter((p) => p.mark.value === MARK);
  return own.map((p) => p.tmpl.dst).reverse();
}

function addState(tx: Tx, host: string, src: Ip, dst: Ip, { key, tag }: NetworkKey): void {
  const id = { dst, proto: 'esp', spi: spiOf(src, dst, tag) } as const;
  if (xfrmStateOf(tx, host, id)) return;
  const salt = id.spi.toString(16).padStart(8, '0');
  const aead = { name: 'rfc4106(gcm(aes))', key: `${key}${salt}`, icv: 64 };
  xfrmStateAdd(tx, host, { ...id, src, reqid: MARK, mode: 'transport', aead });
}

function dropState(tx: Tx, host: string, src: Ip, dst: Ip, { tag }: NetworkKey): void {
  xfrmStateDelete(tx, host, { dst, proto: 'esp', spi: spiOf(src, dst, tag) });
}

function policyTo(
  src: Ip,
  dst: Ip,
  port: number,
  { tag }: NetworkKey,
): Omit<XfrmPolicy, 'netns' | 'number' | 'index' | 'lifetime'> {
  return {
    dir: 'out',
    priority: 0,
    src: one(src),
    dst: one(dst),
    proto: 'udp',
    dport: port,
    mark: { value: MARK, mask: 0xffffffff },
    tmpl: { src, dst, proto: 'esp', spi: spiOf(src, dst, tag), reqid: MARK, mode: 'transport' },
  };
}

/** Both ends come to the same number: a hash of source, tag and destination (buildSPI). */
function spiOf(src: Ip, dst: Ip, tag: number): number {
  return fnv32a(bytesOfHex(`${address(src)}${tag.toString(16).padStart(8, '0')}${address(dst)}`));
}

/** Sixteen bytes: an IPv4 address as one that is mapped into IPv6 (RFC 4291 2.5.5.2). */
function address(ip: Ip): string {
  const digits = ipToBigInt(ip).toString(16);
  return ip.includes(':') ? digits.padStart(32, '0') : digits.padStart(8, '0').padStart(12, 'f').padStart(32, '0');
}
