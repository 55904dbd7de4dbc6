import { type Run, sleep } from '../../../os/index.ts';
import type { ImageConfig } from '../../api/index.ts';
import type { Caller, ImageBuildRequest } from '../../daemon.ts';
import { ApiError, badRequest } from '../../errors.ts';
import { logEvent } from '../../events.ts';
import { type ImageRow, images } from '../../rows.ts';
import { pullImage } from '../api.ts';
import { parseReference, withTag } from '../reference.ts';
import { findImage, tagImage } from '../store.ts';
import { commitImage } from './commit.ts';
import { type CopySource, copyIn, findSources } from './copy.ts';
import { type Instruction, instruction, parseDockerfile, substituted, wordsOf } from './dockerfile.ts';
import { type Configured, configured, environment, shellOf } from './instructions.ts';
import { commitContainer, inContainer, runToEnd, type Write } from './run.ts';

/** A build that came to nothing in one of its steps: told in the stream, with the exit status of what failed. */
export class BuildFailure extends Error {
  constructor(
    message: string,
    readonly exitCode: number,
  ) {
    super(message);
  }
}

/** What a step that is carried out takes, ms. */
const STEP = 150;

/** A stage of the Dockerfile while it is built. */
interface Stage {
  readonly name: string;
  image: ImageRow | undefined;
  config: ImageConfig;
  args: Record<string, string>;
  cmdSet: boolean;
}

/** What all steps know. */
interface Build {
  readonly caller: Caller;
  readonly host: string;
  readonly request: ImageBuildRequest;
  readonly write: Write;
  readonly stages: Stage[];
  /** Values of ARGs before the first FROM. */
  readonly globals: Record<string, string>;
  readonly unused: Set<string>;
  busted: boolean;
}

const NOTHING: ImageConfig = {
  Env: ['PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'],
  Cmd: null,
  Entrypoint: null,
  Labels: null,
  OnBuild: null,
  User: '',
  Volumes: null,
  WorkingDir: '',
};

/** `POST /build`: returns the image's id. Throws ApiError before the first step, BuildFailure in one. */
export function* buildImage(caller: Caller, host: string, request: ImageBuildRequest, write: Write): Run<string> {
  const steps = targeted(withLabels(parseDockerfile(request.dockerfile, request.name), request), request.target);
  const buildArgs = request.buildArgs ?? {};
  const b: Build = {
    caller,
    host,
    request,
    write,
    stages: [],
    globals: {},
    unused: new Set(Object.keys(buildArgs)),
    busted: request.noCache ?? false,
  };
  for (const [i, step] of steps.entries()) {
    yield* write(`Step ${i + 1}/${steps.length} : ${step.original}\n`);
    yield* told(carryOut(b, step));
  }
  const image = b.stages.at(-1)?.image;
  if (!image) throw new BuildFailure('No image was generated. Is your Dockerfile empty?', 1);
  const unused = [...b.unused].filter((name) => !PREDEFINED.includes(name)).sort();
  if (unused.length > 0) yield* write(`[Warning] One or more build-args [${unused.join(' ')}] were not consumed\n`);
  yield* write(`Successfully built ${image.id.slice(7, 19)}\n`);
  for (const tag of request.tags) {
    const name = withTag(parseReference(tag));
    caller.transact((tx) => {
      tagImage(tx, tx.get(images, `${host}/${image.id}`) ?? image, name);
      logEvent(tx, { host, type: 'image', action: 'tag', id: image.id, attributes: { name } });
    });
    yield* write(`Successfully tagged ${name}\n`);
  }
  return image.id;
}

/** Arguments that need no ARG; Dockerfile reference, "Predefined ARGs". */
const PREDEFINED = ['HTTP_PROXY', 'HTTPS_PROXY', 'FTP_PROXY', 'NO_PROXY', 'ALL_PROXY'].flatMap((n) => [
  n,
  n.toLowerCase(),
]);

