/** Types of records that the simulation knows; others keep their number (`TYPE65`). */
export type DnsType = 'A' | 'AAAA' | 'PTR' | 'CNAME' | 'MX' | 'NS' | 'SOA' | 'SRV' | 'TXT' | 'ANY' | (string & {});

/** RFC 1035 4.1.1 */
export type Rcode = 'NOERROR' | 'FORMERR' | 'SERVFAIL' | 'NXDOMAIN' | 'NOTIMP' | 'REFUSED';

/** A question to a name server. Names are absolute and end with a dot. */
export interface DnsQuery {
  readonly id: number;
  readonly name: string;
  readonly type: DnsType;
  /** Recursion desired. */
  readonly rd: boolean;
  /** UDP payload size of an EDNS OPT record (RFC 6891), when the asker sends one. */
  readonly edns?: number;
}

/** A resource record; `data` as a zone file writes it: `192.0.2.1`, `web.example.`, `10 mail.example.`, `0 5 80 web.`. */
export interface DnsRecord {
  readonly name: string;
  readonly type: DnsType;
  readonly ttl: number;
  readonly data: string;
}

/** An answer, with the question it answers. */
export interface DnsReply {
  readonly id: number;
  readonly name: string;
  readonly type: DnsType;
  readonly rd: boolean;
  readonly rcode: Rcode;
  /** Authoritative answer. */
  readonly aa: boolean;
  /** Recursion available. */
  readonly ra: boolean;
  readonly edns?: number;
  /** Names are written once and then pointed to (RFC 1035 4.1.4): most servers do, Docker's resolver does not. */
  readonly compressed?: boolean;
  readonly answers: readonly DnsRecord[];
  readonly authority: readonly DnsRecord[];
}

/** A name with its final dot. */
export function fqdn(name: string): string {
  return name.endsWith('.') ? name : `${name}.`;
}

/** The message of a query as the payload of a datagram or stream: one line. */
export function encodeQuery(q: DnsQuery): string {
  return [`dns? ${q.id} ${q.rd ? 'rd' : '-'} ${q.edns ?? '-'} ${q.type} ${q.name}`, ''].join('\n');
}

/** Reads a query; undefined when the payload is something else. */
export function decodeQuery(payload: string): DnsQuery | undefined {
  const found = /^dns\? (\d+) (rd|-) (\d+|-) (\S+) (.*)\n/.exec(payload);
  if (!found) return undefined;
  const [, id, rd, edns, type = '', name = ''] = found;
  return { id: Number(id), name, type, rd: rd === 'rd', ...(edns === '-' ? {} : { edns: Number(edns) }) };
}

/** The message of an answer as a payload: a line for the header and question, one for each record. */
export function encodeReply(r: DnsReply): string {
  const flags = [r.rd && 'rd', r.aa && 'aa', r.ra && 'ra', r.compressed && 'zip'].filter(Boolean).join('+') || '-';
  const records = [...r.answers.map((a) => ['an', a] as const), ...r.authority.map((a) => ['ns', a] as const)];
  return [
    `dns! ${r.id} ${flags} ${r.rcode} ${r.edns ?? '-'} ${r.type} ${r.name}`,
    ...records.map(([section, a]) => `${section} ${a.ttl} ${a.type} ${a.name} ${a.data}`),
    '',
  ].join('\n');
}

