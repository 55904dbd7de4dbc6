import {
  fromUtf8,
  type Reader,
  sha256,
  type TarContent,
  type TarEntry,
  type Tx,
  tar,
  untar,
  utf8,
} from '../../base/index.ts';
import { filesystems } from '../../os/index.ts';
import type { ImageConfig } from '../api/index.ts';
import { notFound } from '../errors.ts';
import { type ImageRow, images } from '../rows.ts';
import { digest } from './digest.ts';
import { chainOf, sizeOf } from './layers.ts';
import { hubPath, parseReference } from './reference.ts';
import { chainBelow, entriesOf, rootfsSize, rootfsTar, unpack } from './rootfs.ts';
import { findImage, imageEvent, tagImage } from './store.ts';
import { StreamError } from './stream-error.ts';

const SHA = 'sha256:';
const OCI = 'application/vnd.oci.image';

/** The document that an archive has of each image; image/v1 of the OCI, with the sizes of its steps. */
interface ConfigBlob {
  readonly created: number;
  readonly author: string;
  readonly comment: string;
  readonly config: ImageConfig;
  readonly rootfs: { readonly type: 'layers'; readonly diff_ids: readonly string[] };
  readonly history: ImageRow['history'];
}

interface ManifestItem {
  readonly Config: string;
  readonly RepoTags: readonly string[] | null;
  readonly Layers: readonly string[];
  readonly LayerSources: Readonly<Record<string, Descriptor>>;
}

/** How a document of the OCI points at a blob. */
interface Descriptor {
  readonly mediaType: string;
  readonly size: number;
  readonly digest: string;
}

const blob = (id: string) => `blobs/sha256/${id.replace(SHA, '')}`;

/** `GET /images/get`: images with their layers as one archive; image/tarexport/save.go of moby. */
export function saveImages(tx: Tx, host: string, refs: readonly string[]): string {
  const wanted = new Map<string, { readonly image: ImageRow; readonly tags: Set<string> }>();
  for (const ref of refs) {
    for (const { image, tags } of selected(tx, host, ref)) {
      const known = wanted.get(image.id) ?? { image, tags: new Set<string>() };
      for (const tag of tags) known.tags.add(tag);
      wanted.set(image.id, known);
    }
  }
  const blobs = new Map<string, string>();
  const manifest: ManifestItem[] = [];
  const repositories: Record<string, Record<string, string>> = {};
  for (const { image, tags } of wanted.values()) {
    const config: ConfigBlob = {
      created: image.created,
      author: image.author ?? '',
      comment: image.comment,
      config: image.config,
      rootfs: { type: 'layers', diff_ids: image.layers.map((l) => l.id) },
      history: image.history,
    };
    blobs.set(blob(image.id), utf8(JSON.stringify(config)));
    const sources: Record<string, Descriptor> = {};
    for (const [i, archive] of layerArchives(tx, image).entries()) {
      const id = image.layers[i]?.id ?? '';
      blobs.set(blob(id), archive);
      sources[id] = { mediaType: `${OCI}.layer.v1.tar`, size: archive.length, digest: id };
    }
    manifest.push({
      Config: blob(image.id),
      RepoTags: tags.size === 0 ? null : [...tags].sort(),
      Layers: image.layers.map((l) => blob(l.id)),
      LayerSources: sources,
    });
    for (const tag of tags) {
      const at = tag.lastIndexOf(':');
      const name = tag.slice(0, at);
      repositories[name] = {
        ...repositories[name],
        [tag.slice(at + 1)]: (image.layers.at(-1)?.id ?? '').replace(SHA, ''),
      };
    }
    imageEvent(tx, host, 'save', image.id, image.id);
  }
  return tar(savedFiles(tx.now, blobs, manifest, repositories));
}

/** The images of a reference under the tags that it names: of a name without a tag all of them. */
function selected(
  r: Reader,
  host: string,
  ref: string,
): { readonly image: ImageRow; readonly tags: readonly string[] }[] {
  const image = findImage(r, host, ref);
  const isId = image !== undefined && /^(sha256:)?[0-9a-f]+$/.test(ref) && image.id.includes(ref.replace(SHA, ''));
  if (isId) return [{ image, tags: [] }];
  const { name, tag, digest: pinned } = parseReference(ref);
  if (tag === undefined && pinned === undefined) {
    const all = r
      .by(images, 'host', host)
      .map((i) => ({ image: i, tags: i.tags.filter((t) => t.replace(/:[^:]*$/, '') === name) }));
    const found = all.filter((i) => i.tags.length > 0);
    if (found.length > 0) return found.sort((a, b) => ((a.tags[0] ?? '') < (b.tags[0] ?? '') ? -1 : 1));
  } else if (image) return [{ image, tags: pinned === undefined ? [`${name}:${tag}`] : [] }];
  throw notFound(`No such image: ${ref}`);
}

/** An archive for each layer of an image; the files of layers without a size go with the one above. */
function layerArchives(r: Reader, image: ImageRow): readonly string[] {
  const chain = image.fs === '' ? [] : chainBelow(r, image.fs);
  const merged = chain.length - image.layers.length;
  return image.layers.map((layer, i) => {
    const parts = i === 0 ? chain.slice(0, merged + 1) : chain.slice(merged + i, merged + i + 1);
    return rootfsTar(entriesOf(r, parts, { whiteouts: i > 0 }), layer.size);
  });
}

