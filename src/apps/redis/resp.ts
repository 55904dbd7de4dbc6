import type { Run } from '../../os/index.ts';
import type { Lines } from '../lines.ts';

/** A reply of the Redis serialization protocol (RESP 2). */
export type Reply =
  | { readonly kind: 'status'; readonly text: string }
  | { readonly kind: 'error'; readonly text: string }
  | { readonly kind: 'bulk'; readonly text: string | null }
  | { readonly kind: 'integer'; readonly value: number }
  | { readonly kind: 'array'; readonly items: readonly string[] };

const bulk = (text: string | null) => (text === null ? '$-1\r\n' : `$${text.length}\r\n${text}\r\n`);

/** A reply as it goes over the wire. */
export function wire(reply: Reply): string {
  if (reply.kind === 'status') return `+${reply.text}\r\n`;
  if (reply.kind === 'error') return `-${reply.text}\r\n`;
  if (reply.kind === 'integer') return `:${reply.value}\r\n`;
  if (reply.kind === 'bulk') return bulk(reply.text);
  return `*${reply.items.length}\r\n${reply.items.map(bulk).join('')}`;
}

/** A request as it goes over the wire. */
export function requestWire(words: readonly string[]): string {
  return `*${words.length}\r\n${words.map(bulk).join('')}`;
}

/** Reads one reply; undefined when the server is gone or speaks something else. */
export function* readReply(lines: Lines): Run<Reply | undefined> {
  const first = yield* lines.next();
  const rest = first?.slice(1) ?? '';
  switch (first?.[0]) {
    case '+':
      return { kind: 'status', text: rest };
    case '-':
      return { kind: 'error', text: rest };
    case ':':
      return { kind: 'integer', value: Number(rest) };
    case '$':
      return { kind: 'bulk', text: rest === '-1' ? null : ((yield* lines.next()) ?? '') };
    case '*': {
      const items: string[] = [];
      for (let i = 0; i < Number(rest); i++) {
        yield* lines.next();
        items.push((yield* lines.next()) ?? '');
      }
      return { kind: 'array', items };
    }
    default:
      return undefined;
  }
}
