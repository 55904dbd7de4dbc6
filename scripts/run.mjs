// Bundles a TypeScript entry in memory's place (dist/scripts) and runs it: node scripts/run.mjs FILE.ts [ARGS...]
import { spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { bundleOptions } from './bundle.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const [entry, ...args] = process.argv.slice(2);
if (entry === undefined) {
  process.stderr.write('usage: node scripts/run.mjs FILE.ts [ARGS...]\n');
  process.exit(2);
}
const outdir = join(root, 'dist', 'scripts');
mkdirSync(outdir, { recursive: true });
await build({
  ...bundleOptions,
  entryPoints: [join(root, entry)],
  outdir,
  minify: false,
  external: ['*/scripts/bundle.mjs', 'esbuild', '@lydell/node-pty', '@xterm/headless'],
});
const file = join(outdir, basename(entry).replace(/\.tsx?$/, '.js'));
const { status } = spawnSync(process.execPath, ['--enable-source-maps', file, ...args], {
  stdio: 'inherit',
  cwd: root,
});
process.exit(status ?? 1);
