import { joinPath, parentOf } from '../../../os/index.ts';
import { type Dict, isDict, type Value } from '../yaml/index.ts';
import { canonical } from './canonical.ts';
import { ComposeError } from './errors.ts';
import { type Loading, loadFile } from './load.ts';
import { merge } from './merge.ts';
import { resolvePaths } from './paths.ts';

interface Trail {
  readonly file: string;
  readonly service: string;
}

/** Services that build on others have what those have; loader/extends.go of compose-go. Throws ComposeError. */
export function applyExtends(model: Dict, file: string, loading: Loading): Dict {
  const services = model.get('services');
  if (services === undefined) return model;
  if (!isDict(services)) throw new ComposeError('services must be a mapping');
  const extended = [...services.keys()].map((name): [string, Value] => [
    name,
    extendService(name, services, file, loading, []),
  ]);
  return new Map([...model, ['services', new Map(extended)]]);
}

function extendService(name: string, services: Dict, file: string, loading: Loading, trail: readonly Trail[]): Value {
  const service = services.get(name) ?? null;
  if (service === null) return null;
  if (!isDict(service)) throw new ComposeError(`services.${name} must be a mapping`);
  const extending = service.get('extends');
  if (extending === undefined) return service;
  const ref = isDict(extending) ? extending.get('service') : extending;
  if (typeof ref !== 'string') throw new ComposeError(`extends.${name}.service is required`);
  const from = isDict(extending) ? extending.get('file') : undefined;
  const other = typeof from === 'string' ? servicesOf(name, ref, file, from, loading) : services;
  if (!other.has(ref)) throw new ComposeError(`cannot extend service "${name}" in ${file}: service "${ref}" not found`);
  const here = typeof from === 'string' ? from : file;
  const base = extendService(ref, other, here, loading, withoutCycle(trail, { file: here, service: name }));
  if (!isDict(base)) return service;
  const merged = new Map(mergeServices(name, base, service));
  merged.delete('extends');
  return merged;
}

function withoutCycle(trail: readonly Trail[], step: Trail): readonly Trail[] {
  if (!trail.some(({ file, service }) => file === step.file && service === step.service)) return [...trail, step];
  const [first, ...others] = trail;
  throw new ComposeError(
    [
      'Circular reference:',
      `  ${first?.service} in ${first?.file}`,
      ...[...others, step].map(({ file, service }) => `  extends ${service} in ${file}`),
    ].join('\n'),
  );
}

/** override.ExtendService: as files are merged. */
function mergeServices(name: string, base: Dict, over: Dict): Dict {
  const wrap = (service: Dict): Dict => new Map([['services', new Map([[name, service]])]]);
  const services = merge(wrap(base), wrap(over)).get('services');
  const merged = isDict(services) ? services.get(name) : undefined;
  return isDict(merged) ? merged : over;
}

function servicesOf(name: string, ref: string, file: string, from: string, loading: Loading): Dict {
  const path = joinPath(loading.workingDir, from);
  const source = { name: path, text: loading.files.read(path) };
  const plain: Loading = { ...loading, resolvePaths: false, extend: false, include: false, validate: false };
  const model = loadFile(source, new Map(), plain);
  const services = model.get('services');
  if (services === undefined) throw new ComposeError(`cannot extend service "${name}" in ${path}: no services section`);
  if (!isDict(services))
    throw new ComposeError(`cannot extend service "${name}" in ${path}: services must be a mapping`);
  if (!services.has(ref))
    throw new ComposeError(`cannot extend service "${name}" in ${file}: service "${ref}" not found in ${from}`);
  const resolved = resolvePaths(canonical(model, { warn: loading.warn, lenient: false }), {
    workingDir: parentOf(path),
    home: loading.files.home,
  }).get('services');
  return isDict(resolved) ? resolved : services;
}
