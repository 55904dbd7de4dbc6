import type { Connection, Run } from '../../os/index.ts';
import type { Lines } from '../lines.ts';

/** What a client says first, after the server's greeting. */
export interface Login {
  readonly user: string;
  readonly password: string | null;
  readonly database: string | null;
  /** Through the socket file of the server's own machine. */
  readonly local: boolean;
}

/** What a statement came to. */
export type Result =
  | {
      readonly kind: 'rows';
      readonly columns: readonly string[];
      readonly rows: readonly (readonly string[])[];
      /** Titles of listings of psql. */
      readonly title?: string;
    }
  | { readonly kind: 'done'; readonly text: string }
  | { readonly kind: 'error'; readonly text: string }
  | { readonly kind: 'unsimulated'; readonly text: string };

/** What a login came to. */
export type Admitted = { readonly ok: true; readonly id: number } | { readonly ok: false; readonly error: string };

/** Sends one message: what databases say here is JSON, a line each. */
export function* say(conn: Connection, message: Login | Admitted | Result | string): Run<void> {
  yield* conn.send(`${JSON.stringify(message)}\n`);
}

/** The next message; undefined when the other side is gone or talks something else. */
export function* hear<T>(lines: Lines): Run<T | undefined> {
  const line = yield* lines.next();
  if (line === undefined) return undefined;
  try {
    return JSON.parse(line) as T;
  } catch {
    return undefined;
  }
}
