import { byteLength, compareText, type Reader, sortedBy } from '../base/index.ts';
import { files } from '../os/index.ts';
import type { DiskUsage, Filters, ImageSummary, PruneReport } from './api/index.ts';
import { listContainers } from './containers/list.ts';
import { ApiError } from './errors.ts';
import { listImages } from './images/api.ts';
import { chainOf } from './images/layers.ts';
import { containers, images, volumes } from './rows.ts';
import { volumeJson } from './volumes.ts';

/** `GET /system/df`; daemon/disk_usage.go */
export function diskUsage(r: Reader, host: string): DiskUsage {
  const layers = layersOf(r, host);
  return {
    LayersSize: [...layers.values()].reduce((sum, layer) => sum + layer.size, 0),
    Images: listImages(r, host).map((image) => ({ ...image, SharedSize: sharedSize(r, host, image, layers) })),
    Containers: listContainers(r, host, { all: true, size: true }),
    Volumes: sortedBy(r.by(volumes, 'host', host), (v) => v.name, compareText).map((v) => ({
      ...volumeJson(v),
      UsageData: { RefCount: v.users.filter((id) => r.get(containers, id)).length, Size: bytesIn(r, v.fs) },
    })),
    BuildCache: [],
  };
}

interface LayerUse {
  readonly size: number;
  /** How many images stand on it. */
  readonly users: number;
}

/** Every layer of the store by what is below it and itself. */
function layersOf(r: Reader, host: string): ReadonlyMap<string, LayerUse> {
  const found = new Map<string, LayerUse>();
  for (const { layers } of r.by(images, 'host', host))
    for (const [n, { size }] of layers.entries()) {
      const chain = chainOf(layers.slice(0, n + 1));
      found.set(chain, { size, users: (found.get(chain)?.users ?? 0) + 1 });
    }
  return found;
}

function sharedSize(r: Reader, host: string, image: ImageSummary, uses: ReadonlyMap<string, LayerUse>): number {
  const layers = r.get(images, `${host}/${image.Id}`)?.layers ?? [];
  return layers.reduce(
    (sum, { size }, n) => sum + ((uses.get(chainOf(layers.slice(0, n + 1)))?.users ?? 0) > 1 ? size : 0),
    0,
  );
}

/** directory.Size: the bytes of all files of a file system. */
function bytesIn(r: Reader, fs: string): number {
  return r.by(files, 'fs', fs).reduce((sum, f) => sum + (f.kind === 'file' ? byteLength(f.content) : 0), 0);
}

const CACHE_FILTERS = ['description', 'id', 'inuse', 'parent', 'private', 'shared', 'type', 'until'];

/** `POST /build/prune`: only BuildKit has such a cache; builder-next/builder.go of moby. */
export function pruneBuildCache(filters: Filters = {}): PruneReport {
  const unknown = Object.keys(filters).find((key) => !CACHE_FILTERS.includes(key));
  if (unknown !== undefined) throw new ApiError(400, `failed to prune build cache: invalid filter '${unknown}'`);
  return { deleted: [], SpaceReclaimed: 0 };
}
