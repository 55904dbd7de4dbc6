import { fromUtf8, untar } from '../../../base/index.ts';
import { err, out, readAll } from '../../../os/index.ts';
import { readInput } from '../common/index.ts';
import { CliError, command, exactly } from '../grammar/index.ts';
import { type Context, checkNewName, putContext } from './store.ts';

/** docker context import; cli/command/context/ of docker/cli. */
export const importCommand = command({
  use: 'import CONTEXT FILE|-',
  short: 'Import a context from a tar or zip file',
  args: exactly(2),

  *run({ args, client: { dir }, proc }) {
    const [name = '', file = ''] = args;
    checkNewName(proc, dir, name);
    const content = untar(file === '-' ? yield* readAll() : readInput(proc, file));
    if (!content) throw new CliError('unexpected EOF');
    const meta = content.entries.find((e) => e.name === 'meta.json');
    if (!meta) throw new CliError('invalid context: no metadata found');
    putContext(proc, dir, { ...(JSON.parse(fromUtf8(meta.data)) as Context), Name: name });
    yield* out(name);
    yield* err(`Successfully imported context "${name}"`);
    return 0;
  },
});
