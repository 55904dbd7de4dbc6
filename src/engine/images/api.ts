import type { Reader, Tx } from '../../base/index.ts';
import { compareText, rfc3339Nano } from '../../base/index.ts';
import type { Filters, ImageDeleted, ImageHistory, ImageInspect, ImageSummary, PullProgress } from '../api/index.ts';
import { badRequest, conflict, notFound } from '../errors.ts';
import { logEvent } from '../events.ts';
import { boolFilter, checkFilters, labelsMatch, pruneFilters } from '../filters.ts';
import { containers, daemons, type ImageRow, images } from '../rows.ts';
import { hasChildren, isUsed } from './children.ts';
import { digest } from './digest.ts';
import { chainOf } from './layers.ts';
import { hubPath, parseReference, withTag } from './reference.ts';
import { catalogueOf, findImage, getImage, imageEvent, loadImage, tagImage, untag } from './store.ts';

const stamp = (at: number, of: string) => rfc3339Nano(at, Number.parseInt(digest(of).slice(0, 8), 16) % 1_000_000);

/** `GET /images/{name}/json` */
export function inspectImage(r: Reader, host: string, ref: string): ImageInspect {
  const image = getImage(r, host, ref);
  const dirs = image.layers.map((l) => `/var/lib/docker/overlay2/${digest(l.id)}`);
  const top = dirs.at(-1) ?? `/var/lib/docker/overlay2/${digest(image.id)}`;
  const below = dirs.slice(0, -1).reverse();
  return {
    Id: image.id,
    RepoTags: image.tags,
    RepoDigests: image.digests,
    Parent: image.parent,
    Comment: image.comment,
    Created: stamp(image.created, image.id),
    DockerVersion: image.digests.length > 0 ? '' : '28.5.2',
    Author: image.author ?? '',
    Architecture: 'amd64',
    Os: 'linux',
    Size: image.size,
    GraphDriver: {
      Data: {
        ...(below.length > 0 ? { LowerDir: below.map((d) => `${d}/diff`).join(':') } : {}),
        MergedDir: `${top}/merged`,
        UpperDir: `${top}/diff`,
        WorkDir: `${top}/work`,
      },
      Name: 'overlay2',
    },
    RootFS: { Type: 'layers', Layers: image.layers.map((l) => l.id) },
    Metadata: { LastTagTime: stamp(image.tagged, `tag ${image.id}`) },
    Config: image.config,
  };
}

const KEYS = ['before', 'dangling', 'label', 'reference', 'since', 'until'];

/** `GET /images/json`, newest first. */
export function listImages(
  r: Reader,
  host: string,
  given?: Filters,
  options: { readonly all?: boolean } = {},
): readonly ImageSummary[] {
  const filters = checkFilters(given, KEYS);
  const dangling = filters.dangling?.length ? boolFilter(filters, 'dangling', false) : undefined;
  const at = (key: string) => (filters[key] ?? []).map((ref) => getImage(r, host, ref).created);
  const [before, since] = [at('before'), at('since')];
  const matches = (tag: string) =>
    !filters.reference?.length || filters.reference.some((p) => referenceMatches(p, tag));
  return r
    .by(images, 'host', host)
    .filter((i) => options.all || i.tags.length > 0 || !hasChildren(r, i))
    .filter((i) => dangling === undefined || (i.tags.length === 0 && !hasChildren(r, i)) === dangling)
    .filter(
      (i) =>
        labelsMatch(filters.label, i.config.Labels ?? null) &&
        before.every((t) => i.created < t) &&
        since.every((t) => i.created > t),
    )
    .filter((i) => !filters.reference?.length || i.tags.some(matches))
    .sort((a, b) => b.created - a.created || compareText(a.tags[0] ?? '', b.tags[0] ?? ''))
    .map((i) => ({
      Containers: r.by(containers, 'image', `${host}/${i.id}`).length,
      Created: Math.floor(i.created / 1000),
      Id: i.id,
      Labels: i.config.Labels ?? null,
      ParentId: i.parent,
      RepoDigests: i.digests,
      RepoTags: i.tags.filter(matches),
      SharedSize: -1,
      Size: i.size,
    }));
}

/** path.Match over the familiar name, with and without the tag. */
function referenceMatches(pattern: string, tag: string): boolean {
  const source = [...pattern]
    .map((c) => (c === '*' ? '[^/]*' : c === '?' ? '[^/]' : c.replace(/[.+^${}()|\\]/g, '\\$&')))
    .join('');
  const name = tag.slice(0, tag.lastIndexOf(':'));
  return new RegExp(`^${source}$`).test(tag) || new RegExp(`^${source}$`).test(name);
}

