/**
 * Text tools: filters over lines. Those that must stream or have their own words are written here; checksums,
 * tables and archives come from just-bash as filters over whole inputs. They see the process's files and input, never the machine.
 */
import type { Installed, Program, Programs } from '../../os/index.ts';
import type { Dialect } from '../lib/dialect.ts';
import { inItsLocale } from '../lib/locale.ts';
import { awk } from './awk.ts';
import { base64Tool } from './base64.ts';
import { cut } from './cut.ts';
import { diff } from './diff.ts';
import { hexdump, od, strings, xxd } from './dump.ts';
import { expr } from './expr.ts';
import { filter } from './filter.ts';
import { find } from './find.ts';
import { grep } from './grep.ts';
import { head, tail } from './head.ts';
import { jq } from './jq.ts';
import { sed } from './sed.ts';
import { cmp, comm, fold, nl, paste, rev, tac } from './small.ts';
import { sort } from './sort.ts';
import { checksum } from './sums.ts';
import { tr } from './tr.ts';
import { uniq } from './uniq.ts';
import { wc } from './wc.ts';
import { xargs } from './xargs.ts';

/** Operands that are not options; enough to tell whether a filter reads standard input. */
function operands(args: readonly string[], valued = ''): string[] {
  const list: string[] = [];
  for (let i = 0; i < args.length; i++) {
    const arg = args[i] ?? '';
    if (arg === '--') return [...list, ...args.slice(i + 1)];
    if (arg === '-' || !arg.startsWith('-')) list.push(arg);
    else if (valued !== '' && !arg.startsWith('--') && valued.includes(arg.at(-1) ?? '')) i++;
  }
  return list;
}

const noFiles =
  (valued: string, before = 0) =>
  (args: readonly string[]) => {
    const files = operands(args, valued).slice(before);
    return files.length === 0 || files.includes('-');
  };

/** Checksums and their like: no operand is standard input. */
const sums = ['md5sum', 'sha1sum', 'sha256sum'] as const;

/** What both GNU's tools and BusyBox have. */
function shared(dialect: Dialect): Readonly<Record<string, Program>> {
  return {
    awk: awk(dialect),
    base64: base64Tool(dialect),
    cmp: cmp(dialect),
    comm: comm(dialect),
    cut: cut(dialect),
    diff: diff(dialect),
    egrep: grep(dialect, 'E'),
    expand: filter('expand', noFiles('t')),
    expr: expr(dialect),
    fgrep: grep(dialect, 'F'),
    find: find(dialect),
    fold: fold(dialect),
    grep: grep(dialect),
    head: head(dialect),
    hexdump: hexdump(dialect),
    nl: nl(dialect),
    od: od(dialect),
    paste: paste(dialect),
    rev: rev(dialect),
    sed: sed(dialect),
    sort: sort(dialect),
    strings: strings(dialect),
    tac: tac(dialect),
    tail: tail(dialect),
    tar: filter('tar', (args) => !args.some((a) => /^-?[a-zA-Z]*f$/.test(a)) || args.includes('-')),
    tr: tr(dialect),
    unexpand: filter('unexpand', noFiles('t')),
    uniq: uniq(dialect),
    wc: wc(dialect),
    xargs: xargs(dialect),
    xxd: xxd(dialect),
    ...Object.fromEntries(sums.map((name) => [name, checksum(name, dialect)])),
  };
}

const gnu: Readonly<Record<string, Program>> = Object.fromEntries(
  Object.entries(shared('gnu')).map(([name, run]) => [name, inItsLocale(run)]),
);

/** Debian's packages of these tools. */
const PACKAGES: Readonly<Record<string, string>> = {
  coreutils:
    'base64 comm cut expand expr fold head md5sum nl od paste sha1sum sha256sum sort tac tail tr unexpand uniq wc',
  grep: 'grep egrep fgrep',
  sed: 'sed',
  findutils: 'find xargs',
  diffutils: 'cmp diff',
  tar: 'tar',
  'util-linux': 'rev hexdump',
  xxd: 'xxd',
  binutils: 'strings',
};

function named(ids: readonly (readonly [string, Program | undefined])[]): [string, Installed][] {
  return ids.flatMap(([id, run]) => (run ? [[id, { run }] as [string, Installed]] : []));
}

/** All text tools by the id under which files name them. */
export const textPrograms: Programs = Object.fromEntries([
  ...named(
    Object.entries(shared('busybox'))
      .filter(([name]) => name !== 'comm')
      .map(([name, run]) => [`busybox/${name}`, run] as const),
  ),
  ...named(
    Object.entries(PACKAGES).flatMap(([pack, tools]) =>
      tools.split(' ').map((tool) => [`${pack}/${tool}`, gnu[tool]] as const),
    ),
  ),
  ...named([
    ['grep/rgrep', grep('gnu')],
    ['mawk/awk', gnu.awk],
    ['mawk/mawk', gnu.awk],
    ['mawk/nawk', gnu.awk],
    ['jq/jq', jq],
    ['util-linux/column', filter('column', noFiles('sotcN'))],
    ['coreutils/join', filter('join', (args) => operands(args, '12atoe').includes('-'))],
  ]),
]);
