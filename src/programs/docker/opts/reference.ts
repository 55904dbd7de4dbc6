/** An image name taken apart, or why it is none; distribution/reference's ParseNormalizedNamed. */
export type Reference =
  | {
      readonly kind: 'reference';
      /** `docker.io` */
      readonly domain: string;
      /** `library/nginx` */
      readonly path: string;
      readonly tag?: string;
      readonly digest?: string;
      /** As docker shows it: `nginx`, `myorg/app`. */
      readonly familiar: string;
    }
  | { readonly kind: 'error'; readonly error: string };

const COMPONENT = '[a-z0-9]+(?:(?:\\.|_|__|-+)[a-z0-9]+)*';
const PATH = new RegExp(`^${COMPONENT}(?:/${COMPONENT})*$`);
const DOMAIN =
  /^(?:(?:[a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-]*[a-zA-Z0-9])(?:\.(?:[a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-]*[a-zA-Z0-9]))*|\[[a-fA-F0-9:]+\])(?::[0-9]+)?$/;
const TAG = /^\w[\w.-]{0,127}$/;
const DIGEST = /^[A-Za-z][A-Za-z0-9]*(?:[-_+.][A-Za-z][A-Za-z0-9]*)*:[0-9a-fA-F]{32,}$/;
const invalid: Reference = { kind: 'error', error: 'invalid reference format' };

/** Parses an image name as the client and the daemon do. */
export function parseReference(text: string): Reference {
  if (/^[0-9a-f]{64}$/.test(text))
    return { kind: 'error', error: `invalid repository name (${text}), cannot specify 64-byte hexadecimal strings` };
  const slash = text.indexOf('/');
  const first = slash < 0 ? '' : text.slice(0, slash);
  const isDomain = slash >= 0 && (/[.:]/.test(first) || first === 'localhost' || first.toLowerCase() !== first);
  const domain = isDomain ? (first === 'index.docker.io' ? 'docker.io' : first) : 'docker.io';
  const rest = isDomain ? text.slice(slash + 1) : text;
  const remainder = domain === 'docker.io' && !rest.includes('/') ? `library/${rest}` : rest;
  // What comes before the tag must be lower-case; said before anything else is looked at.
  const colon = remainder.indexOf(':');
  const name = colon < 0 ? remainder : remainder.slice(0, colon);
  if (name.toLowerCase() !== name)
    return { kind: 'error', error: `invalid reference format: repository name (${name}) must be lowercase` };
  const [named = '', digest] = splitOnce(remainder, '@');
  const tagAt = named.lastIndexOf(':');
  const path = tagAt < 0 ? named : named.slice(0, tagAt);
  const tag = tagAt < 0 ? undefined : named.slice(tagAt + 1);
  if (!PATH.test(path) || !DOMAIN.test(domain)) return invalid;
  if ((tag !== undefined && !TAG.test(tag)) || (digest !== undefined && !DIGEST.test(digest))) return invalid;
  if (path.length > 255) return { kind: 'error', error: 'repository name must not be longer than 255 characters' };
  return {
    kind: 'reference',
    domain,
    path,
    ...(tag === undefined ? {} : { tag }),
    ...(digest === undefined ? {} : { digest }),
    familiar: domain === 'docker.io' ? path.replace(/^library\/(?=[^/]+$)/, '') : `${domain}/${path}`,
  };
}

function splitOnce(text: string, at: string): string[] {
  const i = text.indexOf(at);
  return i < 0 ? [text] : [text.slice(0, i), text.slice(i + 1)];
}
