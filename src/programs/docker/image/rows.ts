import { goTime, humanDuration, sortedBy } from '../../../base/index.ts';
import type { ImageSummary } from '../../../engine/index.ts';
import { humanSize, type Rows, shortId } from '../format/index.ts';
import { parseReference } from '../opts/index.ts';

/** An image under one of its names. */
export interface ListedImage {
  readonly image: ImageSummary;
  readonly repository: string;
  readonly tag: string;
  readonly digest: string;
  readonly now: number;
}

const TABLE =
  'table {{.Repository}}\\t{{.Tag}}\\t{{.ID}}\\t{{if .CreatedSince }}{{.CreatedSince}}{{else}}N/A{{end}}\\t{{.Size}}';
const WITH_DIGEST = TABLE.replace('{{.Tag}}', '{{.Tag}}\\t{{.Digest}}');
const raw = (digest: string) =>
  `repository: {{ .Repository }}\ntag: {{.Tag}}\n${digest}image_id: {{.ID}}\ncreated_at: {{.CreatedAt}}\nvirtual_size: {{.Size}}\n`;

/** formatter.NewImageFormat */
export function imagesFormat(source: string, quiet: boolean, digests: boolean): string {
  if (source === 'table') return quiet ? '{{.ID}}' : digests ? WITH_DIGEST : TABLE;
  if (source === 'raw') return quiet ? 'image_id: {{.ID}}' : raw(digests ? 'digest: {{.Digest}}\n' : '');
  return source.startsWith('table') && digests && !source.includes('{{.Digest}}') ? `${source}\t{{.Digest}}` : source;
}

/** The rows of an image: one for each tag, and for digests that have no tag; formatter/image.go of docker/cli. */
export function rowsOf(
  image: ImageSummary,
  wantsDigest: boolean,
  showDigests: boolean,
  now: number,
): readonly ListedImage[] {
  const row = (repository: string, tag: string, digest: string): ListedImage => ({
    image,
    repository,
    tag,
    digest,
    now,
  });
  if (image.RepoTags.length === 0 && image.RepoDigests.length === 0) return [row('<none>', '<none>', '<none>')];
  const digests = image.RepoDigests.map(parseReference).flatMap((ref) => (ref.kind === 'reference' ? [ref] : []));
  const tags = image.RepoTags.map(parseReference).flatMap((ref) => (ref.kind === 'reference' ? [ref] : []));
  const tagged = sortedBy(tags, (ref) => ref.familiar).flatMap((ref) => {
    const own = wantsDigest ? digests.filter((d) => d.familiar === ref.familiar) : [];
    if (own.length === 0) return [row(ref.familiar, ref.tag ?? '', '<none>')];
    return own.map((d) => row(ref.familiar, ref.tag ?? '', d.digest ?? ''));
  });
  const rest = digests.filter((d) => !tags.some((ref) => ref.familiar === d.familiar));
  return [...tagged, ...rest.map((d) => row(d.familiar, '<none>', showDigests ? (d.digest ?? '') : ''))];
}

/** The image rows of docker images. */
export const IMAGE_ROWS: Rows<ListedImage> = {
  type: '*formatter.imageContext',
  headers: {
    ID: 'IMAGE ID',
    Repository: 'REPOSITORY',
    Tag: 'TAG',
    Digest: 'DIGEST',
    CreatedSince: 'CREATED',
    CreatedAt: 'CREATED AT',
    Size: 'SIZE',
    Containers: 'CONTAINERS',
    VirtualSize: 'SIZE',
    SharedSize: 'SHARED SIZE',
    UniqueSize: 'UNIQUE SIZE',
  },
  fields: {
    ID: ({ image }, trunc) => (trunc ? shortId(image.Id) : image.Id),
    Repository: ({ repository }) => repository,
    Tag: ({ tag }) => tag,
    Digest: ({ digest }) => digest,
    CreatedSince: ({ image, now }) => `${humanDuration(now - image.Created * 1000)} ago`,
    CreatedAt: ({ image }) => goTime(image.Created * 1000),
    Size: ({ image }) => humanSize(image.Size, 3),
    Containers: ({ image }) => (image.Containers === -1 ? 'N/A' : String(image.Containers)),
    VirtualSize: ({ image }) => humanSize(image.Size),
    SharedSize: ({ image }) => (image.SharedSize === -1 ? 'N/A' : humanSize(image.SharedSize)),
    UniqueSize: ({ image }) =>
      image.Size === -1 || image.SharedSize === -1 ? 'N/A' : humanSize(image.Size - image.SharedSize),
  },
};
