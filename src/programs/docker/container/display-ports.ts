import { compareText } from '../../../base/index.ts';
import type { PortSummary } from '../../../engine/index.ts';

const joinHost = (ip: string, port: string) => (ip.includes(':') ? `[${ip}]:${port}` : `${ip}:${port}`);

function compare(a: PortSummary, b: PortSummary): number {
  return (
    a.PrivatePort - b.PrivatePort ||
    compareText(a.IP ?? '', b.IP ?? '') ||
    (a.PublicPort ?? 0) - (b.PublicPort ?? 0) ||
    compareText(a.Type, b.Type)
  );
}

interface Group {
  readonly ip: string;
  readonly type: string;
  readonly first: number;
  readonly last: number;
}

function groupText({ ip, type, first, last }: Group): string {
  const range = first === last ? String(first) : `${first}-${last}`;
  return `${ip === '' ? range : `${joinHost(ip, range)}->${range}`}/${type}`;
}

/**
 * The PORTS column: ports that keep their number, and unpublished ones, are drawn together into ranges; those with
 * another number on the host come last, one by one. formatter.DisplayablePorts of docker/cli.
 */
export function displayPorts(ports: readonly PortSummary[]): string {
  const done: string[] = [];
  const remapped: string[] = [];
  const open = new Map<string, Group>();
  for (const port of [...ports].sort(compare)) {
    const { IP: ip = '', PrivatePort: number, PublicPort: published = 0, Type: type } = port;
    if (ip !== '' && published !== number) {
      remapped.push(`${joinHost(ip, String(published))}->${number}/${type}`);
      continue;
    }
    const key = `${ip}/${type}`;
    const group = open.get(key);
    if (group && number !== group.last + 1) done.push(groupText(group));
    open.set(
      key,
      group && number === group.last + 1 ? { ...group, last: number } : { ip, type, first: number, last: number },
    );
  }
  return [...done, ...[...open.values()].map(groupText), ...remapped].join(', ');
}