/** `GET /images/{name}/history`, newest first. */
export function imageHistory(r: Reader, host: string, ref: string): readonly ImageHistory[] {
  const image = getImage(r, host, ref);
  const own = image.parent !== '' || image.history.length === 1;
  return image.history
    .map((step, i): ImageHistory => {
      const top = i === image.history.length - 1;
      return {
        Comment: step.comment,
        Created: Math.floor(step.created / 1000),
        CreatedBy: step.createdBy,
        Id: top || own ? step.id : '<missing>',
        Size: step.size,
        Tags: top ? (image.tags.length > 0 ? image.tags : null) : null,
      };
    })
    .reverse();
}

/** `POST /images/{name}/tag` */
export function tag(tx: Tx, host: string, source: string, target: string): void {
  const image = getImage(tx, host, source);
  const name = withTag(parseReference(target));
  tagImage(tx, image, name);
  imageEvent(tx, host, 'tag', image.id, name);
}

/** `DELETE /images/{name}`; daemon/images/image_delete.go */
export function removeImage(tx: Tx, host: string, ref: string, force: boolean): readonly ImageDeleted[] {
  const image = getImage(tx, host, ref);
  const byId =
    /^(sha256:)?[0-9a-f]+$/.test(ref) && image.id.replace('sha256:', '').startsWith(ref.replace('sha256:', ''));
  const users = tx.by(containers, 'image', `${host}/${image.id}`).sort((a, b) => b.seq - a.seq);
  const done: ImageDeleted[] = [];
  const name = byId ? undefined : withTag(parseReference(ref));
  if (name !== undefined) {
    const last = image.tags.length === 1;
    const user = users[0];
    if (last && user && !force)
      throw conflict(
        `conflict: unable to remove repository reference "${ref}" (must force) - container ${user.id.slice(0, 12)} is using its referenced image ${image.id.slice(7, 19)}`,
      );
    done.push(...dropTag(tx, image, name));
    if (!last || users.length > 0 || hasChildren(tx, image)) return done;
    return [...done, ...deleteImage(tx, host, image.id)];
  }
  if (image.tags.length > 1 && !force)
    throw conflict(
      `conflict: unable to delete ${image.id.slice(7, 19)} (must be forced) - image is referenced in multiple repositories`,
    );
  const running = users.find((c) => c.state.running);
  if (running)
    throw conflict(
      `conflict: unable to delete ${image.id.slice(7, 19)} (cannot be forced) - image is being used by running container ${running.id.slice(0, 12)}`,
    );
  if (users[0] && !force)
    throw conflict(
      `conflict: unable to delete ${image.id.slice(7, 19)} (must be forced) - image is being used by stopped container ${users[0].id.slice(0, 12)}`,
    );
  for (const t of image.tags) done.push(...dropTag(tx, tx.get(images, `${host}/${image.id}`) ?? image, t));
  if (users.length > 0) return done;
  if (hasChildren(tx, image)) {
    if (done.length > 0) return done;
    throw conflict(
      `conflict: unable to delete ${image.id.slice(7, 19)} (cannot be forced) - image has dependent child images`,
    );
  }
  return [...done, ...deleteImage(tx, host, image.id)];
}

function dropTag(tx: Tx, image: ImageRow, name: string): ImageDeleted[] {
  untag(tx, image.host, name);
  imageEvent(tx, image.host, 'untag', image.id, image.id);
  const after = tx.get(images, `${image.host}/${image.id}`);
  const lost = image.digests.filter((d) => !after?.digests.includes(d));
  return [{ Untagged: name }, ...lost.map((d) => ({ Untagged: d }))];
}

/** Deletes an image, and those of its parents that nothing else stands on. */
function deleteImage(tx: Tx, host: string, id: string): ImageDeleted[] {
  const image = tx.get(images, `${host}/${id}`);
  if (!image) return [];
  tx.delete(images, `${host}/${id}`);
  imageEvent(tx, host, 'delete', id, id);
  const gone: ImageDeleted[] = [{ Deleted: id }];
  const parent = tx.get(images, `${host}/${image.parent}`);
  if (parent) {
    gone.push(...freedLayers(tx, image, parent.layers.length));
    const stays = parent.tags.length > 0 || hasChildren(tx, parent) || isUsed(tx, parent);
    return stays ? gone : [...gone, ...deleteImage(tx, host, parent.id)];
  }
  if (image.parent === '') return [...gone, ...freedLayers(tx, image, 0)];
  const others = new Set(tx.by(images, 'host', host).flatMap((i) => i.history.map((h) => h.id)));
  const parents = image.history.slice(0, -1).reverse();
  for (const step of parents) {
    if (others.has(step.id)) break;
    gone.push({ Deleted: step.id });
  }
  return gone;
}

/** The layers of an image above the first `kept` that no other image has: they go with it, the uppermost first. */
function freedLayers(r: Reader, image: ImageRow, kept: number): ImageDeleted[] {
  const gone: ImageDeleted[] = [];
  for (let n = image.layers.length; n > kept; n--) {
    const chain = chainOf(image.layers.slice(0, n));
    if (r.by(images, 'host', image.host).some((i) => chainOf(i.layers.slice(0, n)) === chain)) break;
    gone.push({ Deleted: `sha256:${digest(chain)}` });
  }
  return gone;
}

