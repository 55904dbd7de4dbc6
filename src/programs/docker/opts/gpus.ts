import type { DeviceRequest } from '../../../engine/index.ts';
import { custom, cut, type Flag, ParseError, parseCsv, parseInteger, reasonOf } from '../grammar/index.ts';

/** `--gpus`: a number, `all`, or fields of a device request; opts/gpus.go of docker/cli. */
export function gpuOpt(usage: string): Flag<readonly DeviceRequest[]> {
  return custom<readonly DeviceRequest[]>('gpu-request', usage, [], (now, text) => [...now, parseGpus(text)]);
}

function parseGpus(text: string): DeviceRequest {
  let request: DeviceRequest = { Driver: '', Count: 0, DeviceIDs: null, Capabilities: [['gpu']], Options: {} };
  const seen = new Set<string>();
  for (const field of parseCsv(text)) {
    const [key, value] = cut(field);
    if (seen.has(key)) throw new ParseError(`gpu request key '${key}' can be specified only once`);
    seen.add(field.includes('=') ? key : 'count');
    request = { ...request, ...partOf(field, field.includes('=') ? key : 'count', field.includes('=') ? value : key) };
  }
  return seen.has('count') || request.DeviceIDs ? request : { ...request, Count: 1 };
}

function partOf(field: string, key: string, value: string): Partial<DeviceRequest> {
  switch (key) {
    case 'count':
      return { Count: count(value) };
    case 'driver':
      return { Driver: value };
    case 'device':
      return { DeviceIDs: value.split(',') };
    case 'capabilities':
      return { Capabilities: [[...value.split(','), 'gpu']] };
    case 'options':
      return { Options: Object.fromEntries(parseCsv(value).map((option) => cut(option))) };
    default:
      throw new ParseError(`unexpected key '${key}' in '${field}'`);
  }
}

function count(text: string): number {
  if (text === 'all') return -1;
  try {
    return parseInteger(text, { base: 10 });
  } catch (e) {
    throw new ParseError(`invalid count (${text}): value must be either "all" or an integer: ${reasonOf(e)}`);
  }
}
