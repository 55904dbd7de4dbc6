import type { Run } from '../../../os/index.ts';
import { bool, bytes, CliError, string } from '../../docker/grammar/index.ts';
import { progressOf } from '../service/index.ts';
import { type Cli, stringArray, toProject, verb } from './verb.ts';

/** The services that are asked for, none of which builds its image: building and pushing are not simulated. */
function* imageless(cli: Pick<Cli, 'args' | 'compose' | 'globals' | 'proc'>, what: string): Run<readonly string[]> {
  const { services } = yield* toProject(cli, cli.args);
  const chosen = [...services.values()].filter((s) => cli.args.length === 0 || cli.args.includes(s.name));
  if (chosen.some((s) => s.config.has('build')))
    throw new CliError(`dockernet-course: not simulated: docker compose ${what}`, 99);
  return chosen.map((s) => s.name);
}

/** docker compose build */
export const build = verb({
  use: 'build [OPTIONS] [SERVICE...]',
  short: 'Build or rebuild services',
  flags: {
    'build-arg': stringArray('Set build-time variables for services'),
    builder: string('Set builder to use'),
    check: bool('Check build configuration'),
    memory: bytes('Set memory limit for the build container. Not supported by BuildKit.', { short: 'm' }),
    'no-cache': bool('Do not use cache when building the image'),
    print: bool('Print equivalent bake file'),
    provenance: string('Add a provenance attestation'),
    pull: bool('Always attempt to pull a newer version of the image'),
    push: bool('Push service images'),
    quiet: bool('Suppress the build output', { short: 'q' }),
    sbom: string('Add a SBOM attestation'),
    ssh: string(
      "Set SSH authentications used when building service images. (use 'default' for using your default SSH Agent)",
    ),
    'with-dependencies': bool('Also build dependencies (transitively)'),
  },
  *run(cli) {
    yield* imageless(cli, 'build');
    return 0;
  },
});

/** docker compose push */
export const push = verb({
  use: 'push [OPTIONS] [SERVICE...]',
  short: 'Push service images',
  flags: {
    'ignore-push-failures': bool('Push what it can and ignores images with push failures'),
    'include-deps': bool('Also push images of services declared as dependencies'),
    quiet: bool('Push without printing progress information', { short: 'q' }),
  },
  *run(cli) {
    const progress = progressOf(cli.compose, 'Pushing');
    for (const service of yield* imageless(cli, 'push')) yield* progress.event(service, '', 'done', 'Skipped');
    yield* progress.stop();
    return 0;
  },
});