/** The nearest image below one that was deleted which is still there: their layers stay. */
function survivor(r: Reader, image: ImageRow): ImageRow | undefined {
  for (const step of image.history.slice(0, -1).reverse()) {
    const row = r.get(images, `${image.host}/${step.id}`);
    if (row) return row;
  }
  return undefined;
}

/** `POST /images/prune`: dangling ones, or with dangling=false all that no container uses. */
export function pruneImages(
  tx: Tx,
  host: string,
  given?: Filters,
): { readonly deleted: readonly ImageDeleted[]; readonly SpaceReclaimed: number } {
  const { keep, filters } = pruneFilters(given, tx.now, ['dangling']);
  const only = boolFilter(filters, 'dangling', true);
  const idle = tx
    .by(images, 'host', host)
    .filter((i) => (only ? i.tags.length === 0 : true) && !keep(i.created, i.config.Labels ?? null))
    .filter((i) => !isUsed(tx, i) && !hasChildren(tx, i))
    .sort((a, b) => b.created - a.created || compareText(a.id, b.id));
  const deleted = idle.flatMap((i) => [
    ...i.tags.flatMap((t) => dropTag(tx, tx.get(images, `${host}/${i.id}`) ?? i, t)),
    ...deleteImage(tx, host, i.id),
  ]);
  logEvent(tx, { host, type: 'image', action: 'prune', id: '', attributes: { reclaimed: '0' } });
  return { deleted, SpaceReclaimed: idle.reduce((sum, i) => sum + i.size - (survivor(tx, i)?.size ?? 0), 0) };
}

/** `POST /images/create?fromImage=`: what the registry answers. Its names are those of the host's catalogue. */
export function pullImage(tx: Tx, host: string, ref: string): readonly PullProgress[] {
  const parsed = parseReference(ref);
  const catalogue = catalogueOf(tx.get(daemons, host)?.catalogue ?? 'stand-in');
  const tagName = parsed.tag ?? 'latest';
  const of = (tag: string) => tag.slice(0, tag.lastIndexOf(':'));
  if (catalogue.legacy?.includes(withTag(parsed)))
    throw badRequest(
      `[DEPRECATION NOTICE] Docker Image Format v1 and Docker Image manifest version 2, schema 1 support is disabled by default and will be removed in an upcoming release. Suggest the author of docker.io/${hubPath(withTag(parsed))} to upgrade the image to the OCI Format or Docker Image manifest v2, schema 2. More information at https://docs.docker.com/go/deprecated-image-specs/`,
    );
  const known = catalogue.images.filter((i) => !i.local && i.tags.some((t) => of(t) === parsed.name));
  const retired = catalogue.retired?.includes(parsed.name) ?? false;
  if (known.length === 0 && !retired)
    throw notFound(
      `pull access denied for ${parsed.name}, repository does not exist or may require 'docker login': denied: requested access to the resource is denied`,
    );
  const name = parsed.digest === undefined ? `${parsed.name}:${tagName}` : undefined;
  const manifest = (tags: readonly string[]) => `sha256:${digest(`manifest ${tags.join(' ')}`)}`;
  const spec = known.find((i) => (name === undefined ? manifest(i.tags) === parsed.digest : i.tags.includes(name)));
  if (!spec)
    throw notFound(
      name === undefined
        ? `manifest for ${withTag(parsed)} not found: manifest unknown: manifest unknown`
        : `manifest for ${name} not found: manifest unknown: manifest unknown`,
    );
  const tagged = name ?? `${parsed.name}:latest`;
  const before = findImage(tx, host, name ?? withTag(parsed));
  const image = loadImage(tx, host, catalogue, spec, tagged);
  imageEvent(tx, host, 'pull', tagged, parsed.name);
  const shown = name ?? withTag(parsed);
  const path = parsed.name.includes('.') ? parsed.name : hubPath(parsed.name);
  const layers = image.layers.map((l) => digest(`blob ${l.id}`).slice(0, 12));
  const steps = before
    ? []
    : layers.flatMap((id) =>
        ['Pulling fs layer', 'Verifying Checksum', 'Download complete', 'Pull complete'].map((status) => ({
          status,
          id,
          progressDetail: {},
        })),
      );
  const order = ['Pulling fs layer', 'Verifying Checksum', 'Download complete', 'Pull complete'];
  return [
    { status: `Pulling from ${path}`, id: name === undefined ? (parsed.digest ?? '') : tagName },
    ...steps.sort((a, b) => order.indexOf(a.status) - order.indexOf(b.status)),
    { status: `Digest: ${manifest(spec.tags)}` },
    { status: before ? `Status: Image is up to date for ${shown}` : `Status: Downloaded newer image for ${shown}` },
  ];
}
