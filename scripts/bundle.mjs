// How everything is bundled: one ESM graph with code splitting and no dependencies left to install.
import { fileURLToPath } from 'node:url';

const stub = fileURLToPath(new URL('./stub.mjs', import.meta.url));

/** Optional parts of dependencies that are never reached: Ink's devtools, just-bash's database, language and network runtimes. */
const unused = ['react-devtools-core', 'sql.js', 'quickjs-emscripten', 'undici', '@mongodb-js/zstd', 'node-liblzma'];

/** string-width with a memory; see there. */
const widths = fileURLToPath(new URL('./string-width.mjs', import.meta.url));

/** ansi-tokenize with one; likewise. */
const tokens = fileURLToPath(new URL('./ansi-tokenize.mjs', import.meta.url));

export const bundleOptions = {
  bundle: true,
  platform: 'node',
  target: 'node20',
  format: 'esm',
  splitting: true,
  minify: true,
  legalComments: 'none',
  logLevel: 'warning',
  jsx: 'automatic',
  define: { 'process.env.NODE_ENV': '"production"', 'process.env.DEV': '"false"' },
  alias: {
    ...Object.fromEntries(unused.map((name) => [name, stub])),
    'string-width': widths,
    '@alcalzone/ansi-tokenize': tokens,
  },
  // some CommonJS dependencies ask for node's own modules through require
  banner: {
    js: "import{createRequire as __createRequire}from'node:module';const require=__createRequire(import.meta.url);",
  },
};
