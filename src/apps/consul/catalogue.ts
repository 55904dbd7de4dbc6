import { type Reader, type Tx, table } from '../../base/index.ts';

/** A check of a service: what is asked to tell whether it is well. */
export interface Check {
  readonly HTTP?: string;
  readonly TCP?: string;
}

/** A service as it was registered; Consul's API, /v1/agent/service/register. */
export interface Service {
  readonly ID: string;
  readonly Service: string;
  readonly Tags: readonly string[];
  readonly Address: string;
  readonly Port: number;
  readonly Check?: Check;
}

/** What an agent in dev mode knows; it is gone with its process. */
interface Agent {
  readonly services: readonly Service[];
}

/** By the agent's pid. */
const agents = table<Agent>('apps.consul');

/** The services that an agent knows, by name and id. */
export function servicesOf(r: Reader, pid: number): readonly Service[] {
  return r.get(agents, String(pid))?.services ?? [];
}

/** Adds a service, or what it has become. */
export function register(tx: Tx, pid: number, service: Service): void {
  const others = servicesOf(tx, pid).filter((s) => s.ID !== service.ID);
  tx.put(agents, String(pid), { services: [...others, service].sort((a, b) => (a.ID < b.ID ? -1 : 1)) });
}

/** Takes a service away; false when there is none of that id. */
export function deregister(tx: Tx, pid: number, id: string): boolean {
  const services = servicesOf(tx, pid);
  tx.put(agents, String(pid), { services: services.filter((s) => s.ID !== id) });
  return services.some((s) => s.ID === id);
}
