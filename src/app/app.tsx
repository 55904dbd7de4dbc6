import { usePaste, useStdin } from 'ink';
import { useCallback, useEffect, useSyncExternalStore } from 'react';
import { parseInput } from './keys/parse.ts';
import { Screen } from './screens/screen.tsx';
import type { Store } from './store.ts';

/** Ink's input events: whole escape sequences, or text. `useInput` cannot tell function keys apart, these can. */
interface Emitter {
  on(event: 'input', listener: (raw: string) => void): void;
  off(event: 'input', listener: (raw: string) => void): void;
}

function emitterOf(stdin: object): Emitter | undefined {
  return 'internal_eventEmitter' in stdin ? (stdin.internal_eventEmitter as Emitter) : undefined;
}

/** One frame for all that happens in one turn of the event loop: a paste typed as keys, a flood of output. */
function subscribeCalmly(store: Store, draw: () => void): () => void {
  let waiting = false;
  return store.subscribe(() => {
    if (waiting) return;
    waiting = true;
    setImmediate(() => {
      waiting = false;
      draw();
    });
  });
}

/** The root: draws the store's model and sends it what is pressed. */
export function App({ store }: { readonly store: Store }) {
  const subscribe = useCallback((draw: () => void) => subscribeCalmly(store, draw), [store]);
  const model = useSyncExternalStore(subscribe, store.model);
  const stdin = useStdin();
  usePaste((text) => store.send({ kind: 'press', press: { kind: 'paste', text } }));
  useEffect(() => {
    const emitter = emitterOf(stdin);
    const listen = (raw: string) => {
      for (const press of parseInput(raw)) store.send({ kind: 'press', press });
    };
    emitter?.on('input', listen);
    return () => emitter?.off('input', listen);
  }, [stdin, store]);
  return <Screen model={model} />;
}
