import type { Catalogue } from '../../i18n/index.ts';
import type { MapMember, MapModel } from '../ports.ts';

/** The map in sentences, for readers who hear it. */
export function sayMap(map: MapModel, words: Catalogue): readonly string[] {
  const said = map.hosts.flatMap((host) => [
    `${words.map.host(host.name, host.address)}`,
    ...host.networks.flatMap((n) => [
      `  ${words.map.networkSays(n.name, n.driver, n.subnets.join(', '), n.gateways.join(', '))}`,
      ...n.members.map((m) => `    ${sayMember(m, words)}`),
    ]),
    ...host.loose.map((m) => `  ${sayLoose(m, words)}`),
  ]);
  return said.length > 0 ? said : [words.map.empty];
}

function sayMember(m: MapMember, words: Catalogue): string {
  const where = words.map.containerSays(m.name, m.addresses.join(', '));
  return [where, ...published(m, words)].join('; ');
}

function published(m: MapMember, words: Catalogue): string[] {
  return m.published.map((p) =>
    words.map.publishedSays(`${p.port}/${p.proto}`, `${p.hostIp || '0.0.0.0'}:${p.hostPort}`),
  );
}

function sayLoose(m: MapMember, words: Catalogue): string {
  const where = m.mode === 'host' ? words.map.hostNetwork : words.map.noNetwork;
  const state = m.state === 'running' ? where : m.state === 'exited' ? words.map.stopped : m.state;
  return [`${m.name}: ${state}`, ...published(m, words)].join('; ');
}
