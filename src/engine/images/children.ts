import type { Reader } from '../../base/index.ts';
import { containers, type ImageRow, images } from '../rows.ts';

/** Whether another image stands on this one. */
export function hasChildren(r: Reader, image: ImageRow): boolean {
  return r.by(images, 'parent', `${image.host}/${image.id}`).length > 0;
}

/** Whether a container was made from it. */
export function isUsed(r: Reader, image: ImageRow): boolean {
  return r.by(containers, 'image', `${image.host}/${image.id}`).length > 0;
}
