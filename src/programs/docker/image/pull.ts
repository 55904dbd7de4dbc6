import { out, write } from '../../../os/index.ts';
import { notSimulated } from '../format/index.ts';
import { bool, CliError, command, exactly, string } from '../grammar/index.ts';
import { parseReference } from '../opts/index.ts';
import { pullText } from './pull-text.ts';

/** docker image pull; cli/command/image/ of docker/cli. */
export const pull = command({
  use: 'pull [OPTIONS] NAME[:TAG|@DIGEST]',
  short: 'Download an image from a registry',
  common: 5,
  spellings: 'docker image pull, docker pull',
  args: exactly(1),
  flags: {
    'all-tags': bool('Download all tagged images in the repository', { short: 'a' }),
    'disable-content-trust': bool('Skip image verification', { default: true }),
    platform: string('Set platform if server is multi-platform capable'),
    quiet: bool('Suppress verbose output', { short: 'q' }),
  },

  *run({ args, flags, daemon }) {
    const [text = ''] = args;
    const ref = parseReference(text);
    if (ref.kind === 'error') throw new CliError(ref.error);
    const bare = ref.tag === undefined && ref.digest === undefined;
    if (flags['all-tags'] && !bare) throw new CliError("tag can't be used with --all-tags/-a");
    if (flags['all-tags']) throw notSimulated('docker pull --all-tags');
    if (bare && !flags.quiet) yield* out('Using default tag: latest');
    const tail = ref.digest === undefined ? `:${ref.tag ?? 'latest'}` : `@${ref.digest}`;
    yield* write(pullText(daemon.imagePull(text), flags.quiet));
    yield* out(`${ref.domain}/${ref.path}${tail}`);
    return 0;
  },
});
