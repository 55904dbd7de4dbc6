import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { describe, expect, it } from 'vitest';

const SRC = new URL('../../src', import.meta.url).pathname;

/** Which folders each folder may import. Imports go down only. */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  base: [],
  net: ['base'],
  os: ['base', 'net'],
  tls: ['base', 'os'],
  engine: ['base', 'net', 'os', 'tls'],
  apps: ['base', 'net', 'os', 'tls'],
  shell: ['base', 'os'],
  programs: ['base', 'i18n', 'net', 'os', 'tls', 'engine', 'shell'],
  lab: ['base', 'net', 'os', 'engine', 'apps', 'shell', 'programs'],
  i18n: ['base'],
  course: ['base', 'i18n', 'lab'],
  app: ['base', 'i18n', 'course', 'lab'],
  host: ['base', 'i18n', 'course', 'lab', 'app'],
  main: ['app', 'host', 'i18n', 'course', 'lab'],
};

/** Folders in which nothing of the machine, of real time or of chance may be used. */
const PURE = ['base', 'net', 'os', 'tls', 'engine', 'apps', 'shell', 'programs', 'lab', 'course', 'i18n'];

const IMPURE: readonly (readonly [RegExp, string])[] = [
  [/from 'node:|import\('node:/, 'only src/host touches the machine: take what you need as an argument'],
  [/\bDate\.now\b|\bnew Date\(\)/, 'virtual time is `now` of the World, the Tx or the process'],
  [/\bMath\.random\b|\bcrypto\b\./, 'chance comes from `tx.random`, so that the same events give the same world'],
  [/\bset(Timeout|Interval|Immediate)\b/, 'yield `sleep` and let the driver decide the pace'],
  [/\bconsole\./, 'programs write to their descriptors; the rest returns values'],
  [/\bprocess\.(env|argv|exit|stdout|stderr|stdin|cwd|platform|on)\b/, 'only src/host knows the real process'],
  [/from '(react|ink|ink-text-input)'/, 'React and Ink live in src/app'],
];

/** Folders that are synchronous: generators over virtual time. */
const SYNCHRONOUS = ['base', 'net', 'os', 'tls', 'engine', 'apps', 'shell', 'programs'];

/** Adapters to a library that wants promises; they only wrap synchronous calls. */
const PROMISING = ['programs/text/filter-files.ts'];

interface SourceFile {
  readonly path: string;
  readonly folder: string;
  readonly text: string;
}

function sources(): SourceFile[] {
  return readdirSync(SRC, { recursive: true, encoding: 'utf8' })
    .filter((f) => /\.tsx?$/.test(f))
    .sort()
    .map((f) => ({
      path: f,
      folder: f.includes('/') ? f.slice(0, f.indexOf('/')) : f.replace(/\.tsx?$/, ''),
      text: readFileSync(join(SRC, f), 'utf8'),
    }));
}

/** The text without comments and string contents, so that prose about `Date` does not count. */
function code(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/(^|[^:'"`])\/\/.*$/gm, '$1');
}

function importsOf(file: SourceFile): string[] {
  return [...code(file.text).matchAll(/(?:from|import)\s*\(?\s*'(\.[^']+)'/g)].map((m) => m[1] ?? '');
}

describe('architecture', () => {
  const all = sources();

  it('imports go down only, and through index.ts', () => {
    const wrong = all.flatMap((file) =>
      importsOf(file).flatMap((spec) => {
        const target = relative(SRC, join(SRC, file.path, '..', spec));
        const folder = target.includes('/') ? target.slice(0, target.indexOf('/')) : target.replace(/\.tsx?$/, '');
        if (folder === file.folder) return [];
        if (!(MAY_IMPORT[file.folder] ?? []).includes(folder))
          return [
            `${file.path} imports ${target}: ${file.folder} may import ${MAY_IMPORT[file.folder]?.join(', ') || 'nothing'}`,
          ];
        if (!/^[^/]+\/index\.tsx?$/.test(target)) return [`${file.path} imports ${target}: import ${folder}/index.ts`];
        return [];
      }),
    );
    expect(wrong).toEqual([]);
  });

  it('nothing below app touches the machine, real time or chance', () => {
    const wrong = all
      .filter((f) => PURE.includes(f.folder))
      .flatMap((f) =>
        IMPURE.filter(([pattern]) => pattern.test(code(f.text))).map(
          ([pattern, advice]) => `${f.path}: ${pattern.source}: ${advice}`,
        ),
      );
    expect(wrong).toEqual([]);
  });

  it('base to programs are synchronous', () => {
    const wrong = all
      .filter((f) => SYNCHRONOUS.includes(f.folder) && !PROMISING.includes(f.path))
      .filter((f) => /\basync\b|\bawait\b/.test(code(f.text).replace(/'[^'\n]*'/g, "''")))
      .map((f) => `${f.path}: yield steps instead of awaiting (\`promise\` for work outside the simulation)`);
    expect(wrong).toEqual([]);
  });

  it('net never says docker', () => {
    const wrong = all.filter((f) => f.folder === 'net' && /docker/i.test(f.text)).map((f) => f.path);
    expect(wrong).toEqual([]);
  });

  // `any` and `!` are biome's
  it('no enum, no default export, no suppressed check', () => {
    const rules: readonly (readonly [RegExp, string, (f: SourceFile) => string])[] = [
      [
        /[\w)\]]!(?=[.;,)\][])/,
        'non-null assertion',
        (f) => code(f.text).replace(/'[^'\n]*'|`[^`]*`|"[^"\n]*"|\/(?:[^/\\\n]|\\.)+\/[gimsuy]*/g, ''),
      ],
      [/^export default/m, 'default export', (f) => code(f.text)],
      [/^\s*(export )?(const )?enum /m, 'enum', (f) => code(f.text)],
      [/@ts-(ignore|nocheck|expect-error)|biome-ignore/, 'suppressed check', (f) => f.text],
    ];
    const wrong = all.flatMap((f) =>
      rules.filter(([p, , of]) => p.test(of(f))).map(([, what]) => `${f.path}: ${what}`),
    );
    expect(wrong).toEqual([]);
  });
});