/** Reads an answer; undefined when the payload is something else. */
export function decodeReply(payload: string): DnsReply | undefined {
  const [head = '', ...lines] = payload.split('\n');
  const found = /^dns! (\d+) (\S+) (\S+) (\d+|-) (\S+) (.*)$/.exec(head);
  if (!found) return undefined;
  const [, id, flags = '', rcode = '', edns, type = '', name = ''] = found;
  const flag = flags.split('+');
  const section = (which: string): DnsRecord[] =>
    lines.flatMap((line) => {
      const parts = /^(\S+) (\d+) (\S+) (\S+) (.*)$/.exec(line);
      if (parts?.[1] !== which) return [];
      return [{ ttl: Number(parts[2]), type: parts[3] ?? '', name: parts[4] ?? '', data: parts[5] ?? '' }];
    });
  return {
    id: Number(id),
    name,
    type,
    rd: flag.includes('rd'),
    aa: flag.includes('aa'),
    ra: flag.includes('ra'),
    rcode: rcode as Rcode,
    ...(edns === '-' ? {} : { edns: Number(edns) }),
    ...(flag.includes('zip') ? { compressed: true } : {}),
    answers: section('an'),
    authority: section('ns'),
  };
}

/** An answer to a query with nothing in it but its code. */
export function replyTo(q: DnsQuery, rcode: Rcode, answers: readonly DnsRecord[] = []): DnsReply {
  const { edns: _edns, ...question } = q;
  return { ...question, rcode, aa: false, ra: true, answers, authority: [] };
}

/** The name that a reverse lookup asks for: `2.0.18.172.in-addr.arpa.`, or nibbles under `ip6.arpa.` */
export function reverseName(ip: string): string {
  if (!ip.includes(':')) return `${ip.split('.').reverse().join('.')}.in-addr.arpa.`;
  return `${[...expand6(ip)].reverse().join('.')}.ip6.arpa.`;
}

/** The address that a reverse name stands for, undefined when it is none. IPv6 comes back unshortened. */
export function reverseAddress(name: string): string | undefined {
  const lower = fqdn(name).toLowerCase();
  const four = /^((?:\d{1,3}\.){4})in-addr\.arpa\.$/.exec(lower)?.[1];
  if (four) return four.split('.').filter(Boolean).reverse().join('.');
  const six = /^((?:[0-9a-f]\.){32})ip6\.arpa\.$/.exec(lower)?.[1];
  if (!six) return undefined;
  const hex = six.split('.').filter(Boolean).reverse().join('');
  return hex.match(/.{4}/g)?.join(':');
}

/** The 32 hexadecimal digits of an IPv6 address. */
export function expand6(ip: string): string {
  const [head = '', tail] = ip.split('::');
  const left = head === '' ? [] : head.split(':');
  const right = tail === undefined || tail === '' ? [] : tail.split(':');
  const zeros = tail === undefined ? [] : Array<string>(Math.max(0, 8 - left.length - right.length)).fill('0');
  return [...left, ...zeros, ...right].map((g) => g.padStart(4, '0')).join('');
}

/** Bytes of a message on the wire (RFC 1035): what dig calls its size and tcpdump its length. */
export function wireLength(message: DnsQuery | DnsReply): number {
  const label = (name: string) => (name === '.' ? 1 : fqdn(name).length + 1);
  const question = 12 + label(message.name) + 4;
  // what asks with EDNS (dig) sends a COOKIE too: eight bytes and their option's header, RFC 7873
  const opt = message.edns === undefined ? 0 : 'answers' in message ? 11 : 23;
  if (!('answers' in message)) return question + opt;
  const size = (r: DnsRecord): number => {
    const pointed = message.compressed && r.name.toLowerCase() === message.name.toLowerCase();
    return (pointed ? 2 : label(r.name)) + 10 + dataLength(r, label);
  };
  return [...message.answers, ...message.authority].reduce((sum, r) => sum + size(r), question + opt);
}

function dataLength(r: DnsRecord, label: (name: string) => number): number {
  if (r.type === 'A') return 4;
  if (r.type === 'AAAA') return 16;
  const words = r.data.split(' ');
  const last = label(words.at(-1) ?? '');
  if (r.type === 'MX') return 2 + last;
  if (r.type === 'SRV') return 6 + last;
  if (r.type === 'TXT') return r.data.length + 1;
  if (r.type === 'SOA') return 20 + label(words[0] ?? '') + label(words[1] ?? '');
  return label(r.data);
}
