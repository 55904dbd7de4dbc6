import type { Lab } from '../lab/index.ts';

/** What could stand where the cursor is: names of the lab, after the words before it. */
export function completeLine(
  lab: Lab,
  line: string,
  cursor: number,
): { readonly from: number; readonly candidates: readonly string[] } {
  const before = line.slice(0, cursor);
  const from = before.length - (/[^\s|;&]*$/.exec(before)?.[0].length ?? 0);
  const word = before.slice(from);
  const hosts = lab.map().hosts;
  const networks = hosts.flatMap((h) => h.networks.map((n) => n.name));
  const containers = hosts.flatMap((h) => [...h.networks.flatMap((n) => n.members), ...h.loose].map((m) => m.name));
  const names = [...new Set([...containers, ...networks])].sort();
  return { from, candidates: word === '' ? [] : names.filter((n) => n.startsWith(word)) };
}
