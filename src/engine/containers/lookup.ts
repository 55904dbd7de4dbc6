import type { Reader } from '../../base/index.ts';
import { badRequest, notFound } from '../errors.ts';
import { type Container, containers } from '../rows.ts';

/** A container by id, name or unique prefix of its id, in this order; daemon/container.go GetContainer. */
export function findContainer(r: Reader, host: string, ref: string): Container {
  const exact = r.get(containers, ref);
  if (exact?.host === host) return exact;
  const named = r.by(containers, 'name', `${host}/${ref.startsWith('/') ? ref.slice(1) : ref}`)[0];
  if (named) return named;
  if (ref === '') throw badRequest('No container name or ID supplied');
  if (/^[0-9a-f]+$/.test(ref)) {
    const found = r.ids(containers as never).filter((id) => id.startsWith(ref) && r.get(containers, id)?.host === host);
    if (found.length > 1) throw badRequest(`multiple IDs found with provided prefix: ${ref}`);
    const only = found[0] === undefined ? undefined : r.get(containers, found[0]);
    if (only) return only;
  }
  throw notFound(`No such container: ${ref}`);
}

/** The containers of a host, newest first. */
export function containersOf(r: Reader, host: string): Container[] {
  return r.by(containers, 'host', host).sort((a, b) => b.seq - a.seq);
}
