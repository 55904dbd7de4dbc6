import { bool, bytes, noun, string } from '../../docker/grammar/index.ts';
import { DRY_RUN, stringArray, verb } from './verb.ts';

/** What compose can do and this simulation cannot: its grammar and its help. */
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
});

const publish = verb({
  use: 'publish [OPTIONS] REPOSITORY[:TAG]',
  short: 'Publish compose application',
  flags: {
    app: bool('Published compose application (includes referenced images)'),
    'oci-version': string('OCI image/artifact specification version (automatically determined by default)'),
    'resolve-image-digests': bool('Pin image tags to digests'),
    'with-env': bool('Include environment variables in the published OCI artifact'),
    yes: bool('Assume "yes" as answer to all prompts', { short: 'y' }),
  },
});

const push = verb({
  use: 'push [OPTIONS] [SERVICE...]',
  short: 'Push service images',
  flags: {
    'ignore-push-failures': bool('Push what it can and ignores images with push failures'),
    'include-deps': bool('Also push images of services declared as dependencies'),
    quiet: bool('Push without printing progress information', { short: 'q' }),
  },
});

const watch = verb({
  use: 'watch [SERVICE...]',
  short: 'Watch build context for service and rebuild/refresh containers when files are updated',
  flags: {
    'no-up': bool('Do not build & start services before watching'),
    prune: bool('Prune dangling images on rebuild', { default: true }),
    quiet: bool('hide build output'),
  },
});

const transformations = noun('transformations', 'Manage transformation images', [], { flags: DRY_RUN });
const convert = verb({
  use: 'convert',
  short: 'Convert compose files to Kubernetes manifests, Helm charts, or another model',
});
const bridge = noun('bridge', 'Convert compose files into another model', [transformations, convert], {
  flags: DRY_RUN,
});

const alpha = noun(
  'alpha',
  'Experimental commands',
  [
    verb({ use: 'generate', short: 'EXPERIMENTAL - Generate a Compose file from existing containers' }),
    verb({ use: 'publish', short: 'Publish compose application' }),
    verb({ use: 'viz', short: 'EXPERIMENTAL - Generate a graphviz graph from your compose file' }),
  ],
  { flags: DRY_RUN, experimental: true, hidden: true },
);

export const unsimulated = [alpha, bridge, build, publish, push, watch];
