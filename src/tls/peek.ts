import { bytesOf, concat, textOf } from '../base/index.ts';
import type { Conversation, Run } from '../os/index.ts';
import { type ClientHello, readClientHello } from './hello.ts';
import { HANDSHAKE } from './messages.ts';
import { RECORD } from './record.ts';
import { cursor } from './wire.ts';

/** What a client said first: all of it, to be handed on, and the hello that it is. */
export interface Peeked {
  readonly data: string;
  readonly hello: ClientHello | undefined;
  /** Why no more came, where that ended it. */
  readonly ended?: 'eof' | 'reset' | 'timeout';
}

/**
 * Waits for a whole ClientHello without answering it, for who only looks and hands on; it is over as soon as what came
 * cannot become one, and after `patience` ms.
 */
export function* peekHello(conn: Conversation, patience: number): Run<Peeked> {
  const deadline = conn.now + patience;
  let bytes = new Uint8Array();
  for (;;) {
    const hello = helloIn(bytes);
    if (hello !== 'unfinished') return { data: textOf(bytes), hello };
    const got = yield* conn.recv(Math.max(0, deadline - conn.now));
    if (typeof got === 'string') return { data: textOf(bytes), hello: undefined, ended: got };
    bytes = new Uint8Array(concat(bytes, bytesOf(got.data)));
  }
}

function helloIn(bytes: Uint8Array): ClientHello | 'unfinished' | undefined {
  const isTls = [RECORD.handshake, 3].every((b, i) => bytes.length <= i || bytes[i] === b);
  if (!isTls) return undefined;
  const whole = bytes.length >= 5 && bytes.length >= 5 + cursor(bytes.subarray(3)).uint(2);
  if (!whole) return 'unfinished';
  const message = cursor(bytes.subarray(5));
  return message.uint(1) === HANDSHAKE.clientHello ? readClientHello(message.vector(3)) : undefined;
}
