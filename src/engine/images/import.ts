import { type Tx, untar } from '../../base/index.ts';
import type { ImportRequest } from '../daemon.ts';
import { systemError } from '../errors.ts';
import { images } from '../rows.ts';
import { changedConfig } from './build/change.ts';
import { commitImage } from './build/commit.ts';
import { digest } from './digest.ts';
import { parseReference, withTag } from './reference.ts';
import { rootfsSize, unpack } from './rootfs.ts';
import { imageEvent, tagImage } from './store.ts';

const EMPTY = {
  Cmd: null,
  Entrypoint: null,
  Env: [],
  Labels: null,
  OnBuild: null,
  User: '',
  Volumes: null,
  WorkingDir: '',
};

/** `POST /images/create?fromSrc=`: an image of one layer from an archive of files; daemon/images/image_import.go. Its id. */
export function importImage(tx: Tx, host: string, request: ImportRequest): string {
  const config = (request.changes ?? []).reduce(changedConfig, EMPTY);
  const content = untar(request.archive);
  if (!content) throw systemError('unexpected EOF');
  const fs = `image:${digest(`import ${tx.now} ${tx.random(2 ** 31)}`)}`;
  unpack(tx, fs, content.entries);
  const layer = { fs, size: rootfsSize(content) };
  const comment = request.message || 'Imported from -';
  const made = commitImage(tx, host, undefined, { createdBy: '', config, comment, layer });
  if (request.reference !== undefined) {
    const name = withTag(parseReference(request.reference));
    tagImage(tx, tx.get(images, `${host}/${made.id}`) ?? made, name);
    imageEvent(tx, host, 'tag', made.id, name);
  }
  imageEvent(tx, host, 'import', made.id, made.id);
  return made.id;
}
