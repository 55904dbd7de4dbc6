import { hexId, macFromIp, type Tx } from '../../../base/index.ts';
import { addrAdd, linkAdd, linkDelete, linkSet, links, netnsAdd, vethAdd } from '../../../net/index.ts';
import { nextNumber, resetNumber } from '../../../os/index.ts';
import { ApiError } from '../../errors.ts';
import { program, withdraw } from '../firewall/index.ts';
import { mountNetns, unmountNetns } from '../netnsfile.ts';
import { controllers, type Network, type OverlayNetwork, shownId } from '../rows.ts';
import type { Driver, Joined } from './driver.ts';
import { encryptionRules } from './encryption.ts';

/** Outer Ethernet, IP, UDP and VXLAN headers; what ESP adds at most. moby libnetwork/drivers/overlay. */
const ENCAPSULATION = 50;
const ENCRYPTION = 26;
const VNI = 'com.docker.network.driver.overlay.vxlanid_list';

/** The overlay driver: the network's own namespace with a bridge and a VXLAN device, a veth pair from it into each container. */
export const overlay: Driver = {
  name: 'overlay',
  scope: 'swarm',
  ipam: true,
  named: () => true,

  createNetwork(tx, network) {
    const agent = tx.get(controllers, network.host)?.agent;
    if (!agent) throw new ApiError(500, 'no VNI provided');
    const id = shownId(network.id);
    const netns = `${network.host}:1-${id.slice(0, 10)}`;
    const secure = 'encrypted' in network.options;
    const mtu = mtuOf(network.options['com.docker.network.driver.mtu'], secure);
    const vni = Number(network.options[VNI]);
    if (secure) program(tx, network.host, encryptionRules(agent, vni));
    netnsAdd(tx, { id: netns, host: network.host });
    mountNetns(tx, network.host, netns, `1-${id.slice(0, 10)}`);
    const bridge = linkAdd(tx, netns, { kind: 'bridge', name: 'br0', mtu });
    const [pool] = network.ipv4;
    if (pool?.gateway !== undefined)
      addrAdd(tx, bridge.id, { ip: pool.gateway, prefix: Number(pool.subnet.split('/')[1]) });
    linkSet(tx, bridge.id, { up: true });
    const name = `vx-${vni.toString(16).padStart(6, '0')}-${id.slice(0, 5)}`;
    const vxlan = linkAdd(tx, network.host, { kind: 'vxlan', name, vni, port: agent.dataPort, mtu });
    linkSet(tx, vxlan.id, { netns, name: 'vxlan0' });
    linkSet(tx, vxlan.id, { master: bridge.id, up: true });
    return { kind: 'overlay', netns, bridge: bridge.id, vxlan: vxlan.id, vni, mtu, secure };
  },

  deleteNetwork(tx, network) {
    const { netns, vxlan, secure, vni } = own(network);
    const agent = tx.get(controllers, network.host)?.agent;
    if (secure && agent) withdraw(tx, network.host, encryptionRules(agent, vni));
    if (tx.get(links, vxlan)) linkDelete(tx, vxlan);
    resetNumber(tx, `overlay/${network.id}`);
    unmountNetns(tx, network.host, netns);
  },

  createEndpoint: (_tx, _network, endpoint) =>
    endpoint.mac ?? (endpoint.ipv4 === undefined ? undefined : macFromIp(endpoint.ipv4)),
  deleteEndpoint: () => undefined,

  join(tx, network, endpoint, netns): Joined {
    const { netns: inside, bridge, mtu } = own(network);
    // made on the host: the ends keep the numbers that they have there
    const [outer, inner] = vethAdd(
      tx,
      { netns: network.host, name: `veth${hexId(tx, 7)}`, mtu },
      {
        netns: network.host,
        name: `veth${hexId(tx, 7)}`,
        mtu,
        ...(endpoint.mac === undefined ? {} : { mac: endpoint.mac }),
      },
    );
    linkSet(tx, outer.id, { netns: inside, name: `veth${nextNumber(tx, `overlay/${network.id}`, 0)}` });
    linkSet(tx, outer.id, { master: bridge, up: true });
    linkSet(tx, inner.id, { netns });
    return { link: inner.id, hostLink: outer.id, prefix: 'eth' };
  },

  leave(tx: Tx, _network, endpoint) {
    if (endpoint.hostLink !== undefined && tx.get(links, endpoint.hostLink)) linkDelete(tx, endpoint.hostLink);
  },
};

/** moby drivers/overlay/ov_endpoint.go and encryption.go#maxMTU: a multiple of four under IPsec. */
function mtuOf(option: string | undefined, secure: boolean): number {
  const mtu = (Number(option) || 1500) - ENCAPSULATION;
  if (!secure) return mtu;
  return mtu - ENCRYPTION - ((mtu - ENCRYPTION) % 4);
}

function own(network: Network): OverlayNetwork {
  if (network.data.kind !== 'overlay') throw new Error(`${network.name} is no overlay network`);
  return network.data;
}
