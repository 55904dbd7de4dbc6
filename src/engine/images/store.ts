import { compareText, quoteGo, type Reader, sortedBy, type Tx } from '../../base/index.ts';
import { filesystems, fsAdd } from '../../os/index.ts';
import type { ImageConfig } from '../api/index.ts';
import { notFound } from '../errors.ts';
import { logEvent } from '../events.ts';
import { type ImageRow, type ImageStep, images, tags } from '../rows.ts';
import { type Catalogue, type ImageSpec, PATH } from './catalogue.ts';
import { digest } from './digest.ts';
import { install, layerChain, layerFs, sizeOf } from './layers.ts';
import { REAL } from './real.ts';
import { hubPath, parseReference, withTag } from './reference.ts';
import { STAND_IN } from './stand-in.ts';

/** The catalogue of that name. */
export function catalogueOf(name: 'real' | 'stand-in'): Catalogue {
  return name === 'real' ? REAL : STAND_IN;
}

const DAY = 86_400_000;

/** Loads every image of a catalogue into a host's store, under all its names. */
export function loadCatalogue(tx: Tx, host: string, catalogue: Catalogue): void {
  for (const spec of catalogue.images) for (const tag of spec.tags) loadImage(tx, host, catalogue, spec, tag);
}

/** Puts an image of a catalogue into a host's store under one of its names. */
export function loadImage(tx: Tx, host: string, catalogue: Catalogue, spec: ImageSpec, tag: string): ImageRow {
  const fresh = imageOfSpec(tx, host, catalogue, spec);
  const old = tx.get(images, `${host}/${fresh.id}`);
  const row = old ?? fresh;
  const name = tag.slice(0, tag.lastIndexOf(':'));
  const known = `${name}@sha256:${digest(`manifest ${spec.tags.join(' ')}`)}`;
  const digests =
    !catalogue.pulled || spec.local || row.digests.includes(known) ? row.digests : [...row.digests, known];
  tx.put(images, `${host}/${row.id}`, { ...row, digests });
  return tagImage(tx, tx.get(images, `${host}/${row.id}`) ?? row, tag);
}

/** An event of an image, under the name that it is told by. */
export function imageEvent(tx: Tx, host: string, action: string, id: string, name: string): void {
  logEvent(tx, { host, type: 'image', action, id, attributes: { name } });
}

/** Gives an image a name, which another one may lose. */
export function tagImage(tx: Tx, image: ImageRow, tag: string): ImageRow {
  const key = `${image.host}/${tag}`;
  const before = tx.get(tags, key);
  if (before && before.image !== image.id) untag(tx, image.host, tag);
  tx.put(tags, key, { host: image.host, name: tag, image: image.id });
  if (image.tags.includes(tag)) return image;
  return tx.put(images, `${image.host}/${image.id}`, {
    ...image,
    tags: sortedBy([...image.tags, tag], fullName, compareText),
    tagged: tx.now,
  });
}

/** A name with its domain, by which the store keeps an image's names in order; reference/store.go of moby. */
const fullName = (tag: string) => (tag.includes('.') ? tag : `docker.io/${hubPath(tag)}`);

/** Takes a name away from its image. */
export function untag(tx: Tx, host: string, tag: string): void {
  const row = tx.get(tags, `${host}/${tag}`);
  if (!row) return;
  tx.delete(tags, `${host}/${tag}`);
  const image = tx.get(images, `${host}/${row.image}`);
  if (!image) return;
  const left = image.tags.filter((t) => t !== tag);
  const name = tag.slice(0, tag.lastIndexOf(':'));
  const named = left.some((t) => t.slice(0, t.lastIndexOf(':')) === name);
  const digests = named ? image.digests : image.digests.filter((d) => !d.startsWith(`${name}@`));
  tx.put(images, `${host}/${image.id}`, { ...image, tags: left, digests });
}

/** The image that a reference names: by name, by digest, by id or by a prefix of its id. */
export function findImage(r: Reader, host: string, ref: string): ImageRow | undefined {
  const bare = ref.startsWith('sha256:') ? ref : `sha256:${ref}`;
  if (/^sha256:[0-9a-f]{64}$/.test(bare)) {
    const exact = r.get(images, `${host}/${bare}`);
    if (exact) return exact;
  }
  const named = nameOf(ref);
  const tag = named === undefined ? undefined : r.get(tags, `${host}/${named}`);
  if (tag) return r.get(images, `${host}/${tag.image}`);
  if (named?.includes('@'))
    return r.by(images, 'host', host).find((i) => i.digests.includes(named) || named.endsWith(i.id));
  if (!/^sha256:[0-9a-f]+$/.test(bare)) return undefined;
  const found = r.by(images, 'host', host).filter((i) => i.id.startsWith(bare));
  return found.length === 1 ? found[0] : undefined;
}

function nameOf(ref: string): string | undefined {
  try {
    return withTag(parseReference(ref));
  } catch {
    return undefined;
  }
}

/** The same, or `No such image: name:latest`. */
export function getImage(r: Reader, host: string, ref: string): ImageRow {
  const found = findImage(r, host, ref);
  if (found) return found;
  throw notFound(`No such image: ${/^(sha256:)?[0-9a-f]{64}$/.test(ref) ? ref : withTag(parseReference(ref))}`);
}

