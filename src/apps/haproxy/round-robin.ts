import type { Share } from './hash.ts';

/** Where a server stands in the round: in the tree of this window (C), or in one of the two that are swapped (A, B). */
export interface Due {
  readonly at: number;
  readonly rest: number;
  readonly tree: 'A' | 'B' | 'C';
  readonly key: number;
  readonly queued: number;
}

/** The window of the round: its weight, its position, which of the two trees new servers come from. */
export interface Round {
  readonly weight: number;
  readonly position: number;
  readonly from: 'A' | 'B';
  readonly queue: number;
}

/** BE_WEIGHT_SCALE, SRV_UWGHT_RANGE and their product. */
const [SCALE, RANGE, MOST] = [16, 256, 4096];

/** A server that has not been asked yet. */
export function atFirst(weight: number, index: number): Due {
  return { at: 0, rest: 0, tree: 'A', key: MOST - weight * SCALE, queued: index };
}

/** A round that has not begun. */
export const UNBEGUN: Round = { weight: 0, position: 0, from: 'A', queue: 256 };

/** A server that comes again, as if it had not been asked yet; fwrr_set_server_status_up. */
export const atReturn = (weight: number, { from, queue }: Round): Due => ({ ...atFirst(weight, queue), tree: from });

/** The next server by weighted round robin, and how it all stands then; fwrr_get_next_server of HAProxy. */
export function nextOf(
  shares: readonly Share[],
  dues: readonly Due[],
  before: Round,
): { readonly index: number; readonly due: Due; readonly round: Round } | undefined {
  const total = shares.reduce((sum, s) => sum + s.weight * SCALE, 0);
  let round = before.weight === 0 ? { ...before, weight: total, position: total } : before;
  const first = (tree: Due['tree']) =>
    shares
      .flatMap((s) => {
        const due = dues[s.index];
        return due?.tree === tree ? [{ ...s, due }] : [];
      })
      .sort((a, b) => a.due.key - b.due.key || a.due.queued - b.due.queued)[0];
  const ready = () => {
    const current = first('C');
    if (current && current.due.at <= round.position) return current;
    const fresh = first(round.from);
    return fresh ? { ...fresh, due: { ...fresh.due, at: 0, rest: 0 } } : current;
  };
  let found = ready();
  if (!found) {
    round = { ...round, from: round.from === 'A' ? 'B' : 'A', weight: total, position: total };
    found = ready();
  }
  if (!found) return undefined;
  const own = found.weight * SCALE;
  const rest = found.due.rest + (total % own);
  const late = rest >= own;
  const at = (found.due.at || round.position) + Math.floor(total / own) + (late ? 1 : 0);
  const left = late ? rest - own : rest;
  const waits = at >= 2 * round.weight || at >= round.weight + total;
  const due: Due = waits
    ? { at: at - round.weight, rest: left, tree: round.from === 'A' ? 'B' : 'A', key: MOST - own, queued: round.queue }
    : { at, rest: left, tree: 'C', key: RANGE * at + Math.floor((MOST + left - own) / SCALE), queued: round.queue };
  return { index: found.index, due, round: { ...round, position: round.position + 1, queue: round.queue + 1 } };
}
