import { bool, noun, string } from '../../docker/grammar/index.ts';
import { DRY_RUN, verb } from './verb.ts';

/** What compose can do and this simulation cannot: its grammar and its help. */
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

export const unsimulated = [alpha, bridge, publish, watch];
