import { ipvsFor, ipvsSchedule } from '../ipvs.ts';
import { routeGet } from '../read.ts';
import { type Link, links } from '../rows/index.ts';
import { answerError } from './hooks.ts';
import { noteRoute, postroute } from './output.ts';
import { drop, hop, type Skb, type Walk } from './walk.ts';

/**
 * ip_vs_in at LOCAL_IN: a connection that begins goes to a real server. Its address takes the place of the virtual one in
 * what replies are expected to look like (sysctl net.ipv4.vs.conntrack=1), so the packets after it need no second look.
 */
export function ipvsIn(w: Walk, link: Link, skb: Skb): boolean {
  const { netns } = link;
  const service = ipvsFor(w.tx, netns, skb.packet);
  if (!service || skb.ct?.state !== 'NEW') return false;
  const server = ipvsSchedule(w.tx, service);
  if (server === undefined) {
    drop(w, netns, link, { kind: 'deliver' }, skb, { outcome: 'rejected' });
    answerError(w, skb, netns, 'port');
    return true;
  }
  const before = skb.packet;
  skb.ct.reply = { ...skb.ct.reply, src: server };
  skb.ct.dstDone = true;
  skb.packet = { ...before, dst: server };
  skb.ipvs = true;
  hop(w, netns, link, { kind: 'conntrack' }, before, skb.packet);
  const route = routeGet(w.tx, netns, server);
  const out = route && w.tx.get(links, route.link);
  noteRoute(w, netns, route, out, skb.packet);
  if (!route || !out) {
    drop(w, netns, link, { kind: 'route', route }, skb);
    return true;
  }
  postroute(w, skb, netns, out, route, false);
  return true;
}
