import { bool, bytes, int, list, noun, string } from '../../docker/grammar/index.ts';
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

const commit = verb({
  use: 'commit [OPTIONS] SERVICE [REPOSITORY[:TAG]]',
  short: "Create a new image from a service container's changes",
  flags: {
    author: string('Author (e.g., "John Hannibal Smith <hannibal@a-team.com>")', { short: 'a' }),
    change: list('Apply Dockerfile instruction to the created image', { short: 'c' }),
    index: int('index of the container if service has multiple replicas.'),
    message: string('Commit message', { short: 'm' }),
    pause: bool('Pause container during commit', { short: 'p', default: true }),
  },
});

const cp = verb({
  use: 'cp [OPTIONS] SERVICE:SRC_PATH DEST_PATH|-\n\tdocker compose cp [OPTIONS] SRC_PATH|- SERVICE:DEST_PATH',
  short: 'Copy files/folders between a service container and the local filesystem',
  flags: {
    all: bool('Include containers created by the run command'),
    archive: bool('Archive mode (copy all uid/gid information)', { short: 'a' }),
    'follow-link': bool('Always follow symbol link in SRC_PATH', { short: 'L' }),
    index: int('Index of the container if service has multiple replicas'),
  },
});

const exportVerb = verb({
  use: 'export [OPTIONS] SERVICE',
  short: "Export a service container's filesystem as a tar archive",
  flags: {
    index: int('index of the container if service has multiple replicas.'),
    output: string('Write to a file, instead of STDOUT', { short: 'o' }),
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

export const unsimulated = [alpha, bridge, build, commit, cp, exportVerb, publish, push, watch];
