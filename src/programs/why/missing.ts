import { type Hop, socketsOf } from '../../net/index.ts';
import { type Advice, type Case, publish } from './advice.ts';

/** Nobody listens where the packet arrived: who listens beside it, on another port or only on the loopback address? */
export function missing(c: Case, hop: Hop): Advice {
  const { say, world, around } = c;
  const { dport: port = 0, proto } = hop.after;
  const where = around.name(hop.netns);
  const open = socketsOf(world, hop.netns).filter((s) => s.proto === proto && (s.listening || proto === 'udp'));
  const narrow = open.find((s) => s.port === port);
  if (narrow) {
    const { ip, comm } = narrow;
    return comm === 'docker-proxy'
      ? { why: say('whyProxyLoopback', { ip, where }), change: say('doProxyAll', { ip, port }) }
      : { why: say('whyLoopback', { comm, where, ip }), change: say('doListen', { comm }) };
  }
  const host = around.hostOf(hop.netns);
  const owner = hop.netns === host ? ownerOf(c, host, port) : undefined;
  if (owner) {
    const published = owner.ports.find((p) => p.PrivatePort === port && p.PublicPort !== undefined)?.PublicPort;
    const to = owner.name;
    return {
      why:
        published === undefined ? say('whyNotHere', { where, port, to }) : say('whyElsewhere', { to, port, published }),
      ...publish(c, owner, port),
    };
  }
  const ports = [...new Set(open.filter((s) => !s.ip.startsWith('127.')).map((s) => s.port))];
  const others = ports.slice(0, 4).join(', ');
  if (hop.netns === host) return { change: say('doServe', { port }) };
  return others === ''
    ? { why: say('whyNobody', { where }), change: say('doServe', { port }) }
    : { why: say('whyOthers', { where, others, port }), change: say('doPort', { others }) };
}

/** A container that has on its inside the port that was looked for on the host. */
function ownerOf({ around }: Case, host: string, port: number): ReturnType<typeof around.boxes>[number] | undefined {
  const all = around.boxes(host).filter((b) => b.ports.some((p) => p.PrivatePort === port));
  return all.find((b) => b.ports.some((p) => p.PrivatePort === port && p.PublicPort !== undefined)) ?? all[0];
}
