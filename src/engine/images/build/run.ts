import type { Run } from '../../../os/index.ts';
import type { ImageConfig } from '../../api/index.ts';
import { followLogs } from '../../containers/attach.ts';
import { createContainer } from '../../containers/create.ts';
import { removeContainer } from '../../containers/remove.ts';
import { startContainer } from '../../containers/start.ts';
import type { Caller } from '../../daemon.ts';
import { containers, type ImageRow } from '../../rows.ts';
import { commitImage, layerOf, type Step } from './commit.ts';

/** Where the builder's words go. */
export type Write = (text: string) => Run<void>;

/** A container of the step, which is there while it is carried out. */
export function* inContainer(
  caller: Caller,
  host: string,
  image: ImageRow,
  cmd: readonly string[],
  env: readonly string[],
  network: string,
  write: Write,
  work: (id: string) => Run<ImageRow> | ImageRow,
): Run<ImageRow> {
  const Shown = { Image: image.id, Entrypoint: [], Cmd: cmd, Env: env };
  const { Id } = caller.transact((tx) =>
    createContainer(tx, host, undefined, { Config: Shown, HostConfig: { NetworkMode: network } }),
  );
  yield* write(` ---> Running in ${Id.slice(0, 12)}\n`);
  let made: ImageRow;
  try {
    const begun = work(Id);
    made = 'id' in begun ? begun : yield* begun;
  } catch (e) {
    removeContainer(caller, host, Id, { force: true, volumes: true });
    throw e;
  }
  removeContainer(caller, host, Id, { force: true, volumes: true });
  yield* write(` ---> Removed intermediate container ${Id.slice(0, 12)}\n`);
  return made;
}

/** Runs the container of a RUN to its end, telling what it writes; its exit status. Errors come in red. */
export function* runToEnd(caller: Caller, host: string, id: string, write: Write): Run<number> {
  startContainer(caller, host, id);
  const logs = followLogs(caller, host, id);
  for (;;) {
    const entries = yield* logs.next();
    if (entries === undefined) break;
    for (const { stream, text } of entries) yield* write(stream === 'stderr' ? `\u001b[91m${text}\u001b[0m` : text);
  }
  return caller.world.get(containers, id)?.state.exitCode ?? 0;
}

/** What a container has become, as an image: POST /commit. */
export function commitContainer(
  caller: Caller,
  host: string,
  id: string,
  parent: ImageRow,
  step: Omit<Step, 'layer'> & { readonly config: ImageConfig },
): ImageRow {
  return caller.transact((tx) => {
    const c = tx.get(containers, id);
    const layer = c && layerOf(tx, c);
    return commitImage(tx, host, parent, { ...step, ...(layer ? { layer } : {}) });
  });
}
