import type { Tx } from '../../base/index.ts';
import { copy, fsAdd, joinPath, list, mkdir, parentOf, readFile, stat, writeFile } from '../../os/index.ts';
import type { ImageConfig } from '../api.ts';
import type { ImageBuildRequest } from '../daemon.ts';
import { ApiError, badRequest } from '../errors.ts';
import { type ImageRow, type ImageStep, images } from '../rows.ts';
import { digest } from './digest.ts';
import { parseReference, withTag } from './reference.ts';
import { getImage, tagImage } from './store.ts';

/** A build that came to nothing: what it had said until then. */
export class BuildFailure extends ApiError {
  constructor(
    cause: ApiError,
    readonly output: string,
  ) {
    super(cause.status, cause.message);
  }
}

/** An image that is being built. */
interface Building {
  readonly base: ImageRow;
  readonly id: string;
  readonly config: ImageConfig;
  readonly history: ImageRow['history'];
  readonly fs: string | undefined;
  readonly size: number;
  readonly layers: readonly string[];
}

/** `POST /build` with the classic builder: steps that configure, and COPY. What would run a command (RUN) is not simulated. */
export function buildImage(
  tx: Tx,
  host: string,
  request: ImageBuildRequest,
): { readonly output: string; readonly id: string } {
  const steps = parseDockerfile(request.dockerfile);
  if (steps.length === 0) throw badRequest('the Dockerfile (Dockerfile) cannot be empty');
  if (steps[0]?.verb !== 'FROM' && steps[0]?.verb !== 'ARG') throw badRequest('no build stage in current context');
  let building: Building | undefined;
  let output = '';
  steps.forEach((step, i) => {
    output += `Step ${i + 1}/${steps.length} : ${step.verb} ${step.rest}\n`;
    try {
      if (step.verb === 'FROM') building = begin(getImage(tx, host, step.rest.split(/\s+/)[0] ?? ''));
      else if (building) building = apply(tx, building, step, request, i);
    } catch (e) {
      throw e instanceof ApiError ? new BuildFailure(e, output) : e;
    }
    output += ` ---> ${(building?.id ?? '').slice(7, 19)}\n`;
  });
  if (!building) throw badRequest('no build stage in current context');
  const done: Building = building;
  const row = finish(tx, host, done);
  output += `Successfully built ${row.id.slice(7, 19)}\n`;
  for (const tag of request.tags) {
    const name = withTag(parseReference(tag));
    tagImage(tx, tx.get(images, `${host}/${row.id}`) ?? row, name);
    output += `Successfully tagged ${name}\n`;
  }
  return { output, id: row.id };
}

interface Instruction {
  readonly verb: string;
  readonly rest: string;
}

function parseDockerfile(text: string): readonly Instruction[] {
  const joined = text.replace(/\\\r?\n/g, ' ');
  return joined.split('\n').flatMap((line) => {
    const trimmed = line.trim();
    const found = /^(\S+)\s*(.*)$/.exec(trimmed);
    if (!found || trimmed.startsWith('#')) return [];
    return [{ verb: (found[1] ?? '').toUpperCase(), rest: found[2] ?? '' }];
  });
}

function begin(base: ImageRow): Building {
  const { id, config, history, size, layers } = base;
  return { base, id, config, history, fs: undefined, size, layers };
}

/** `["a","b"]`, or a line for the shell. */
function command(rest: string): readonly string[] {
  try {
    const words: unknown = JSON.parse(rest);
    if (Array.isArray(words) && words.every((w) => typeof w === 'string')) return words;
  } catch {
    return ['/bin/sh', '-c', rest];
  }
  return ['/bin/sh', '-c', rest];
}

