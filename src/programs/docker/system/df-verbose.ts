import type { DiskUsage, ImageSummary } from '../../../engine/index.ts';
import { type Field, type GoType, GoValue, STRING, slice } from '../../gotemplate/index.ts';
import { CONTAINER_ROWS } from '../container/index.ts';
import { formatList, parseTemplate, type Rows, rowType, runTemplate, TemplateError } from '../format/index.ts';
import { CliError } from '../grammar/index.ts';
import { IMAGE_ROWS, rowsOf } from '../image/index.ts';
import { VOLUME_ROWS } from '../volume/index.ts';

const IMAGES =
  'table {{.Repository}}\\t{{.Tag}}\\t{{.ID}}\\t{{.CreatedSince}}\\t{{.Size}}\\t{{.SharedSize}}\\t{{.UniqueSize}}\\t{{.Containers}}';
const CONTAINERS =
  'table {{.ID}}\\t{{.Image}}\\t{{.Command}}\\t{{.LocalVolumes}}\\t{{.Size}}\\t{{.RunningFor}}\\t{{.Status}}\\t{{.Names}}';
const CACHE =
  'table {{.ID}}\\t{{.CacheType}}\\t{{.Size}}\\t{{.CreatedSince}}\\t{{.LastUsedSince}}\\t{{.UsageCount}}\\t{{.Shared}}';

/** Build cache has no rows here: only what its columns are called. */
const CACHE_ROWS: Rows<never> = {
  type: '*formatter.buildCacheContext',
  headers: {
    ID: 'CACHE ID',
    CacheType: 'CACHE TYPE',
    Size: 'SIZE',
    CreatedSince: 'CREATED',
    LastUsedSince: 'LAST USED',
    UsageCount: 'USAGE',
    Shared: 'SHARED',
  },
  fields: {},
};

/** docker system df -v: a table of each kind, or a template over all of them; formatter/disk_usage.go of docker/cli. */
export function verbose(usage: DiskUsage, format: string, now: number): string {
  const images = usage.Images.map((image) => firstName(image, now));
  // the virtual size is not told here
  const containers = usage.Containers.map((c) => ({ container: { ...c, SizeRootFs: 0 }, now }));
  if (format === 'table') {
    return [
      `Images space usage:\n\n${formatList(IMAGE_ROWS, images, IMAGES)}`,
      `Containers space usage:\n\n${formatList(CONTAINER_ROWS, containers, CONTAINERS)}`,
      `Local Volumes space usage:\n\n${formatList(VOLUME_ROWS, usage.Volumes, 'table {{.Name}}\\t{{.Links}}\\t{{.Size}}')}`,
      `Build cache usage: 0B\n\n${formatList(CACHE_ROWS, usage.BuildCache, CACHE)}`,
    ].join('\n');
  }
  const trunc = format.startsWith('table');
  const context = new GoValue(
    {
      kind: 'struct',
      name: 'formatter.diskUsageContext',
      fields: [
        list('Images', rowType(IMAGE_ROWS, trunc)),
        list('Containers', rowType(CONTAINER_ROWS, trunc)),
        list('Volumes', rowType(VOLUME_ROWS, trunc)),
        list('BuildCache', STRING),
      ],
    },
    { Images: images, Containers: containers, Volumes: usage.Volumes, BuildCache: usage.BuildCache },
  );
  try {
    return runTemplate(parseTemplate(format === 'json' ? '{{json .}}' : format), context);
  } catch (e) {
    throw e instanceof TemplateError ? new CliError(`template parsing error: ${e.message}`) : e;
  }
}

const list = (name: string, of: GoType): Field => ({ name, json: name, omitempty: false, type: () => slice(of) });

/** Only the first name of an image is told. */
function firstName(image: ImageSummary, now: number) {
  const [first] = image.RepoTags;
  const [row] = rowsOf({ ...image, RepoTags: first === undefined ? [] : [first], RepoDigests: [] }, false, false, now);
  if (!row) throw new Error(`image ${image.Id} has no row`);
  return row;
}
