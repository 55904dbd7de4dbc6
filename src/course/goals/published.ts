import type { PortFact } from '../facts.ts';
import { message } from '../message.ts';
import type { GoalKind } from './kind.ts';
import { missing } from './words.ts';

/** A container's port is published: with `at`, at that port of the host; with `on`, on that address of the host. */
export const published: GoalKind = {
  name: 'published',
  about: 'the port of the container is published, at this port and on this address of the host',
  use: 'published CONTAINER PORT[/udp] [at=PORT] [on=IP]',
  args: ['container', 'port'],
  options: ['at', 'on'],
  mistake: ({ args: [, port] }) => portMistake(port),
  say({ goal, args: [name = '', port = ''] }) {
    const { at, on } = goal.options;
    const where = `\`${[on, at].filter((v) => v !== undefined).join(':')}\``;
    return at === undefined && on === undefined
      ? message('goal.published', { name, port })
      : message('goal.published.with', { name, port, where });
  },
  async check({ goal, args: [name = '', port = ''] }, asked) {
    if ((await asked.container(name)) === undefined) return missing(asked, name);
    const { at, on } = goal.options;
    const all = await asked.ports(name);
    const fits = all.some(
      (p) =>
        isPort(p, port) && (at === undefined || p.hostPort === Number(at)) && (on === undefined || p.hostIp === on),
    );
    if (fits) return undefined;
    return all.length === 0
      ? message('not.published.none', { name })
      : message('not.published.other', { name, is: portList(all) });
  },
};

/** A container that is there publishes nothing, or not this port. */
export const notPublished: GoalKind = {
  name: 'not-published',
  about: 'the container is there and does not publish the port, or any',
  use: 'not-published CONTAINER [PORT[/udp]]',
  args: ['container', 'port'],
  atLeast: 1,
  mistake: ({ args: [, port] }) => portMistake(port),
  say: ({ args: [name = '', port] }) =>
    port === undefined ? message('goal.not-published', { name }) : message('goal.not-published.port', { name, port }),
  async check({ args: [name = '', port] }, asked) {
    if ((await asked.container(name)) === undefined) return missing(asked, name);
    const all = (await asked.ports(name)).filter((p) => port === undefined || isPort(p, port));
    return all.length === 0 ? undefined : message('not.not-published', { name, is: portList(all) });
  },
};

function portMistake(port: string | undefined): string | undefined {
  return port === undefined || /^\d{1,5}(\/(tcp|udp|sctp))?$/.test(port)
    ? undefined
    : `\`${port}\` is no port: write 80 or 53/udp`;
}

function isPort(fact: PortFact, port: string): boolean {
  const [number, proto = 'tcp'] = port.split('/');
  return fact.port === Number(number) && fact.proto === proto;
}

function portList(ports: readonly PortFact[]): string {
  return ports
    .map((p) => `\`${p.hostIp.includes(':') ? `[${p.hostIp}]` : p.hostIp}:${p.hostPort}->${p.port}/${p.proto}\``)
    .sort()
    .join(', ');
}