function pairs(rest: string): readonly (readonly [string, string])[] {
  const words = rest.match(/(?:[^\s"']|"[^"]*"|'[^']*')+/g) ?? [];
  const bare = (w: string) => w.replace(/^["']|["']$/g, '');
  if (!words[0]?.includes('=')) return [[words[0] ?? '', words.slice(1).join(' ')]];
  return words.map((w) => [w.slice(0, w.indexOf('=')), bare(w.slice(w.indexOf('=') + 1))] as const);
}

function apply(tx: Tx, b: Building, step: Instruction, request: ImageBuildRequest, index: number): Building {
  const config = (fields: ImageConfig): Building => next(tx, b, step, { config: { ...b.config, ...fields } });
  const set = (keys: readonly string[]) => Object.fromEntries(keys.map((k) => [k, {}]));
  switch (step.verb) {
    case 'ARG':
      return next(tx, b, step, {});
    case 'EXPOSE': {
      const ports = step.rest.split(/\s+/).map((p) => (p.includes('/') ? p.toLowerCase() : `${p}/tcp`));
      const all = { ...b.config.ExposedPorts, ...set(ports) };
      return config({ ExposedPorts: Object.fromEntries(Object.entries(all).sort(([x], [y]) => (x < y ? -1 : 1))) });
    }
    case 'ENV': {
      const added = pairs(step.rest);
      const kept = (b.config.Env ?? []).filter((e) => !added.some(([k]) => e.startsWith(`${k}=`)));
      return config({ Env: [...kept, ...added.map(([k, v]) => `${k}=${v}`)] });
    }
    case 'LABEL':
      return config({ Labels: { ...b.config.Labels, ...Object.fromEntries(pairs(step.rest)) } });
    case 'CMD':
      return config({ Cmd: command(step.rest) });
    case 'ENTRYPOINT':
      return config({ Entrypoint: command(step.rest), Cmd: null });
    case 'WORKDIR':
      return config({ WorkingDir: joinPath(b.config.WorkingDir || '/', step.rest) });
    case 'USER':
      return config({ User: step.rest });
    case 'STOPSIGNAL':
      return config({ StopSignal: step.rest });
    case 'VOLUME':
      return config({
        Volumes: {
          ...b.config.Volumes,
          ...set(step.rest.startsWith('[') ? command(step.rest) : step.rest.split(/\s+/)),
        },
      });
    case 'MAINTAINER':
      return next(tx, b, step, {});
    case 'COPY':
    case 'ADD':
      return copyStep(tx, b, step, request);
    case 'RUN':
      throw new ApiError(
        501,
        `dockernet-course: not simulated: RUN in a Dockerfile (step ${index + 1}); COPY, ENV, EXPOSE, CMD, ENTRYPOINT, WORKDIR, USER, LABEL and VOLUME are`,
      );
    default:
      throw badRequest(`dockerfile parse error on line ${index + 1}: unknown instruction: ${step.verb}`);
  }
}

function copyStep(tx: Tx, b: Building, step: Instruction, request: ImageBuildRequest): Building {
  const words = step.rest.startsWith('[')
    ? command(step.rest)
    : step.rest.split(/\s+/).filter((w) => !w.startsWith('--'));
  const target = words.at(-1) ?? '/';
  const fs = b.fs ?? `image:${digest(`${b.id} ${request.tags.join()} ${tx.now} ${tx.random(2 ** 31)}`)}`;
  if (b.fs === undefined) fsAdd(tx, fs, { lower: b.base.fs });
  const at = joinPath(b.config.WorkingDir || '/', target);
  let size = 0;
  const kinds: string[] = [];
  for (const source of words.slice(0, -1)) {
    const from = joinPath(request.context.path, source);
    const row = stat(tx, request.context.fs, from);
    if (!row || !(`${from}/`.startsWith(`${request.context.path}/`) || request.context.path === '/'))
      throw badRequest(
        `COPY failed: file not found in build context or excluded by .dockerignore: stat ${source}: file does not exist`,
      );
    kinds.push(row.kind === 'dir' ? 'dir' : 'file');
    size += bytesOf(tx, request.context.fs, from);
    if (row.kind === 'dir') {
      mkdir(tx, fs, at, { parents: true });
      for (const name of list(tx, request.context.fs, from))
        copy(tx, { fs: request.context.fs, path: joinPath(from, name) }, { fs, path: joinPath(at, name) });
      continue;
    }
    const into =
      target.endsWith('/') || stat(tx, fs, at)?.kind === 'dir' ? joinPath(at, source.split('/').at(-1) ?? source) : at;
    mkdir(tx, fs, parentOf(into), { parents: true });
    writeFile(tx, fs, into, readFile(tx, request.context.fs, from), { mode: row.mode });
  }
  return {
    ...next(
      tx,
      b,
      step,
      { fs, layers: [...b.layers, `sha256:${digest(`${fs} ${step.rest}`)}`] },
      { ...described(words, size, kinds), size },
    ),
    size: b.size + size,
  };
}

/** What the history says of a COPY: what was copied, by a hash, and where to. */
function described(words: readonly string[], size: number, kinds: readonly string[]): { readonly createdBy: string } {
  const kind = kinds.length > 1 ? 'multi' : (kinds[0] ?? 'file');
  return {
    createdBy: `/bin/sh -c #(nop) COPY ${kind}:${digest(`${words.join(' ')} ${size}`)} in ${words.at(-1) ?? ''} `,
  };
}

/** Bytes of a file, or of all below a directory. */
function bytesOf(tx: Tx, fs: string, path: string): number {
  const row = stat(tx, fs, path);
  if (row?.kind !== 'dir') return row?.content.length ?? 0;
  return list(tx, fs, path).reduce((sum, name) => sum + bytesOf(tx, fs, joinPath(path, name)), 0);
}

/** The image after a step: its id follows from the one before and the instruction. */
function next(
  tx: Tx,
  b: Building,
  step: Instruction,
  fields: Partial<Building>,
  entryFields: Partial<ImageStep> = {},
): Building {
  const id = `sha256:${digest(`${b.id} ${step.verb} ${step.rest}`)}`;
  const entry = {
    id,
    createdBy: `/bin/sh -c #(nop)  ${step.verb} ${step.rest}`,
    size: 0,
    created: tx.now,
    comment: '',
    ...entryFields,
  };
  return { ...b, ...fields, id, history: [...b.history, entry] };
}

function finish(tx: Tx, host: string, b: Building): ImageRow {
  const existing = tx.get(images, `${host}/${b.id}`);
  if (existing && b.fs === undefined) return existing;
  return tx.put(images, `${host}/${b.id}`, {
    host,
    id: b.id,
    tags: existing?.tags ?? [],
    digests: [],
    parent: b.history.at(-2)?.id ?? '',
    comment: '',
    created: tx.now,
    tagged: tx.now,
    size: b.size,
    history: b.history,
    layers: b.layers,
    config: b.config,
    fs: b.fs ?? b.base.fs,
  });
}
