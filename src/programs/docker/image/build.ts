import { byteLength } from '../../../base/index.ts';
import { BuildFailure, type ImageBuildRequest } from '../../../engine/index.ts';
import { joinPath, type Process, type Run, readAll, readFile, stat, write, writeFile } from '../../../os/index.ts';
import { archiveSize } from '../common/index.ts';
import { humanSize, notSimulated } from '../format/index.ts';
import {
  bool,
  bytes,
  CliError,
  command,
  cut,
  exactly,
  int,
  list,
  string,
  strings,
  swapBytes,
} from '../grammar/index.ts';
import { envVar, extraHost, imageTag, label, ulimitOpt } from '../opts/index.ts';
import { dockerIgnore } from './ignore.ts';

/** docker image build; cli/command/image/ of docker/cli. */
export const build = command({
  use: 'build [OPTIONS] PATH | URL | -',
  short: 'Build an image from a Dockerfile',
  common: 4,
  spellings: 'docker image build, docker build, docker builder build',
  args: exactly(1),
  flags: {
    'add-host': list('Add a custom host-to-IP mapping ("host:ip")', { check: extraHost }),
    'build-arg': list('Set build-time variables', { check: envVar }),
    'cache-from': strings('Images to consider as cache sources'),
    'cgroup-parent': string('Set the parent cgroup for the "RUN" instructions during build'),
    compress: bool('Compress the build context using gzip'),
    'cpu-period': int('Limit the CPU CFS (Completely Fair Scheduler) period'),
    'cpu-quota': int('Limit the CPU CFS (Completely Fair Scheduler) quota'),
    'cpu-shares': int('CPU shares (relative weight)', { short: 'c' }),
    'cpuset-cpus': string('CPUs in which to allow execution (0-3, 0,1)'),
    'cpuset-mems': string('MEMs in which to allow execution (0-3, 0,1)'),
    'disable-content-trust': bool('Skip image verification', { default: true }),
    file: string('Name of the Dockerfile (Default is "PATH/Dockerfile")', { short: 'f' }),
    'force-rm': bool('Always remove intermediate containers'),
    iidfile: string('Write the image ID to the file'),
    isolation: string('Container isolation technology'),
    label: list('Set metadata for an image', { check: label }),
    memory: bytes('Memory limit', { short: 'm' }),
    'memory-swap': swapBytes('Swap limit equal to memory plus swap: -1 to enable unlimited swap'),
    network: string('Set the networking mode for the RUN instructions during build', { default: 'default' }),
    'no-cache': bool('Do not use cache when building the image'),
    platform: string('Set platform if server is multi-platform capable'),
    pull: bool('Always attempt to pull a newer version of the image'),
    quiet: bool('Suppress the build output and print image ID on success', { short: 'q' }),
    rm: bool('Remove intermediate containers after a successful build', { default: true }),
    'security-opt': strings('Security options'),
    'shm-size': bytes('Size of "/dev/shm"'),
    tag: list('Name and optionally a tag in the "name:tag" format', { short: 't', check: imageTag }),
    target: string('Set the target build stage to build.'),
    ulimit: ulimitOpt('Ulimit options (default [])'),
    squash: bool('Squash newly built layers into a single new layer', { only: 'experimental' }),
  },

  *run({ args, flags, daemon, proc }): Run<number> {
    const [where = ''] = args;
    if (/^(https?|git):|^github\.com\/|^git@/.test(where))
      throw notSimulated(`docker build ${where}`, 'Build from a directory.');
    const context = where === '-' ? yield* fromStdin() : fromDirectory(proc, where, flags.file);
    // the progress line ends with the two carriage returns that a terminal would overwrite
    if (!flags.quiet)
      yield* write(`Sending build context to Docker daemon ${humanSize(context.size).padStart(8)}\r\r\n`);
    const tell = function* (text: string): Run<void> {
      if (!flags.quiet) yield* write(text);
    };
    const { size: _size, ...source } = context;
    try {
      const id = yield* daemon.imageBuild(
        {
          ...source,
          tags: flags.tag,
          buildArgs: Object.fromEntries(flags['build-arg'].map((text) => valued(text, proc.env))),
          labels: Object.fromEntries(flags.label.map((text) => cut(text))),
          target: flags.target.toLowerCase(),
          noCache: flags['no-cache'],
          network: flags.network,
        },
        tell,
      );
      if (flags.quiet) yield* write(`${id}\n`);
      if (flags.iidfile !== '') proc.transact((tx) => writeFile(tx, proc.fs, joinPath(proc.cwd, flags.iidfile), id));
    } catch (e) {
      throw e instanceof BuildFailure ? new CliError(e.message, e.exitCode) : e;
    }
    return 0;
  },
});

/** A build argument without a value has that of the client's environment. */
function valued(text: string, env: Readonly<Record<string, string>>): readonly [string, string] {
  return text.includes('=') ? cut(text) : [text, env[text] ?? ''];
}

type Context = Pick<ImageBuildRequest, 'dockerfile' | 'name' | 'context'> & { readonly size: number };

/** `docker build -`: the Dockerfile alone. */
function* fromStdin(): Run<Context> {
  const dockerfile = yield* readAll();
  const blocks = 2 + Math.ceil(byteLength(dockerfile) / 512) + 1;
  const context = { fs: '', path: '/', ignored: () => true };
  return { dockerfile, name: 'Dockerfile', context, size: Math.max(4, blocks) * 512 };
}

function fromDirectory(proc: Process, where: string, given: string): Context {
  const path = contextOf(proc, where);
  const file = given === '' ? joinPath(path, 'Dockerfile') : joinPath(proc.cwd, given);
  if (!stat(proc.world, proc.fs, file))
    throw new CliError(
      `unable to prepare context: unable to evaluate symlinks in Dockerfile path: lstat ${file}: no such file or directory`,
    );
  const list = joinPath(path, '.dockerignore');
  const ignored = dockerIgnore(stat(proc.world, proc.fs, list) ? readFile(proc.world, proc.fs, list) : '');
  return {
    dockerfile: readFile(proc.world, proc.fs, file),
    name: file.startsWith(`${path}/`) ? file.slice(path.length + 1) : file,
    context: { fs: proc.fs, path, ignored },
    size: archiveSize(proc.world, { fs: proc.fs, path }, { contents: true, ignored }),
  };
}

function contextOf(proc: Process, where: string): string {
  const path = joinPath(proc.cwd, where);
  const found = stat(proc.world, proc.fs, path);
  if (!found) throw new CliError(`unable to prepare context: path "${where}" not found`);
  if (found.kind !== 'dir') throw new CliError(`unable to prepare context: context must be a directory: ${path}`);
  return path;
}
