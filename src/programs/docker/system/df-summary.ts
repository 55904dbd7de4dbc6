import type { DiskUsage } from '../../../engine/index.ts';
import { humanSize, type Rows } from '../format/index.ts';

/** What is known of one kind of thing on the disk. */
interface Kind {
  readonly type: string;
  readonly total: number;
  readonly active: number;
  readonly size: number;
  /** Bytes that nothing in use needs. */
  readonly free: number;
}

const sum = (numbers: readonly number[]) => numbers.reduce((a, b) => a + b, 0);

/** The four lines of docker system df; formatter/disk_usage.go of docker/cli. */
export function summaryOf({ LayersSize, Images, Containers, Volumes, BuildCache }: DiskUsage): readonly Kind[] {
  const used = Images.filter((i) => i.Containers > 0);
  const running = Containers.filter((c) => ['running', 'paused', 'restarting'].includes(c.State));
  const held = Volumes.filter((v) => (v.UsageData?.RefCount ?? 0) > 0);
  const [rw, rwRunning] = [Containers, running].map((list) => sum(list.map((c) => c.SizeRw ?? 0)));
  const [data, dataHeld] = [Volumes, held].map((list) => sum(list.map((v) => v.UsageData?.Size ?? 0)));
  const ownUsed = sum(used.map((i) => i.Size - i.SharedSize));
  const kind = (type: string, total: number, active: number, size = 0, kept = 0): Kind => ({
    type,
    total,
    active,
    size,
    free: size - kept,
  });
  return [
    kind('Images', Images.length, used.length, LayersSize, ownUsed),
    kind('Containers', Containers.length, running.length, rw, rwRunning),
    kind('Local Volumes', Volumes.length, held.length, data, dataHeld),
    kind('Build Cache', BuildCache.length, 0),
  ];
}

/** The rows of docker system df. */
export const SUMMARY: Rows<Kind> = {
  type: '*formatter.diskUsageImagesContext',
  headers: { Type: 'TYPE', TotalCount: 'TOTAL', Active: 'ACTIVE', Size: 'SIZE', Reclaimable: 'RECLAIMABLE' },
  fields: {
    Type: ({ type }) => type,
    TotalCount: ({ total }) => String(total),
    Active: ({ active }) => String(active),
    Size: ({ size }) => humanSize(size),
    Reclaimable: ({ size, free }) =>
      size > 0 ? `${humanSize(free)} (${Math.floor((free * 100) / size)}%)` : humanSize(free),
  },
};
