import { write } from '../../../os/index.ts';
import { declare } from '../../gotemplate/index.ts';
import { inspectAll } from '../format/index.ts';
import { anyNumber, CliError, command } from '../grammar/index.ts';
import { inspectFormat } from '../opts/index.ts';
import { DEFAULT, getContext, pathsOf } from './store.ts';

/** docker context inspect; cli/command/context/ of docker/cli. */
export const inspect = command({
  use: 'inspect [OPTIONS] [CONTEXT] [CONTEXT...]',
  short: 'Display detailed information on one or more contexts',
  args: anyNumber,
  flags: {
    format: inspectFormat({ short: 'f' }),
  },

  *run({ args, flags, client: { dir, context }, proc }) {
    const names = args.length === 0 ? [context] : args;
    const { out, errors } = inspectAll(names, flags.format, (name) => {
      const found = getContext(proc, dir, name);
      const paths = name === DEFAULT ? { meta: IN_MEMORY, tls: IN_MEMORY } : pathsOf(dir, name);
      const Storage = { MetadataPath: paths.meta, TLSPath: paths.tls };
      return { type: TYPE, data: { ...found, TLSMaterial: {}, Storage } };
    });
    // encoding/json writes what HTML could take for a tag by its number
    yield* write(flags.format === '' ? out.replaceAll('<', '\\u003c').replaceAll('>', '\\u003e') : out);
    if (errors.length > 0) throw new CliError(errors.join('\n'));
    return 0;
  },
});

const IN_MEMORY = '<IN MEMORY>';

/** contextWithTLSListing in cli/command/context/inspect.go of docker/cli. */
const TYPE = declare({
  structs: {
    'context.contextWithTLSListing':
      'Name string; Metadata any; Endpoints map[string]any; TLSMaterial map[string][]string; Storage store.StorageInfo',
    'store.StorageInfo': 'MetadataPath string; TLSPath string',
  },
})('context.contextWithTLSListing');