/** The manifest of the OCI that an image has beside Docker's own. */
function manifestBlob(m: ManifestItem): {
  readonly id: string;
  readonly text: string;
  readonly tags: ManifestItem['RepoTags'];
} {
  const config = { mediaType: `${OCI}.config.v1+json`, digest: SHA + m.Config.replace('blobs/sha256/', '') };
  const document = {
    schemaVersion: 2,
    mediaType: `${OCI}.manifest.v1+json`,
    config,
    layers: Object.values(m.LayerSources),
  };
  const text = utf8(JSON.stringify(document));
  return { id: `${SHA}${sha256(text)}`, text, tags: m.RepoTags };
}

function savedFiles(
  now: number,
  blobs: ReadonlyMap<string, string>,
  manifest: readonly ManifestItem[],
  repositories: Readonly<Record<string, Readonly<Record<string, string>>>>,
): TarEntry[] {
  const own = { mtime: now, owner: 'root' };
  const dir = (name: string): TarEntry => ({ name, kind: 'dir', mode: 0o755, data: '', ...own });
  const file = (name: string, data: string): TarEntry => ({ name, kind: 'file', mode: 0o644, data, ...own });
  const json = (value: unknown) => utf8(`${JSON.stringify(value)}\n`);
  const index = {
    schemaVersion: 2,
    mediaType: `${OCI}.index.v1+json`,
    manifests: manifest.map(manifestBlob).map(({ id, text, tags }) => ({
      mediaType: `${OCI}.manifest.v1+json`,
      digest: id,
      size: text.length,
      ...(tags === null ? {} : { annotations: { 'io.containerd.image.name': `docker.io/${hubPath(tags[0] ?? '')}` } }),
    })),
  };
  const named = Object.keys(repositories).length > 0;
  return [
    dir('blobs'),
    dir('blobs/sha256'),
    ...[...blobs].map(([name, data]) => file(name, data)),
    ...manifest.map(manifestBlob).map(({ id, text }) => file(blob(id), text)),
    file('index.json', utf8(JSON.stringify(index))),
    file('manifest.json', json(manifest)),
    file('oci-layout', utf8('{"imageLayoutVersion":"1.0.0"}')),
    ...(named ? [file('repositories', json(repositories))] : []),
  ];
}

/** What `docker load` tells. */
export interface Loaded {
  /** Layers that were not here before, and their bytes. */
  readonly layers: readonly { readonly id: string; readonly size: number }[];
  readonly lines: readonly string[];
}

const NOTHING: TarContent = { entries: [], global: {} };

/** `POST /images/load`; image/tarexport/load.go of moby. */
export function loadImages(tx: Tx, host: string, archive: string): Loaded {
  const content = archive === '' ? NOTHING : untar(archive);
  if (!content) throw new StreamError('unexpected EOF');
  const data = new Map(content.entries.map((e) => [e.name, e.data]));
  const manifest = data.get('manifest.json');
  if (manifest === undefined) {
    const number = 1_000_000_000 + tx.random(2 ** 31);
    throw new StreamError(`open /var/lib/docker/tmp/docker-import-${number}/repositories: no such file or directory`);
  }
  const lines: string[] = [];
  const layers: Loaded['layers'][number][] = [];
  for (const item of JSON.parse(fromUtf8(manifest)) as readonly ManifestItem[]) {
    const { image, fresh } = restore(tx, host, item, data);
    layers.push(...fresh);
    for (const tag of item.RepoTags ?? []) {
      const before = findImage(tx, host, tag);
      if (before && before.id !== image.id)
        lines.push(`The image ${tag} already exists, renaming the old one with ID ${before.id} to empty string`);
      tagImage(tx, tx.get(images, `${host}/${image.id}`) ?? image, tag);
      lines.push(`Loaded image: ${tag}`);
    }
    if (item.RepoTags === null) lines.push(`Loaded image ID: ${image.id}`);
    imageEvent(tx, host, 'load', image.id, image.id);
  }
  return { layers, lines };
}

/** The image of a manifest's item: the one that is here, or made of what the archive holds. */
function restore(tx: Tx, host: string, item: ManifestItem, data: ReadonlyMap<string, string>) {
  const id = SHA + item.Config.replace('blobs/sha256/', '');
  const here = tx.get(images, `${host}/${id}`);
  if (here) return { image: here, fresh: [] };
  const config = JSON.parse(fromUtf8(data.get(item.Config) ?? '{}')) as ConfigBlob;
  const known = new Set(
    tx.by(images, 'host', host).flatMap((i) => i.layers.map((_, n) => chainOf(i.layers.slice(0, n + 1)))),
  );
  const fresh: Loaded['layers'][number][] = [];
  const layers: ImageRow['layers'][number][] = [];
  let fs: string | undefined;
  for (const [i, name] of item.Layers.entries()) {
    const content = untar(data.get(name) ?? '');
    if (!content) throw new StreamError('unexpected EOF');
    layers.push({ id: config.rootfs.diff_ids[i] ?? '', size: rootfsSize(content) });
    const chain = chainOf(layers);
    const made = `image:${digest(`chain ${chain}`)}`;
    if (!tx.get(filesystems, made)) unpack(tx, made, content.entries, fs);
    if (!known.has(chain)) fresh.push({ id: layers.at(-1)?.id ?? '', size: layers.at(-1)?.size ?? 0 });
    fs = made;
  }
  const image = tx.put(images, `${host}/${id}`, {
    host,
    id,
    tags: [],
    digests: [],
    parent: '',
    comment: config.comment,
    ...(config.author === '' ? {} : { author: config.author }),
    created: config.created,
    tagged: 0,
    size: sizeOf(layers),
    history: config.history,
    layers,
    config: config.config,
    fs: fs ?? '',
  });
  return { image, fresh };
}
