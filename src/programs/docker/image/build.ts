import { ApiError } from '../../../engine/index.ts';
import { joinPath, type Process, readFile, stat, write } from '../../../os/index.ts';
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

  *run({ args, flags, daemon, proc }) {
    const [where = ''] = args;
    if (where === '-' || /^(https?|git):|^github\.com\/|^git@/.test(where))
      throw notSimulated(`docker build ${where}`, 'Build from a directory.');
    const context = contextOf(proc, where);
    const file = joinPath(proc.cwd, flags.file === '' ? `${where}/Dockerfile` : flags.file);
    if (!stat(proc.world, proc.fs, file))
      throw new CliError(
        `unable to prepare context: unable to evaluate symlinks in Dockerfile path: lstat ${file}: no such file or directory`,
      );
    const size = humanSize(archiveSize(proc.world, { fs: proc.fs, path: context }, { contents: true }));
    // the progress line ends with the two carriage returns that a terminal would overwrite
    if (!flags.quiet) yield* write(`Sending build context to Docker daemon  ${size}\r\r\n`);
    const built = attempt(() =>
      daemon.imageBuild({
        dockerfile: readFile(proc.world, proc.fs, file),
        tags: flags.tag,
        context: { fs: proc.fs, path: context },
        buildArgs: Object.fromEntries(flags['build-arg'].map((text) => cut(text))),
      }),
    );
    if (!flags.quiet || !built.error) yield* write(flags.quiet ? `${built.id}\n` : built.output);
    attempt(() => {
      if (built.error) throw built.error;
    });
    return 0;
  },
});

function contextOf(proc: Process, where: string): string {
  const path = joinPath(proc.cwd, where);
  const found = stat(proc.world, proc.fs, path);
  if (!found) throw new CliError(`unable to prepare context: path "${where}" not found`);
  if (found.kind !== 'dir') throw new CliError(`unable to prepare context: context must be a directory: ${path}`);
  return path;
}

/** Errors of the builder come in its stream, without the daemon's prefix. */
function attempt<T>(build: () => T): T {
  try {
    return build();
  } catch (e) {
    throw e instanceof ApiError
      ? new CliError(e.message.trim(), e.message.startsWith('dockernet-course:') ? 99 : 1)
      : e;
  }
}
