import { byteLength, type Reader, type Tx } from '../base/index.ts';
import { extendExchange } from './exchange.ts';
import { endKey, type Stream, type StreamEnd, streams } from './rows/index.ts';
import { segment } from './tcp.ts';
import { headerOf, tcpHeader } from './walk/packet.ts';
import { type Flight, flyAll } from './walk/send.ts';

type Side = 'a' | 'b';
type Row = Stream & { readonly accepted: boolean };

const other = (side: Side): Side => (side === 'a' ? 'b' : 'a');

function put(tx: Tx, id: string, side: Side, change: Partial<StreamEnd>): void {
  const row = tx.get(streams, id);
  if (row) tx.put(streams, id, { ...row, [side]: { ...row[side], ...change } });
}

/** The connection as it stands. */
export function streamPeek(r: Reader, id: string): Row | undefined {
  return r.get(streams, id);
}

/** accept(2): somebody has taken the connection up. */
export function streamAccept(tx: Tx, id: string): void {
  if (tx.get(streams, id)) tx.patch(streams, id, { accepted: true });
}

// A segment that arrived is acknowledged; if the path is too narrow the sender learns it and tries again (RFC 1191).
function deliverSegment(tx: Tx, row: Row, side: Side, flags: 'PA' | 'FA', data: string): 'ok' | 'reset' | 'lost' {
  const length = byteLength(data);
  const flights: Flight[] = [];
  const [from, to] = [row[side], row[other(side)]];
  let { pmtu } = from;
  let outcome: 'ok' | 'reset' | 'lost' = 'lost';
  for (let tries = 0; tries < 4; tries++) {
    const size = headerOf(from.local.ip) + tcpHeader(false) + length;
    const packet = segment(from, flags, {
      size,
      ...(data === '' ? {} : { data }),
      seq: from.sent + 1,
      ack: to.sent + 1,
      ...(size > pmtu ? { gso: pmtu } : {}),
    });
    const way = flyAll(tx, from.netns, { packet });
    flights.push(...way);
    const [first] = way;
    if (first?.ending.outcome === 'delivered' && first.ending.at === to.netns) {
      outcome = 'ok';
      break;
    }
    if (cameBack(way, from)) outcome = 'reset';
    const narrower = first?.ending.mtu ?? tooBig(way, from);
    if (narrower === undefined || narrower >= pmtu) break;
    pmtu = narrower;
    put(tx, row.id, side, { pmtu });
  }
  if (outcome === 'ok') {
    const count = length + (flags === 'FA' ? 1 : 0);
    put(tx, row.id, side, { sent: from.sent + count });
    flights.push(
      ...flyAll(tx, to.netns, { packet: segment(to, 'A', { seq: to.sent + 1, ack: from.sent + count + 1 }) }),
    );
  }
  extendExchange(
    tx,
    row.exchange,
    flights.map((flight) => flight.trace),
  );
  return outcome;
}

function cameBack(flights: readonly Flight[], end: StreamEnd): boolean {
  return flights.some(
    ({ ending }) => ending.outcome === 'delivered' && ending.at === end.netns && ending.packet.flags?.startsWith('R'),
  );
}

function tooBig(flights: readonly Flight[], end: StreamEnd): number | undefined {
  for (const { ending } of flights) {
    const icmp = ending.outcome === 'delivered' && ending.at === end.netns ? ending.packet.icmp : undefined;
    if (icmp?.mtu !== undefined) return icmp.mtu;
  }
  return undefined;
}

/** The longest segment that is handed to a card in one piece (GSO_MAX_SIZE less headers). */
const LONGEST = 65_000;

/** send(2). `lost`: the segment did not arrive and may be sent again; `reset`: the connection is over. */
export function streamWrite(tx: Tx, id: string, side: Side, data: string): 'ok' | 'reset' | 'lost' {
  for (const piece of pieces(data)) {
    const row = tx.get(streams, id);
    if (!row || row[side].closed || row[side].reset) return 'reset';
    const peer = row[other(side)];
    const outcome = deliverSegment(tx, row, side, 'PA', piece);
    if (outcome === 'lost') return 'lost';
    if (outcome === 'reset' || peer.closed || peer.reset) {
      // The other process is gone: its kernel answers data with RST (RFC 9293 section 3.10.7.4).
      if (outcome === 'ok')
        extendExchange(
          tx,
          row.exchange,
          flyAll(tx, peer.netns, { packet: segment(peer, 'R') }).map((flight) => flight.trace),
        );
      put(tx, id, side, { reset: true });
      return 'reset';
    }
    put(tx, id, other(side), { inbox: (tx.get(streams, id)?.[other(side)].inbox ?? '') + piece });
  }
  return 'ok';
}

function pieces(data: string): string[] {
  if (data.length * 3 <= LONGEST) return data === '' ? [] : [data];
  const list: string[] = [];
  let piece = '';
  let bytes = 0;
  for (const character of data) {
    const length = byteLength(character);
    if (bytes + length > LONGEST) {
      list.push(piece);
      piece = '';
      bytes = 0;
    }
    piece += character;
    bytes += length;
  }
  return [...list, piece];
}

/** recv(2): all that has arrived and not been read. A connection that is gone reads as reset. */
export function streamRead(
  tx: Tx,
  id: string,
  side: Side,
): { readonly data: string; readonly eof: boolean; readonly reset: boolean } {
  const end = tx.get(streams, id)?.[side];
  if (!end) return { data: '', eof: true, reset: true };
  if (end.inbox !== '') put(tx, id, side, { inbox: '' });
  return { data: end.inbox, eof: end.eof, reset: end.reset };
}

/** close(2): FIN, or RST if something was left unread (RFC 2525 section 2.17). */
export function streamClose(tx: Tx, id: string, side: Side): void {
  const row = tx.get(streams, id);
  if (!row || row[side].closed) return;
  if (row[side].inbox !== '') {
    streamReset(tx, id, side);
    return;
  }
  if (!row[side].reset && deliverSegment(tx, row, side, 'FA', '') === 'ok') put(tx, id, other(side), { eof: true });
  put(tx, id, side, { closed: true });
  sweep(tx, id);
}

/** Ends the connection with RST: close(2) with SO_LINGER 0, or a process killed with unread data. */
export function streamReset(tx: Tx, id: string, side: Side): void {
  const row = tx.get(streams, id);
  if (!row) return;
  const [end, peer] = [row[side], row[other(side)]];
  const flights = flyAll(tx, end.netns, { packet: segment(end, 'RA', { seq: end.sent + 1, ack: peer.sent + 1 }) });
  extendExchange(
    tx,
    row.exchange,
    flights.map((flight) => flight.trace),
  );
  const arrived = flights[0]?.ending.outcome === 'delivered' && flights[0].ending.at === peer.netns;
  put(tx, id, side, { closed: true, inbox: '' });
  if (arrived) put(tx, id, other(side), { reset: true, eof: true });
  sweep(tx, id);
}

function sweep(tx: Tx, id: string): void {
  const row = tx.get(streams, id);
  if (row?.a.closed && row.b.closed) tx.delete(streams, id);
}

/** Connections that have an end in the namespace, with that end's side. */
export function streamsOf(r: Reader, netns: string): { readonly stream: Row; readonly side: Side }[] {
  return [
    ...r.by(streams, 'aNetns', netns).map((stream) => ({ stream, side: 'a' as const })),
    ...r.by(streams, 'bNetns', netns).map((stream) => ({ stream, side: 'b' as const })),
  ].sort((x, y) => (endKey(x.stream[x.side]) < endKey(y.stream[y.side]) ? -1 : 1));
}
