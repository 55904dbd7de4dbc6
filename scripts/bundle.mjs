// How everything is bundled: one ESM graph with code splitting and no dependencies left to install.
import { fileURLToPath } from 'node:url';

const stub = fileURLToPath(new URL('./stub.mjs', import.meta.url));

/** Optional parts of dependencies that are never reached: Ink's devtools, just-bash's database, language and network runtimes. */
const unused = ['react-devtools-core', 'sql.js', 'quickjs-emscripten', 'undici', '@mongodb-js/zstd', 'node-liblzma'];

/** Puts a memory before string-width: see scripts/string-width.mjs. */
const rememberWidths = {
  name: 'remember-widths',
  setup(build) {
    const path = fileURLToPath(new URL('./string-width.mjs', import.meta.url));
    build.onResolve({ filter: /^string-width$/ }, ({ pluginData }) => (pluginData === 'real' ? undefined : { path }));
    build.onResolve({ filter: /^unremembered-string-width$/ }, () =>
      build.resolve('string-width', {
        kind: 'import-statement',
        resolveDir: fileURLToPath(new URL('..', import.meta.url)),
        pluginData: 'real',
      }),
    );
  },
};

export const bundleOptions = {
  plugins: [rememberWidths],
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
  alias: Object.fromEntries(unused.map((name) => [name, stub])),
  // some CommonJS dependencies ask for node's own modules through require
  banner: {
    js: "import{createRequire as __createRequire}from'node:module';const require=__createRequire(import.meta.url);",
  },
};
