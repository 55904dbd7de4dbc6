import { badRequest } from '../errors.ts';

/** A reference to an image, in its familiar form: `nginx`, `foo/bar`, `host:5000/x`; distribution/reference. */
export interface Reference {
  readonly name: string;
  readonly tag: string | undefined;
  readonly digest: string | undefined;
}

const COMPONENT = '[a-z0-9]+(?:(?:[._]|__|[-]+)[a-z0-9]+)*';
const DOMAIN =
  '(?:[a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-]*[a-zA-Z0-9])(?:\\.(?:[a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-]*[a-zA-Z0-9]))*(?::[0-9]+)?';
const NAME = new RegExp(`^(?:(?:${DOMAIN})/)?${COMPONENT}(?:/${COMPONENT})*$`);

/** Takes a reference apart. Throws what the daemon answers to a bad one. */
export function parseReference(text: string): Reference {
  const at = text.indexOf('@');
  const digest = at < 0 ? undefined : text.slice(at + 1);
  const rest = at < 0 ? text : text.slice(0, at);
  const colon = rest.lastIndexOf(':');
  const tagged = colon > rest.lastIndexOf('/');
  const name = tagged ? rest.slice(0, colon) : rest;
  const tag = tagged ? rest.slice(colon + 1) : undefined;
  const bare = familiar(name);
  const path = hasDomain(bare) ? bare.slice(bare.indexOf('/') + 1) : bare;
  if (path !== path.toLowerCase() && NAME.test(bare.toLowerCase()))
    throw badRequest(
      `invalid reference format: repository name (${bare.includes('/') ? bare : `library/${bare}`}) must be lowercase`,
    );
  if (!NAME.test(bare) || (tag !== undefined && !/^\w[\w.-]{0,127}$/.test(tag)))
    throw badRequest('invalid reference format');
  if (digest !== undefined && !/^sha256:[0-9a-f]{64}$/.test(digest)) throw badRequest('invalid reference format');
  return { name: bare, tag, digest };
}

function hasDomain(name: string): boolean {
  const head = name.slice(0, Math.max(0, name.indexOf('/')));
  return head !== '' && (/[.:]/.test(head) || head === 'localhost' || head !== head.toLowerCase());
}

/** The name without what Docker Hub's names may leave out. */
function familiar(name: string): string {
  const rest = name.replace(/^(?:index\.)?docker\.io\//, '');
  return rest.replace(/^library\/(?=[^/]+$)/, '');
}

/** `name:tag`, the tag `latest` where none is given. */
export function withTag(ref: Reference): string {
  return ref.digest === undefined ? `${ref.name}:${ref.tag ?? 'latest'}` : `${ref.name}@${ref.digest}`;
}

/** The registry's own path of a Docker Hub name: `library/nginx`. */
export function hubPath(name: string): string {
  return name.includes('/') ? name : `library/${name}`;
}
