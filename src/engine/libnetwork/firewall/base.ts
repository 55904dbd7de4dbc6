import type { Tx } from '../../../base/index.ts';
import { chainPolicy, ensureChain } from '../../../net/index.ts';
import { type Entry, entry, notDst, program, toLocal } from './rule.ts';

const FILTER_CHAINS = [
  'DOCKER',
  'DOCKER-BRIDGE',
  'DOCKER-CT',
  'DOCKER-FORWARD',
  'DOCKER-ISOLATION-STAGE-1',
  'DOCKER-ISOLATION-STAGE-2',
  'DOCKER-USER',
];

/** The chains that dockerd makes when it starts, and what leads into them; moby …/iptabler/iptabler.go#setupIPChains. */
export function initFirewall(tx: Tx, netns: string, family: 4 | 6): void {
  for (const chain of FILTER_CHAINS) ensureChain(tx, netns, family, 'filter', chain);
  ensureChain(tx, netns, family, 'nat', 'DOCKER');
  program(tx, netns, base(family));
}

function base(family: 4 | 6): Entry[] {
  const loopback = family === 4 ? '127.0.0.0/8' : '::1/128';
  return [
    entry(family, 'nat', 'PREROUTING', 'end', [toLocal], 'DOCKER'),
    entry(family, 'nat', 'OUTPUT', 'end', [notDst(loopback), toLocal], 'DOCKER'),
    entry(family, 'filter', 'DOCKER-FORWARD', 'end', [], 'DOCKER-CT'),
    entry(family, 'filter', 'DOCKER-FORWARD', 'end', [], 'DOCKER-ISOLATION-STAGE-1'),
    entry(family, 'filter', 'DOCKER-FORWARD', 'end', [], 'DOCKER-BRIDGE'),
    entry(family, 'filter', 'FORWARD', 'top', [], 'DOCKER-FORWARD'),
    entry(family, 'filter', 'FORWARD', 'top', [], 'DOCKER-USER'),
  ];
}

/** What dockerd does when it was the one to switch forwarding on: nobody else's packets are to be forwarded. */
export function dropForward(tx: Tx, netns: string, family: 4 | 6): void {
  chainPolicy(tx, netns, family, 'filter', 'FORWARD', 'DROP');
}
