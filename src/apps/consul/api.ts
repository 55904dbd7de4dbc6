import type { Conversation, Run } from '../../os/index.ts';
import { type Answer, httpApp, json, targetOf } from '../answer.ts';
import type { Request } from '../http.ts';
import { type AgentData, VERSION } from './agent.ts';
import { type Check, deregister, register, type Service, servicesOf } from './catalogue.ts';
import { healthOf } from './checks.ts';

const dataOf = (conn: Conversation) => conn.socket.data as AgentData;

/** All services, Consul's own among them. */
function services(conn: Conversation): readonly Service[] {
  const own: Service = { ID: 'consul', Service: 'consul', Tags: [], Address: '', Port: 8300 };
  return [own, ...servicesOf(conn.world, dataOf(conn).pid)];
}

/** Consul's HTTP API, as far as catalogue, agent and health go; the paths are its own. */
export const consulApi = httpApp(function* (conn, request) {
  const { path, query } = targetOf(request);
  const [version, kind, what, name = '', id = ''] = path.split('/').slice(1);
  if (path === '/') return { status: 302, headers: [['Location', '/ui/']], type: 'text/html', body: '' };
  if (path.startsWith('/ui')) return { type: 'text/html; charset=utf-8', body: UI };
  if (version !== 'v1') return { status: 404, body: '404 page not found\n' };
  const came = ROUTES[`${kind}/${what}`]?.(conn, request, { name, id, query }) ?? unknown(path);
  const answer = 'body' in came ? came : yield* came;
  return query.has('pretty') && answer.type === 'application/json'
    ? { ...answer, body: `${JSON.stringify(JSON.parse(answer.body), undefined, 4)}\n` }
    : answer;
});

interface Asked {
  readonly name: string;
  readonly id: string;
  readonly query: ReadonlyMap<string, string>;
}

const UI = '<!DOCTYPE html>\n<html lang="en"><head><title>Consul by HashiCorp</title></head><body></body></html>\n';

function unknown(path: string): Answer {
  return { status: 404, body: `dockernet-course: not simulated: Consul's ${path}\n` };
}

/** What a path answers; a generator where services are asked first. */
type Route = (conn: Conversation, request: Request, asked: Asked) => Answer | Run<Answer>;

const ROUTES: Readonly<Record<string, Route>> = {
  'status/leader': (conn) => json(`${dataOf(conn).address}:8300`),
  'status/peers': (conn) => json([`${dataOf(conn).address}:8300`]),
  'agent/members': (conn) => json([{ Name: dataOf(conn).node, Addr: dataOf(conn).address, Port: 8301, Status: 1 }]),
  'agent/self': (conn) =>
    json({ Config: { Datacenter: 'dc1', NodeName: dataOf(conn).node, Server: true, Version: VERSION } }),
  'agent/services': (conn) =>
    json(Object.fromEntries(servicesOf(conn.world, dataOf(conn).pid).map(({ Check: _, ...s }) => [s.ID, s]))),
  'agent/service': changed,
  'catalog/nodes': (conn) => json([{ Node: dataOf(conn).node, Address: dataOf(conn).address, Datacenter: 'dc1' }]),
  'catalog/services': (conn) => {
    const names = [...new Set(services(conn).map((s) => s.Service))].sort();
    const tags = (name: string) =>
      [...new Set(services(conn).flatMap((s) => (s.Service === name ? s.Tags : [])))].sort();
    return json(Object.fromEntries(names.map((name) => [name, tags(name)])));
  },
  'catalog/service': (conn, _, { name }) =>
    json(
      services(conn)
        .filter((s) => s.Service === name)
        .map((s) => ({
          Node: dataOf(conn).node,
          Address: dataOf(conn).address,
          Datacenter: 'dc1',
          ServiceID: s.ID,
          ServiceName: s.Service,
          ServiceTags: s.Tags,
          ServiceAddress: s.Address,
          ServicePort: s.Port,
        })),
    ),
  *'health/service'(conn, _, { name, query }) {
    const found = [];
    for (const service of services(conn).filter((s) => s.Service === name)) {
      const health = yield* healthOf(conn, service);
      const { Check: _check, ...own } = service;
      if (query.has('passing') && health.status !== 'passing') continue;
      found.push({
        Node: { Node: dataOf(conn).node, Address: dataOf(conn).address, Datacenter: 'dc1' },
        Service: own,
        Checks: [
          { CheckID: 'serfHealth', Status: 'passing', Output: 'Agent alive and reachable' },
          ...(service.Check
            ? [{ CheckID: `service:${service.ID}`, Status: health.status, Output: health.output }]
            : []),
        ],
      });
    }
    return json(found);
  },
};

/** `PUT /v1/agent/service/register`, `PUT /v1/agent/service/deregister/ID` */
function changed(conn: Conversation, request: Request, { name, id }: Asked): Answer {
  if (name !== 'register' && name !== 'deregister') return { status: 404, body: `unknown service ID: ${name}\n` };
  if (request.method !== 'PUT')
    return { status: 405, headers: [['Allow', 'PUT,OPTIONS']], body: `method ${request.method} not allowed` };
  const { pid } = dataOf(conn);
  if (name === 'deregister') {
    const known = conn.transact((tx) => deregister(tx, pid, id));
    return known
      ? { body: '' }
      : {
          status: 404,
          body: `Unknown service ID "${id}". Ensure that the service ID is passed, not the service name.`,
        };
  }
  let given: Readonly<Record<string, unknown>>;
  try {
    given = JSON.parse(request.body) as Readonly<Record<string, unknown>>;
  } catch (error) {
    return { status: 400, body: `Request decode failed: ${error instanceof Error ? error.message : ''}` };
  }
  if (typeof given.Name !== 'string' || given.Name === '') return { status: 400, body: 'Missing service name' };
  const service: Service = {
    ID: typeof given.ID === 'string' ? given.ID : given.Name,
    Service: given.Name,
    Tags: Array.isArray(given.Tags) ? given.Tags.map(String) : [],
    Address: typeof given.Address === 'string' ? given.Address : '',
    Port: Number(given.Port ?? 0),
    ...(typeof given.Check === 'object' && given.Check !== null ? { Check: given.Check as Check } : {}),
  };
  conn.transact((tx) => register(tx, pid, service));
  return { body: '' };
}
