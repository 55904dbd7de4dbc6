import type { Tx } from '../../../base/index.ts';
import type { ImageConfig } from '../../api/index.ts';
import { findContainer } from '../../containers/lookup.ts';
import type { CommitRequest } from '../../daemon.ts';
import { containerEvent } from '../../events.ts';
import { type Container, images } from '../../rows.ts';
import { parseReference, withTag } from '../reference.ts';
import { imageEvent, tagImage } from '../store.ts';
import { changedConfig } from './change.ts';
import { commitImage, layerOf } from './commit.ts';

/** `POST /commit`: a container becomes an image; daemon/commit.go. Its id. */
export function commitContainerAs(tx: Tx, host: string, ref: string, request: CommitRequest): string {
  const c = findContainer(tx, host, ref);
  const parent = tx.get(images, `${host}/${c.image}`);
  const config = (request.changes ?? []).reduce(changedConfig, configOf(c));
  const layer = layerOf(tx, c);
  const made = commitImage(tx, host, parent, {
    createdBy: [c.path, ...c.args].join(' '),
    config,
    comment: request.comment ?? '',
    author: request.author ?? '',
    ...(layer ? { layer } : {}),
  });
  imageEvent(tx, host, 'create', made.id, made.id);
  if (request.reference !== undefined) {
    const name = withTag(parseReference(request.reference));
    tagImage(tx, made, name);
    imageEvent(tx, host, 'tag', made.id, name);
  }
  containerEvent(tx, c, 'commit', { imageID: made.id, ...(request.comment ? { comment: request.comment } : {}) });
  return made.id;
}

function configOf({ config: c }: Container): ImageConfig {
  return {
    Cmd: c.Cmd,
    Entrypoint: c.Entrypoint,
    Env: c.Env,
    ...(c.ExposedPorts ? { ExposedPorts: c.ExposedPorts } : {}),
    ...(c.Healthcheck ? { Healthcheck: c.Healthcheck } : {}),
    Labels: c.Labels,
    OnBuild: c.OnBuild,
    ...(c.StopSignal === undefined ? {} : { StopSignal: c.StopSignal }),
    User: c.User,
    Volumes: c.Volumes,
    WorkingDir: c.WorkingDir,
  };
}
