import { general } from '../lib/numbers.ts';

/** What a run of ping has counted; times in ms. */
export interface Tally {
  sent: number;
  received: number;
  errors: number;
  readonly trips: number[];
  /** Most packets under way at once. */
  pipe: number;
  readonly began: number;
  /** When something was last sent or received. */
  last: number;
  /** Packets too small for a timestamp have no round-trip time. */
  readonly timed: boolean;
}

/** A round trip as ping_common.c rounds it: the longer, the fewer decimals. */
export function tripText(ms: number): string {
  const micros = Math.max(1, Math.round(ms * 1000));
  if (micros >= 100_000) return String(Math.floor((micros + 500) / 1000));
  if (micros >= 10_000) return (Math.floor((micros + 50) / 100) / 10).toFixed(1);
  if (micros >= 1000) return (Math.floor((micros + 5) / 10) / 100).toFixed(2);
  return (micros / 1000).toFixed(3);
}

/** The lines at the end; ping(8). */
export function statistics(host: string, tally: Tally, flood = false): string {
  const loss =
    tally.sent === 0
      ? ''
      : `, ${general(((tally.sent - tally.received) * 100) / tally.sent)}% packet loss, time ${Math.round(tally.last - tally.began)}ms`;
  const errors = tally.errors > 0 ? `, +${tally.errors} errors` : '';
  const parts = [
    ...(tally.received > 0 && tally.timed ? [rtt(tally.trips)] : []),
    ...(tally.pipe > 1 ? [`pipe ${tally.pipe}`] : []),
    ...(flood && tally.sent > 1 && tally.received > 0 ? [gaps(tally)] : []),
  ];
  return `\n--- ${host} ping statistics ---\n${tally.sent} packets transmitted, ${tally.received} received${errors}${loss}\n${parts.join(', ')}\n`;
}

/** The mean gap between two requests and the moving average of the round trips. */
function gaps(tally: Tally): string {
  const gap = (tally.last - tally.began) / (tally.sent - 1);
  const average = tally.trips.reduce((mean, trip) => mean + (trip - mean) / 8, tally.trips[0] ?? 0);
  return `ipg/ewma ${gap.toFixed(3)}/${average.toFixed(3)} ms`;
}

function rtt(trips: readonly number[]): string {
  const micros = trips.map((t) => Math.max(1, Math.round(t * 1000)));
  const mean = Math.floor(micros.reduce((a, b) => a + b, 0) / micros.length);
  const square = Math.floor(micros.reduce((a, b) => a + b * b, 0) / micros.length);
  const mdev = Math.floor(Math.sqrt(Math.max(0, square - mean * mean)));
  const text = (n: number) => (n / 1000).toFixed(3);
  return `rtt min/avg/max/mdev = ${[Math.min(...micros), mean, Math.max(...micros), mdev].map(text).join('/')} ms`;
}
