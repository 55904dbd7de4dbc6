import { sha256 } from '../../../base/index.ts';
import type { Value } from '../yaml/index.ts';
import { isDict } from '../yaml/index.ts';
import type { Struct } from './bind.ts';
import { jsonText, shown } from './marshal.ts';
import { NETWORK, SERVICE, VOLUME } from './shapes.ts';

/** Hashes by which compose finds out what has changed: of the JSON of what was configured; pkg/compose/hash.go. */
export function serviceHash(service: Struct): string {
  const made = new Map(service);
  for (const key of ['build', 'pull_policy', 'scale', 'depends_on', 'profiles']) made.delete(key);
  const deploy = made.get('deploy');
  if (isDict(deploy)) made.set('deploy', new Map<string, Value>([...deploy].filter(([key]) => key !== 'replicas')));
  return sha256(jsonText(shown(SERVICE, made, 'json')));
}

export const networkHash = (network: Struct): string => sha256(jsonText(shown(NETWORK, network, 'json')));

export const volumeHash = (volume: Struct): string =>
  sha256(jsonText(shown(VOLUME, new Map([...volume, ['driver', volume.get('driver') ?? 'local']]), 'json')));
