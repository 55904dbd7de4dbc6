import { compareText, type Reader, type Tx } from '../../base/index.ts';
import { links, routeDelete, routeFamily, routeReplace, routesOf } from '../../net/index.ts';
import { driverOf } from './drivers/index.ts';
import { GATEWAY_NETWORK } from './predefined.ts';
import { type Endpoint, endpoints, type Network, networks, type Sandbox, sandboxes } from './rows.ts';

interface Attached {
  readonly endpoint: Endpoint;
  readonly network: Network;
}

/** A sandbox's endpoints in the order in which they are to be its way out, and its names are looked for. */
export function inGatewayOrder(r: Reader, sandbox: Sandbox): Attached[] {
  const attached = sandbox.endpoints.flatMap((id) => {
    const endpoint = r.get(endpoints, id);
    const network = endpoint && r.get(networks, endpoint.network);
    return endpoint && network ? [{ endpoint, network }] : [];
  });
  return attached.sort(byGateway);
}

/** moby libnetwork/sandbox.go#Less: priority, then outside before internal, then more gateways, then the network's name. */
function byGateway(a: Attached, b: Attached): number {
  const gateways = ({ endpoint: e }: Attached): number =>
    Number(e.gateway4 !== undefined) + Number(e.gateway6 !== undefined);
  return (
    b.endpoint.gwPriority - a.endpoint.gwPriority ||
    Number(a.network.name === GATEWAY_NETWORK) - Number(b.network.name === GATEWAY_NETWORK) ||
    Number(a.network.internal) - Number(b.network.internal) ||
    gateways(b) - gateways(a) ||
    compareText(a.network.name, b.network.name)
  );
}

/** Whether some endpoint leads outside: if none does, the embedded resolver asks nobody from the host. */
export function hasExternalAccess(r: Reader, sandbox: Sandbox): boolean {
  return inGatewayOrder(r, sandbox).some(
    ({ endpoint: e, network: n }) => !n.internal && (e.gateway4 !== undefined || e.gateway6 !== undefined),
  );
}

/** Moves the default routes, and with them the published ports, to the endpoints that are first now. */
export function updateGateway(tx: Tx, sandboxId: string): void {
  const sandbox = tx.get(sandboxes, sandboxId);
  if (!sandbox || sandbox.useHost) return;
  const order = inGatewayOrder(tx, sandbox);
  tx.patch(sandboxes, sandboxId, { endpoints: order.map((a) => a.endpoint.id) });
  const four = order.find((a) => a.endpoint.gateway4 !== undefined);
  const six = order.find((a) => a.endpoint.gateway6 !== undefined);
  setDefault(tx, sandbox, 4, four?.endpoint);
  setDefault(tx, sandbox, 6, six?.endpoint);
  const families = (a: Attached): (4 | 6)[] => [
    ...(a === four ? [4 as const] : []),
    ...(a === six ? [6 as const] : []),
  ];
  const moved = order.filter((a) => families(a).join() !== a.endpoint.gateway.join());
  // The old way gives its ports back before the new one takes them.
  for (const { endpoint, network } of moved) {
    if (endpoint.bindings.length > 0) driverOf(network.driver).revoke?.(tx, network, endpoint);
    tx.patch(endpoints, endpoint.id, { bindings: [], gateway: [] });
  }
  for (const at of moved) publish(tx, sandbox, at, families(at), six === undefined);
}

function publish(
  tx: Tx,
  sandbox: Sandbox,
  { endpoint, network }: Attached,
  families: readonly (4 | 6)[],
  alone: boolean,
): void {
  const driver = driverOf(network.driver);
  // Where containers are on the LAN themselves there is nothing to publish, and nothing exposed is shown.
  if (families.length === 0 || !driver.publish) return;
  const bindings = driver.publish(tx, network, endpoint, { families, proxy6to4: alone, ports: sandbox.ports });
  tx.patch(endpoints, endpoint.id, { gateway: families, bindings });
}

/** `ip route replace default via …`, or no default route. */
function setDefault(tx: Tx, sandbox: Sandbox, family: 4 | 6, endpoint: Endpoint | undefined): void {
  const via = family === 4 ? endpoint?.gateway4 : endpoint?.gateway6;
  const old = routesOf(tx, sandbox.netns, family).filter((r) => r.dst === 'default' && routeFamily(r) === family);
  if (via !== undefined && old.length === 1 && old[0]?.via === via && old[0]?.link === endpoint?.link) return;
  for (const route of old) routeDelete(tx, sandbox.netns, route);
  if (via === undefined || endpoint?.link === undefined || !tx.get(links, endpoint.link)) return;
  routeReplace(tx, sandbox.netns, { dst: 'default', via, link: endpoint.link });
}
