import type { MapMember, MapModel } from '../ports.ts';

/** What is new or different on a map, by key, and what is gone. */
export interface Marks {
  readonly marks: ReadonlyMap<string, 'new' | 'changed'>;
  readonly gone: readonly string[];
}

/** Key of a network on the map. */
export function networkKey(host: string, network: string): string {
  return `${host}/${network}`;
}

/** Key of a container's place on a network of the map (`''`: on none). */
export function memberKey(host: string, network: string, name: string): string {
  return `${host}/${network}/${name}`;
}

/** Compares two maps. Against a map without hosts nothing is new: the lesson has just begun. */
export function compareMaps(before: MapModel, after: MapModel): Marks {
  const was = entries(before);
  const is = entries(after);
  const marks = new Map<string, 'new' | 'changed'>();
  if (before.hosts.length === 0) return { marks, gone: [] };
  for (const [key, value] of is) {
    const old = was.get(key);
    if (old === undefined) marks.set(key, 'new');
    else if (old.text !== value.text) marks.set(key, 'changed');
  }
  const names = new Set([...is.values()].map((e) => e.name));
  const gone = [...was].filter(([key, e]) => !is.has(key) && !names.has(e.name)).map(([, e]) => e.name);
  return { marks, gone: [...new Set(gone)] };
}

function entries(map: MapModel): Map<string, { readonly name: string; readonly text: string }> {
  const all = new Map<string, { name: string; text: string }>();
  for (const host of map.hosts) {
    for (const n of host.networks) {
      all.set(networkKey(host.name, n.name), {
        name: n.name,
        text: JSON.stringify([n.driver, n.subnets, n.gateways, n.internal]),
      });
      for (const m of n.members) all.set(memberKey(host.name, n.name, m.name), { name: m.name, text: facts(m) });
    }
    for (const m of host.loose) all.set(memberKey(host.name, '', m.name), { name: m.name, text: facts(m) });
  }
  return all;
}

function facts(m: MapMember): string {
  return JSON.stringify([m.state, m.addresses, m.published, m.mode]);
}
