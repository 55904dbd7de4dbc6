import { tar, utf8 } from '../../../base/index.ts';
import { err, joinPath, stat, write, writeFile } from '../../../os/index.ts';
import { between, CliError, command } from '../grammar/index.ts';
import { getContext } from './store.ts';

/** docker context export; cli/command/context/ of docker/cli. */
export const exportCommand = command({
  use: 'export [OPTIONS] CONTEXT [FILE|-]',
  short: 'Export a context to a tar archive FILE or a tar stream on STDOUT.',
  args: between(1, 2),

  *run({ args, client: { dir }, proc }) {
    const [name = '', given] = args;
    const context = getContext(proc, dir, name);
    const own = { mtime: proc.now, owner: 'root' };
    const archive = tar([
      { name: 'meta.json', kind: 'file', mode: 0o644, data: utf8(JSON.stringify(context)), ...own },
      { name: 'tls', kind: 'dir', mode: 0o700, data: '', ...own },
    ]);
    if (given === '-') {
      if (proc.isatty(1)) throw new CliError('cowardly refusing to export to a terminal, specify a file path');
      yield* write(archive);
      return 0;
    }
    const file = given ?? `${name}.dockercontext`;
    const path = joinPath(proc.cwd, file);
    if (stat(proc.world, proc.fs, path)) throw new CliError(`open ${file}: file exists`);
    proc.transact((tx) => writeFile(tx, proc.fs, path, archive, { mode: 0o600 }));
    yield* err(`Written file "${file}"`);
    return 0;
  },
});
