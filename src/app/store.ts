import type { Model } from './model.ts';
import type { Cmd, Msg } from './msg.ts';
import { update } from './update/index.ts';

/** Holds the model, passes messages through `update`, and hands its commands to the host. */
export interface Store {
  model(): Model;
  send(msg: Msg): void;
  /** Called after every change of the model; returns how to stop it. */
  subscribe(listener: Listener): () => void;
}

/** What is told of each step. */
type Listener = (before: Model, msg: Msg, after: Model) => void;

/** Starts with a model. `run` may send messages itself: they are taken in turn. */
export function createStore(initial: Model, run: (cmd: Cmd, send: (msg: Msg) => void) => void): Store {
  let model = initial;
  const listeners = new Set<Listener>();
  const queue: Msg[] = [];
  let busy = false;
  const send = (msg: Msg) => {
    queue.push(msg);
    if (busy) return;
    busy = true;
    try {
      for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
        const before = model;
        const [after, cmds] = update(before, next);
        model = after;
        for (const listener of listeners) listener(before, next, after);
        for (const cmd of cmds) run(cmd, send);
      }
    } finally {
      busy = false;
    }
  };
  return {
    model: () => model,
    send,
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
