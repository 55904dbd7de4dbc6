import type { Case } from './advice.ts';
import type { Decision } from './decide.ts';

/** In one sentence why an exchange went well. */
export function successText({ say, exchange, around }: Case, decisions: readonly Decision[]): string | undefined {
  const [trace] = exchange.traces;
  if (!trace) return undefined;
  const last = trace.hops.at(-1);
  const asked = trace.packet;
  const nat = trace.hops.find(
    (h) => h.what.kind === 'rule' && h.what.rule?.target.t === 'DNAT' && h.what.chain === 'DOCKER',
  );
  if (nat && last) {
    const where = around.name(nat.netns);
    const to = around.name(last.netns);
    return say('whySamePort', { where, to, published: asked.dport ?? '', port: nat.after.dport ?? '' });
  }
  if (last?.what.kind === 'socket' && last.what.socket?.comm === 'docker-proxy')
    return say('whyProxy', { where: around.name(last.netns) });
  const fdb = decisions.find((d) => d.hop.what.kind === 'fdb')?.hop.what;
  const secret = trace.hops.some((h) => h.what.kind === 'xfrm');
  if (fdb?.kind === 'fdb' && fdb.dst !== undefined)
    return say(secret ? 'whyEncrypted' : 'whyOverlay', { dst: fdb.dst });
  const from = around.box(exchange.netns);
  const to = last && around.box(last.netns);
  const shared = from && to && from.networks.find((n) => to.networks.some((t) => t.Id === n.Id));
  return shared && from.name !== to.name
    ? say('whySameNetwork', { from: from.name, to: to.name, network: shared.Name })
    : undefined;
}