/** `--label` is one more LABEL at the end. */
function withLabels(steps: readonly Instruction[], { labels = {} }: ImageBuildRequest): readonly Instruction[] {
  const pairs = Object.entries(labels).map(([k, v]) => `${k}=${v}`);
  return pairs.length === 0 ? steps : [...steps, instruction(`LABEL ${pairs.sort().join(' ')}`)];
}

/** `--target`: nothing after that stage is built. */
function targeted(steps: readonly Instruction[], target = ''): readonly Instruction[] {
  if (target === '') return steps;
  const starts = steps.flatMap((s, i) => (s.verb === 'FROM' ? [i] : []));
  const wanted = starts.findIndex((i, n) => stageName(steps[i]?.rest ?? '') === target || String(n) === target);
  if (wanted < 0) throw badRequest(`failed to reach build target ${target} in Dockerfile`);
  return steps.slice(0, starts[wanted + 1] ?? steps.length);
}

const stageName = (rest: string): string => (/\sas\s+(\S+)$/i.exec(rest)?.[1] ?? '').toLowerCase();

/** What the API refuses within a step ends the build. */
function* told<T>(run: Run<T>): Run<T> {
  try {
    return yield* run;
  } catch (e) {
    throw e instanceof ApiError ? new BuildFailure(e.message, e.message.startsWith('dockernet-course:') ? 99 : 1) : e;
  }
}

function* carryOut(b: Build, it: Instruction): Run<void> {
  if (it.verb === 'FROM') {
    yield* from(b, it);
    return;
  }
  const stage = b.stages.at(-1);
  if (!stage) {
    globalArg(b, it.rest);
    return;
  }
  yield* dispatch(b, stage, it);
  if (b.busted) yield* sleep(STEP);
  yield* b.write(` ---> ${stage.image?.id.slice(7, 19) ?? ''}\n`);
}

function globalArg(b: Build, rest: string): void {
  const [name = '', value] = rest.split(/=(.*)/s);
  b.globals[name] = b.request.buildArgs?.[name] ?? substituted(value ?? '', b.globals);
  b.unused.delete(name);
}

function* from(b: Build, it: Instruction): Run<void> {
  const [base = ''] = substituted(it.rest, b.globals).split(/\s+/);
  const earlier = b.stages.find((s) => s.name !== '' && s.name === base.toLowerCase());
  const image = earlier?.image ?? (base === 'scratch' ? undefined : yield* baseImage(b, base));
  const stage: Stage = { name: stageName(it.rest), image, config: image?.config ?? NOTHING, args: {}, cmdSet: false };
  b.stages.push(stage);
  const triggers = image?.config.OnBuild ?? [];
  if (triggers.length > 0) {
    yield* b.write(`# Executing ${triggers.length} build trigger${triggers.length > 1 ? 's' : ''}\n`);
    stage.config = { ...stage.config, OnBuild: null };
    for (const line of triggers) yield* dispatch(b, stage, instruction(line));
  }
  yield* b.write(` ---> ${stage.image?.id.slice(7, 19) ?? ''}\n`);
}

function* baseImage(b: Build, ref: string): Run<ImageRow | undefined> {
  const here = findImage(b.caller.world, b.host, ref);
  if (here) return here;
  const lines = b.caller.transact((tx) => pullImage(tx, b.host, ref));
  for (const { id, status } of lines) yield* b.write(`${id === undefined ? '' : `${id}: `}${status}\n`);
  return findImage(b.caller.world, b.host, ref);
}

function* dispatch(b: Build, stage: Stage, it: Instruction): Run<void> {
  if (it.verb === 'COPY' || it.verb === 'ADD') {
    yield* copyStep(b, stage, it);
    return;
  }
  if (it.verb === 'RUN') {
    yield* runStep(b, stage, it);
    return;
  }
  if (it.verb === 'ARG') declare(b, stage, it.rest);
  const variables = { ...stage.args, ...environment(stage.config) };
  const made = configured(it, { config: stage.config, cmdSet: stage.cmdSet, variables });
  if (made) yield* configStep(b, stage, made);
  if (it.verb === 'CMD') stage.cmdSet = true;
}

