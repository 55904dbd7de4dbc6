// npm run build: bundles the program into dist/: one graph with code splitting, nothing left to install.
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { bundleOptions } from './bundle.mjs';
import { root } from './setup.mjs';

const outdir = join(root, 'dist');
rmSync(outdir, { recursive: true, force: true });
await build({
  ...bundleOptions,
  entryPoints: [join(root, 'src', 'main.ts')],
  outdir,
  chunkNames: 'chunks/[name]-[hash]',
});