/** The steps that a Dockerfile of this image would have; the first comes from its base layer. */
function stepsOf(catalogue: Catalogue, spec: ImageSpec): readonly Omit<ImageStep, 'id' | 'created'>[] {
  const nop = (text: string) => ({ createdBy: `/bin/sh -c #(nop)  ${text}`, size: 0, comment: '' });
  const list = (words: readonly string[]) => `[${words.map((w) => quoteGo(w)).join(' ')}]`;
  const base: Omit<ImageStep, 'id' | 'created'>[] = [];
  for (let name: string | undefined = spec.base; name !== undefined; name = catalogue.layers[name]?.lower) {
    const below: string | undefined = catalogue.layers[name]?.lower;
    const size = catalogue.layers[name]?.size ?? 0;
    if (below === undefined) base.unshift({ createdBy: '', size, comment: 'Imported from -' });
    else if (size > 0)
      base.unshift({ createdBy: `/bin/sh -c #(nop) COPY dir:${digest(name)} in / `, size, comment: '' });
  }
  const direct = base.length === 1 && !spec.exposed && !spec.entrypoint && !spec.files;
  return [
    ...base,
    ...(spec.files?.length ? [{ ...nop(`COPY multi:${digest(spec.tags.join())} in / `), size: spec.size ?? 0 }] : []),
    ...(spec.env ?? []).map((e) => nop(`ENV ${e}`)),
    ...(spec.workdir ? [nop(`WORKDIR ${spec.workdir}`)] : []),
    ...(spec.user ? [nop(`USER ${spec.user}`)] : []),
    ...(spec.exposed ? [nop(`EXPOSE ${spec.exposed.map((p) => p.replace(/\/tcp$/, '')).join(' ')}`)] : []),
    ...(spec.stopSignal ? [nop(`STOPSIGNAL ${spec.stopSignal}`)] : []),
    ...(spec.entrypoint ? [nop(`ENTRYPOINT ${list(spec.entrypoint)}`)] : []),
    ...(spec.cmd && !direct ? [nop(`CMD ${list(spec.cmd)}`)] : []),
  ];
}

/** Ids of the steps: each depends on all that come before it, so that images with a common beginning share parents. */
export function chainIds(
  seed: string,
  steps: readonly Omit<ImageStep, 'id' | 'created'>[],
  created: number,
): readonly ImageStep[] {
  let text = seed;
  return steps.map((step) => {
    text = digest(`${text}\n${step.createdBy}\n${step.size}`);
    return { ...step, created, id: `sha256:${text}` };
  });
}

function imageOfSpec(tx: Tx, host: string, catalogue: Catalogue, spec: ImageSpec): ImageRow {
  const created = tx.now - (spec.age ?? 30) * DAY;
  const seed = `${catalogue.name} ${spec.base}${spec.files || !spec.exposed ? ` ${spec.tags.join(' ')}` : ''}`;
  const history = chainIds(
    catalogue.name === 'stand-in' && spec.exposed ? `stand-in ${spec.base}` : seed,
    stepsOf(catalogue, spec),
    created,
  );
  const top = history.at(-1);
  const id = top?.id ?? `sha256:${digest(seed)}`;
  const fs = spec.files?.length ? `image:${id.slice(7)}` : layerFs(tx, catalogue, spec.base);
  if (spec.files?.length && !tx.get(filesystems, fs)) {
    fsAdd(tx, fs, { lower: layerFs(tx, catalogue, spec.base) });
    install(tx, fs, spec.files);
  }
  const own = spec.files?.length ? [{ id: `sha256:${digest(`files ${id}`)}`, size: spec.size ?? 0 }] : [];
  const layers = [...layerChain(catalogue, spec.base), ...own];
  return {
    host,
    id,
    tags: [],
    digests: [],
    parent: catalogue.pulled ? '' : (history.at(-2)?.id ?? ''),
    comment: catalogue.pulled ? 'buildkit.dockerfile.v0' : history.length > 1 ? '' : 'Imported from -',
    created,
    tagged: tx.now,
    size: sizeOf(layers),
    history,
    layers,
    config: configOf(spec),
    fs,
  };
}

function configOf(spec: ImageSpec): ImageConfig {
  const set = (keys: readonly string[]) => Object.fromEntries([...keys].sort().map((k) => [k, {}]));
  return {
    Cmd: spec.cmd ?? null,
    Entrypoint: spec.entrypoint ?? null,
    Env: [PATH, ...(spec.env ?? [])],
    ...(spec.exposed ? { ExposedPorts: set(spec.exposed) } : {}),
    ...(spec.healthcheck ? { Healthcheck: spec.healthcheck } : {}),
    Labels: spec.labels ?? null,
    OnBuild: null,
    ...(spec.stopSignal ? { StopSignal: spec.stopSignal } : {}),
    User: spec.user ?? '',
    Volumes: spec.volumes ? set(spec.volumes) : null,
    WorkingDir: spec.workdir ?? '',
  };
}
