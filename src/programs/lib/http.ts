import { byteLength } from '../../base/index.ts';
import type { Connection, Process, Run } from '../../os/index.ts';
import { firstBytes } from './bytes.ts';

/** The head of an HTTP response; RFC 9112. */
export interface Head {
  /** `HTTP/1.1 200 OK` */
  readonly line: string;
  readonly version: string;
  readonly status: number;
  readonly headers: readonly (readonly [string, string])[];
  /** All of it as it came, to the empty line. */
  readonly raw: string;
}

/** What came instead of a whole answer. */
export type Failure = 'reset' | 'empty' | 'timeout' | 'garbage' | 'partial';

/** The value of a header, undefined when it is not there. */
export function headerOf(head: Head, name: string): string | undefined {
  return head.headers.find(([n]) => n.toLowerCase() === name)?.[1];
}

/** Reads a response piece by piece; `deadline` is in virtual ms since the epoch. */
export interface Reader {
  head(): Run<Head | Failure>;
  /** The body of `head`, as it comes: the next piece, 'end', or what went wrong. */
  body(head: Head, bodiless: boolean): Run<{ readonly data: string } | 'end' | Failure>;
}

/** A reader over a connection. */
export function responseReader(proc: Process, connection: Connection, deadline: number): Reader {
  let buffer = '';
  let heard = false;
  let left: number | 'chunks' | 'close' | undefined;

  function* more(): Run<'more' | 'eof' | Failure> {
    const wait = deadline === Number.POSITIVE_INFINITY ? undefined : Math.max(0, deadline - proc.now);
    const got = yield* connection.recv(wait);
    if (got === 'eof') return 'eof';
    if (got === 'reset' || got === 'timeout') return got;
    heard = true;
    buffer += got.data;
    return 'more';
  }

  return {
    *head() {
      for (;;) {
        const end = /\r?\n\r?\n/.exec(buffer);
        if (end) {
          const raw = buffer.slice(0, end.index + end[0].length);
          buffer = buffer.slice(raw.length);
          const head = parseHead(raw);
          if (head === undefined) return 'garbage';
          if (head.status >= 100 && head.status < 200 && head.status !== 101) continue;
          return head;
        }
        if (buffer.length >= 5 && !buffer.startsWith('HTTP/')) return 'garbage';
        const next = yield* more();
        if (next === 'eof') return heard ? 'garbage' : 'empty';
        if (next !== 'more') return next;
      }
    },
    *body(head, bodiless) {
      left ??= framing(head, bodiless);
      for (;;) {
        if (left === 0) return 'end';
        if (left === 'chunks') {
          const size = /^([0-9A-Fa-f]+)[^\n]*\r?\n/.exec(buffer);
          if (size) {
            const length = Number.parseInt(size[1] ?? '0', 16);
            const rest = buffer.slice(size[0].length);
            if (length === 0) return 'end';
            if (byteLength(rest) >= length) {
              const data = firstBytes(rest, length);
              buffer = rest.slice(data.length).replace(/^\r?\n/, '');
              return { data };
            }
          }
        } else if (buffer !== '') {
          const data: string = left === 'close' ? buffer : firstBytes(buffer, left);
          buffer = buffer.slice(data.length);
          if (left !== 'close') left -= byteLength(data);
          return { data };
        }
        const next = yield* more();
        if (next === 'eof') return left === 'close' ? 'end' : 'partial';
        if (next !== 'more') return next;
      }
    },
  };
}

function framing(head: Head, bodiless: boolean): number | 'chunks' | 'close' {
  if (bodiless || head.status === 204 || head.status === 304) return 0;
  if (headerOf(head, 'transfer-encoding')?.toLowerCase().includes('chunked')) return 'chunks';
  const length = headerOf(head, 'content-length');
  return length === undefined ? 'close' : Number(length);
}

function parseHead(raw: string): Head | undefined {
  const [line = '', ...rest] = raw.split(/\r?\n/);
  const found = /^HTTP\/(\d(?:\.\d)?) (\d{3})/.exec(line);
  if (!found) return undefined;
  const headers = rest
    .filter((l) => l.includes(':'))
    .map((l) => [l.slice(0, l.indexOf(':')).trim(), l.slice(l.indexOf(':') + 1).trim()] as const);
  return { line, version: found[1] ?? '', status: Number(found[2]), headers, raw };
}
