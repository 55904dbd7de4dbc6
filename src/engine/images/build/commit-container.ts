import type { Tx } from '../../../base/index.ts';
import type { ImageConfig } from '../../api/index.ts';
import { findContainer } from '../../containers/lookup.ts';
import type { CommitRequest } from '../../daemon.ts';
import { badRequest } from '../../errors.ts';
import { containerEvent } from '../../events.ts';
import { type Container, images } from '../../rows.ts';
import { parseReference, withTag } from '../reference.ts';
import { tagImage } from '../store.ts';
import { commitImage, layerOf } from './commit.ts';
import { instruction } from './dockerfile.ts';
import { configured, environment } from './instructions.ts';

/** `POST /commit`: a container becomes an image; daemon/commit.go. Its id. */
export function commitContainerAs(tx: Tx, host: string, ref: string, request: CommitRequest): string {
  const c = findContainer(tx, host, ref);
  const parent = tx.get(images, `${host}/${c.image}`);
  const config = (request.changes ?? []).reduce(changed, configOf(c));
  const layer = layerOf(tx, c);
  const made = commitImage(tx, host, parent, {
    createdBy: [c.path, ...c.args].join(' '),
    config,
    comment: request.comment ?? '',
    ...(layer ? { layer } : {}),
  });
  if (request.reference !== undefined) tagImage(tx, made, withTag(parseReference(request.reference)));
  containerEvent(tx, c, 'commit', { imageID: made.id, ...(request.comment ? { comment: request.comment } : {}) });
  return made.id;
}

/** `--change`: the instructions that configure; builder.BuildFromConfig refuses the others. */
function changed(config: ImageConfig, line: string): ImageConfig {
  const it = instruction(line);
  if (['ARG', 'SHELL', 'MAINTAINER'].includes(it.verb)) throw badRequest(`${it.verb} is not a valid change command`);
  const made = configured(it, { config, cmdSet: true, variables: environment(config) });
  if (!made) throw badRequest(`${it.verb} is not a valid change command`);
  return made.config;
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
