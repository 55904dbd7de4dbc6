import { type DnsRecord, type DnsReply, fqdn } from '../../os/index.ts';

/** Tabs (or, where the text already reaches further, a blank) up to a column; dns_master_style of BIND. */
function to(column: number, at: number): { readonly text: string; readonly at: number } {
  if (at >= column) return { text: ' ', at: at + 1 };
  return { text: '\t'.repeat(Math.ceil((column - at) / 8)), at: column };
}

function columns(cells: readonly (readonly [number, string])[]): string {
  let [text, at] = ['', 0];
  for (const [column, cell] of cells) {
    const gap = text === '' ? { text: '', at: 0 } : to(column, at);
    text += gap.text + cell;
    at = gap.at + cell.length;
  }
  return text;
}

/** A record as dig prints it; `ttl` may be left out. */
export function recordLine(
  r: DnsRecord,
  style: { readonly ttl: boolean; readonly klass: boolean } = { ttl: true, klass: true },
): string {
  return `${columns([[0, r.name], ...(style.ttl ? [[24, String(r.ttl)] as const] : []), ...(style.klass ? [[32, 'IN'] as const] : []), [40, r.type], [48, r.data]])}\n`;
}

/** The question as dig prints it. */
export function questionLine(name: string, type: string): string {
  return `;${columns([
    [0, fqdn(name)],
    [32, 'IN'],
    [40, type],
  ])}\n`;
}

/** `;; ->>HEADER<<- …` and what belongs to it. */
export function headerLines(reply: DnsReply): string {
  const flags = ['qr', reply.aa && 'aa', reply.rd && 'rd', reply.ra && 'ra'].filter(Boolean).join(' ');
  const extra = reply.edns === undefined ? 0 : 1;
  return [
    `;; ->>HEADER<<- opcode: QUERY, status: ${reply.rcode}, id: ${reply.id}\n`,
    `;; flags: ${flags}; QUERY: 1, ANSWER: ${reply.answers.length}, AUTHORITY: ${reply.authority.length}, ADDITIONAL: ${extra}\n`,
    reply.rd && !reply.ra ? ';; WARNING: recursion requested but not available\n' : '',
  ].join('');
}
