import { ApiError, type ContainerCreateRequest, type Daemon } from '../../../engine/index.ts';
import { err, FsError, joinPath, type Process, type Run, stat, write, writeFile } from '../../../os/index.ts';
import { notSimulated } from '../format/index.ts';
import { CliError } from '../grammar/index.ts';
import { pullText } from '../image/pull-text.ts';
import { parsePlatform, parseReference } from '../opts/index.ts';

export interface MakeOptions {
  readonly name: string;
  readonly pull: string;
  readonly quiet: boolean;
  readonly cidfile: string;
  readonly platform: string;
}

/** `--pull` takes always, missing or never. */
export function checkPull(pull: string): void {
  if (!['always', 'missing', 'never', ''].includes(pull))
    throw new CliError(`invalid pull option: '${pull}': must be one of "always", "missing" or "never"`);
}

/** Creates a container, pulling its image when it is missing; createContainer in container/create.go of docker/cli. */
export function* makeContainer(
  proc: Process,
  daemon: Daemon,
  request: ContainerCreateRequest,
  options: MakeOptions,
): Run<string> {
  const { cidfile } = options;
  if (cidfile !== '' && stat(proc.world, proc.fs, joinPath(proc.cwd, cidfile)))
    throw new CliError(`container ID file found, make sure the other container isn't running or delete ${cidfile}`);
  const image = request.Config.Image;
  const named = /^[0-9a-f]{64}$/.test(image) ? undefined : parseReference(image);
  if (named?.kind === 'error') throw new CliError(named.error);
  if (options.platform !== '') checkPlatform(options.platform);
  const pull = function* () {
    yield* write(pullText(daemon.imagePull(image), options.quiet), 2);
  };
  if (options.pull === 'always') yield* pull();
  const create = () => daemon.containerCreate(options.name === '' ? undefined : options.name, request);
  let created: ReturnType<typeof create>;
  try {
    created = create();
  } catch (e) {
    const missing = e instanceof ApiError && e.status === 404 && named !== undefined && options.pull === 'missing';
    if (!missing) throw e;
    const shown =
      named.digest === undefined ? `${named.familiar}:${named.tag ?? 'latest'}` : `${named.familiar}@${named.digest}`;
    if (!options.quiet) yield* err(`Unable to find image '${shown}' locally`);
    yield* pull();
    created = create();
  }
  for (const warning of [...created.Warnings, ...localDnsWarning(request)]) yield* err(`WARNING: ${warning}`);
  if (cidfile !== '') writeId(proc, cidfile, created.Id);
  return created.Id;
}

/** Every machine and image here is of linux/amd64. */
function checkPlatform(text: string): void {
  const { os, architecture } = parsePlatform(text);
  if (os !== 'linux' || architecture !== 'amd64')
    throw notSimulated(`--platform ${text}`, 'Every image here is of linux/amd64.');
}

/** A resolver on the loopback is out of a container's reach. */
function localDnsWarning(request: ContainerCreateRequest): string[] {
  const local = (request.HostConfig?.Dns ?? []).find((ip) => /^(127\.|::1$)/.test(ip));
  return local === undefined ? [] : [`Localhost DNS (${local}) may fail in containers.`];
}

function writeId(proc: Process, file: string, id: string): void {
  try {
    proc.transact((tx) => writeFile(tx, proc.fs, joinPath(proc.cwd, file), id));
  } catch (e) {
    throw e instanceof FsError
      ? new CliError(`failed to create the container ID file: open ${file}: ${e.message.toLowerCase()}`)
      : e;
  }
}