function declare(b: Build, stage: Stage, rest: string): void {
  const [name = '', value] = rest.split(/=(.*)/s);
  b.unused.delete(name);
  const given = b.request.buildArgs?.[name] ?? b.globals[name];
  if (given !== undefined) stage.args = { ...stage.args, [name]: given };
  else if (value !== undefined)
    stage.args = { ...stage.args, [name]: substituted(value.replace(/^(["'])(.*)\1$/s, '$2'), stage.args) };
}

/** An image that the same step has already made of this one, unless the cache is not to be used. */
function* cached(b: Build, stage: Stage, createdBy: string): Run<boolean> {
  if (b.busted || !stage.image) return false;
  const made = b.caller.world
    .by(images, 'parent', `${b.host}/${stage.image.id}`)
    .filter((i) => i.history.at(-1)?.createdBy === createdBy)
    .sort((x, y) => y.created - x.created)[0];
  if (!made) {
    b.busted = true;
    return false;
  }
  yield* b.write(' ---> Using cache\n');
  stage.image = made;
  stage.config = made.config;
  return true;
}

const nop = (stage: Stage, text: string): string => `${shellOf(stage.config).join(' ')} #(nop) ${text}`;

function* configStep(b: Build, stage: Stage, { config, told: text }: Configured): Run<void> {
  const createdBy = nop(stage, text);
  if (yield* cached(b, stage, createdBy)) return;
  const { caller, host } = b;
  const parent = stage.image;
  const commit = () => caller.transact((tx) => commitImage(tx, host, parent, { createdBy, config }));
  stage.image = parent
    ? yield* inContainer(caller, host, parent, [...shellOf(config), `#(nop) ${text}`], [], 'default', b.write, commit)
    : commit();
  stage.config = config;
}

function* runStep(b: Build, stage: Stage, it: Instruction): Run<void> {
  const { caller, host } = b;
  const parent = stage.image;
  if (!parent) throw badRequest('Please provide a source image with `from` prior to run');
  const words = wordsOf(it.rest, shellOf(stage.config));
  const own = environment(stage.config);
  const args = Object.entries(stage.args)
    .filter(([name]) => own[name] === undefined)
    .map(([name, value]) => `${name}=${value}`)
    .sort();
  const createdBy = [...(args.length > 0 ? [`|${args.length}`, ...args] : []), ...words].join(' ');
  if (yield* cached(b, stage, createdBy)) return;
  const network = b.request.network ?? 'default';
  stage.image = yield* inContainer(caller, host, parent, words, args, network, b.write, function* (id) {
    const status = yield* runToEnd(caller, host, id, b.write);
    if (status !== 0)
      throw new BuildFailure(`The command '${words.join(' ')}' returned a non-zero code: ${status}`, status);
    return commitContainer(caller, host, id, parent, { createdBy, config: stage.config });
  });
}

function* copyStep(b: Build, stage: Stage, it: Instruction): Run<void> {
  const { caller, host } = b;
  const line = substituted(it.rest, { ...stage.args, ...environment(stage.config) });
  const found = findSources(caller.world, it, line, sourceOf(b, it.flags.from));
  const createdBy = nop(stage, `${it.verb} ${found.hash} in ${found.target} `);
  if (yield* cached(b, stage, createdBy)) return;
  const { config, image: parent } = stage;
  stage.image = caller.transact((tx) => {
    const layer = copyIn(tx, parent?.fs ?? '', config.WorkingDir ?? '/', found);
    return commitImage(tx, host, parent, { createdBy, config, layer });
  });
}

/** The build context, or what `--from` names: an earlier stage by name or number, or an image. */
function sourceOf(b: Build, from: string | undefined): CopySource {
  if (from === undefined) return b.request.context;
  const stage = b.stages.find((s, n) => s.name === from.toLowerCase() || String(n) === from);
  const image = stage?.image ?? findImage(b.caller.world, b.host, from);
  if (!image)
    throw badRequest(
      `invalid from flag value ${from}: pull access denied for ${from}, repository does not exist or may require 'docker login': denied: requested access to the resource is denied`,
    );
  return { fs: image.fs, path: '/', ignored: () => false };
}
