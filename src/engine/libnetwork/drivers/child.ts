import { hexId, inCidr, type Reader, randomMac, type Tx } from '../../../base/index.ts';
import { type Link, linkAdd, linkByName, linkSet, NetError, type NewLink } from '../../../net/index.ts';
import { ApiError } from '../../errors.ts';
import { type ChildNetwork, type Endpoint, type Network, networks } from '../rows.ts';
import type { Driver, Joined, NewDriverNetwork } from './driver.ts';
import { dropParent, parentLink } from './parent.ts';

/** What macvlan and ipvlan do not have in common. */
interface Kind {
  readonly name: 'macvlan' | 'ipvlan';
  /** Prefix of the dummy that stands for a parent that was not given. */
  readonly dummy: 'dm-' | 'di-';
  /** Reads and checks the options: the mode. Throws ApiError. */
  mode(options: Readonly<Record<string, string>>): string;
  /** Whether the network may share its parent. Throws ApiError. */
  checkParent(network: NewDriverNetwork, parent: string, mode: string, others: readonly Network[]): void;
  /** Layer 3: no gateway, the interface itself is the way out. */
  routed(mode: string): boolean;
  link(parent: string, mode: string, name: string): NewLink;
}

/** A driver that gives every endpoint an interface of its own on a parent interface; moby libnetwork/drivers/{macvlan,ipvlan}. */
export function childDriver(kind: Kind): Driver {
  const parentOf = (options: Readonly<Record<string, string>>): string => options.parent ?? '';
  return {
    name: kind.name,
    scope: 'local',
    ipam: true,
    named: () => true,
    skipGateway: (options, _family, internal) =>
      internal || parentOf(options) === '' || kind.routed(modeOr(kind, options)),

    createNetwork(tx, network) {
      const mode = kind.mode(network.options);
      const given = parentOf(network.options);
      if (given === 'lo') throw new ApiError(400, `loopback interface is not a valid ${kind.name} parent link`);
      const parent = given || `${kind.dummy}${network.id.slice(0, 12)}`;
      const others = siblings(tx, network.host, kind.name, parent);
      kind.checkParent(network, parent, mode, others);
      const { created } = parentLink(tx, network.host, parent, `${kind.dummy}${network.id.slice(0, 12)}`);
      return { kind: 'child', parent, mode, created, closed: network.internal || given === '' };
    },

    deleteNetwork(tx, network) {
      const { parent, created } = own(network);
      const shared = siblings(tx, network.host, kind.name, parent).some((n) => n.id !== network.id);
      if (created && !shared) dropParent(tx, network.host, parent);
    },

    createEndpoint: (tx, _network, endpoint) => (kind.name === 'macvlan' ? (endpoint.mac ?? randomMac(tx)) : undefined),
    deleteEndpoint: () => undefined,

    join(tx, network, endpoint, netns): Joined {
      const { parent, mode, closed } = own(network);
      const on = linkByName(tx, network.host, parent);
      if (!on) throw new ApiError(500, `failed to create the ${kind.name} port: Link not found`);
      const made = addChild(tx, network, kind.link(on.id, mode, `veth${hexId(tx, 7)}`), endpoint, kind.name);
      linkSet(tx, made.id, { netns });
      if (closed) return { link: made.id, prefix: 'eth' };
      if (kind.routed(mode)) return { link: made.id, prefix: 'eth', onLinkDefault: true };
      return { link: made.id, prefix: 'eth', ...gateways(network, endpoint) };
    },

    leave: () => undefined,
  };
}

function modeOr(kind: Kind, options: Readonly<Record<string, string>>): string {
  try {
    return kind.mode(options);
  } catch {
    // A wrong mode is refused when the network is made.
    return '';
  }
}

function own(network: Network): ChildNetwork {
  if (network.data.kind !== 'child') throw new Error(`${network.name} has no parent interface`);
  return network.data;
}

/** Networks of a driver on the same parent. */
function siblings(r: Reader, host: string, driver: string, parent: string): Network[] {
  return r
    .by(networks, 'host', host)
    .filter((n) => n.driver === driver && n.data.kind === 'child' && n.data.parent === parent)
    .sort((a, b) => a.seq - b.seq);
}

function addChild(tx: Tx, network: Network, wanted: NewLink, endpoint: Endpoint, driver: string): Link {
  try {
    return linkAdd(tx, network.host, { ...wanted, ...(endpoint.mac === undefined ? {} : { mac: endpoint.mac }) });
  } catch (e) {
    if (e instanceof NetError)
      throw new ApiError(500, `failed to create the ${driver} port: ${e.message.toLowerCase()}`);
    throw e;
  }
}

/** The gateway of the subnet that the endpoint's address is from. */
function gateways(network: Network, endpoint: Endpoint): Pick<Joined, 'gateway4' | 'gateway6'> {
  const of = (ip: string | undefined, pools: Network['ipv4']): string | undefined =>
    ip === undefined ? undefined : pools.find((p) => inCidr(ip, p.subnet))?.gateway;
  const [gateway4, gateway6] = [of(endpoint.ipv4, network.ipv4), of(endpoint.ipv6, network.ipv6)];
  return { ...(gateway4 === undefined ? {} : { gateway4 }), ...(gateway6 === undefined ? {} : { gateway6 }) };
}
