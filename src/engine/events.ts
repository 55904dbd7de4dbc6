import type { Reader, Tx } from '../base/index.ts';
import { compareText } from '../base/index.ts';
import { nextNumber } from '../os/index.ts';
import type { EventMessage, Filters } from './api/index.ts';
import { exactMatch, labelsMatch, matchesPattern } from './filters.ts';
import { type Container, type EventRow, events } from './rows.ts';

/** daemon/events/events.go: eventsLimit */
const KEPT = 256;

/** Logs an event of the daemon. */
export function logEvent(tx: Tx, event: Omit<EventRow, 'seq' | 'at' | 'scope'> & { readonly scope?: 'swarm' }): void {
  const seq = nextNumber(tx, `events/${event.host}`, 0);
  tx.put(events, `${event.host}/${seq}`, { ...event, seq, at: tx.now, scope: event.scope ?? 'local' });
  if (seq >= KEPT) tx.delete(events, `${event.host}/${seq - KEPT}`);
}

/** Logs an event of a container with its image, name and labels; daemon/events.go LogContainerEventWithAttributes. */
export function containerEvent(
  tx: Tx,
  c: Container,
  action: string,
  attributes: Readonly<Record<string, string>> = {},
): void {
  logEvent(tx, {
    host: c.host,
    type: 'container',
    action,
    id: c.id,
    attributes: { ...c.config.Labels, ...attributes, image: c.config.Image, name: c.name },
  });
}

/** Logs an event of a network. */
export function networkEvent(
  tx: Tx,
  network: {
    readonly id: string;
    readonly host: string;
    readonly name: string;
    readonly driver: string;
    readonly scope: string;
  },
  action: 'create' | 'connect' | 'disconnect' | 'destroy' | 'remove' | 'update',
  container?: string,
): void {
  logEvent(tx, {
    host: network.host,
    type: 'network',
    action,
    id: network.id.replace(/@.*/, ''), // a swarm's network has one id on all hosts
    attributes: { ...(container === undefined ? {} : { container }), name: network.name, type: network.driver },
    ...(network.scope === 'swarm' ? { scope: 'swarm' as const } : {}),
  });
}

/** `GET /events` up to now, oldest first; daemon/events/filter.go. Filters that it does not know are let be. */
export function listEvents(
  r: Reader,
  host: string,
  options: { readonly since?: number; readonly until?: number; readonly filters?: Filters } = {},
): readonly EventMessage[] {
  const filters = options.filters ?? {};
  return r
    .by(events, 'host', host)
    .filter(
      (e) =>
        (options.since === undefined || e.at >= options.since) &&
        (options.until === undefined || e.at <= options.until),
    )
    .filter((e) => include(e, filters))
    .sort((a, b) => a.seq - b.seq)
    .map(message);
}

function include(e: EventRow, filters: Filters): boolean {
  const action = e.action.replace(/:.*/, '');
  return (
    (!filters.event?.length || filters.event.includes(e.action) || filters.event.includes(action)) &&
    exactMatch(filters.type, e.type) &&
    exactMatch(filters.scope, e.scope) &&
    ofType(e, 'daemon', filters.daemon) &&
    ofContainer(e, filters.container) &&
    ofType(e, 'volume', filters.volume) &&
    ofNetwork(e, filters.network) &&
    ofImage(e, filters.image) &&
    ofType(e, 'service', filters.service) &&
    ofType(e, 'node', filters.node) &&
    labelsMatch(filters.label, e.attributes)
  );
}

/** The event's own object is meant, by id or by name. */
function names(e: EventRow, values: readonly string[]): boolean {
  return values.some(
    (v) => matchesPattern(v, e.id) || matchesPattern(v, e.attributes.name ?? '') || e.id.startsWith(v),
  );
}

function ofType(e: EventRow, type: string, values: readonly string[] | undefined): boolean {
  return !values?.length || (e.type === type && names(e, values));
}

/** Containers are meant by their own events and by those of networks that they join; fuzzyMatchName. */
function ofContainer(e: EventRow, values: readonly string[] | undefined): boolean {
  if (!values?.length) return true;
  return e.type === 'container' && values.some((v) => e.id.startsWith(v) || e.attributes.name === v.replace(/^\//, ''));
}

function ofNetwork(e: EventRow, values: readonly string[] | undefined): boolean {
  if (!values?.length) return true;
  return e.type === 'network' && values.some((v) => e.id.startsWith(v) || e.attributes.name === v);
}

function ofImage(e: EventRow, values: readonly string[] | undefined): boolean {
  if (!values?.length) return true;
  const bare = (name: string) => name.replace(/:[^/]*$/, '');
  const id = e.type === 'image' ? e.id : (e.attributes.image ?? '');
  const name = e.attributes.name ?? '';
  return values.some((v) => v === id || v === name || v === bare(id) || (e.type === 'image' && v === bare(name)));
}

function message(e: EventRow): EventMessage {
  const legacy =
    e.type === 'container'
      ? { status: e.action, id: e.id, from: e.attributes.image ?? '' }
      : e.type === 'image'
        ? { status: e.action, id: e.id }
        : {};
  const attributes = Object.fromEntries(Object.entries(e.attributes).sort(([a], [b]) => compareText(a, b)));
  return {
    ...legacy,
    Type: e.type,
    Action: e.action,
    Actor: { ID: e.id, Attributes: attributes },
    scope: e.scope,
    time: Math.floor(e.at / 1000),
    timeNano: e.at * 1_000_000 + (e.seq % 1000) * 1000,
  };
}
