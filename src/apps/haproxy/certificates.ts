import { list, type Process, stat } from '../../os/index.ts';
import {
  type Certificate,
  type Credentials,
  certificatesIn,
  pemBlocks,
  readPrivateKey,
  sameKey,
  TLS_NAMES,
  VERSIONS,
  type Version,
  versionsBetween,
} from '../../tls/index.ts';
import { alert, type Line, type Message, type Section } from './parse.ts';
import { wordAfter } from './proxy-section.ts';

const textOf = (proc: Process, path: string): string | undefined => stat(proc.world, proc.fs, path)?.content;

/** A path that `crt-base` or `ca-base` of `global` stands before. */
function based(path: string, word: 'crt-base' | 'ca-base', globals: readonly Line[]): string {
  const base = globals.findLast((l) => l.word === word)?.args[0];
  return base === undefined || /^[/@]/.test(path) ? path : `${base}/${path}`;
}

/** The files that `crt` names, as often as it stands: one, or all of a folder. */
function filesOf(proc: Process, l: Line, globals: readonly Line[]): readonly string[] {
  const named = l.args.flatMap((_, i) => (l.args[i - 1] === 'crt' ? [l.args[i] ?? ''] : []));
  return named.flatMap((name) => {
    const path = based(name, 'crt-base', globals);
    if (stat(proc.world, proc.fs, path)?.kind !== 'dir') return [path];
    const names = list(proc.world, proc.fs, path).filter((name) => !name.endsWith('.key'));
    return names.map((name) => `${path}/${name}`);
  });
}

/** A certificate with its key, in one file or with the key in FILE.key; or why not. ssl_sock_load_files_into_ckch */
function load(proc: Process, path: string): Credentials | string {
  const text = textOf(proc, path);
  if (text === undefined) return `unable to stat SSL certificate from file '${path}' : No such file or directory.`;
  const keyIn = (source: string) => pemBlocks(source).flatMap((block) => readPrivateKey(block) ?? [])[0];
  const chain = certificatesIn(text);
  const [first] = chain;
  if (!first) return `unable to load certificate from file '${path}': no start line.`;
  const key = keyIn(text) ?? keyIn(textOf(proc, `${path}.key`) ?? '');
  if (!key) return `No Private Key found in '${path}.key'.`;
  if (!sameKey(first.key, key)) return `inconsistencies between private key and certificate loaded '${path}'.`;
  return { chain, key };
}

/** What a `bind` shows of itself. */
export function credentialsOf(proc: Process, l: Line, globals: readonly Line[]): readonly Credentials[] {
  return filesOf(proc, l, globals)
    .map((path) => load(proc, path))
    .filter((c) => typeof c !== 'string');
}

/** Whom a `server` trusts. */
export function authoritiesOf(proc: Process, l: Line, globals: readonly Line[]): readonly Certificate[] {
  const path = based(wordAfter(l.args, 'ca-file') ?? '', 'ca-base', globals);
  return certificatesIn(textOf(proc, path === '@system-ca' ? '/etc/ssl/certs/ca-certificates.crt' : path) ?? '');
}

/** What is wrong with the files that a line names. */
export function fileProblems(proc: Process, section: Section, l: Line, globals: readonly Line[]): readonly Message[] {
  if (l.word === 'bind') {
    const where = `config : parsing [${l.file}:${l.line}] : 'bind ${l.args[0]}' in section '${section.kind}' : `;
    if (l.args.at(-1) === 'crt') return [alert(`${where}'crt' : missing certificate location`)];
    const wrong = filesOf(proc, l, globals)
      .map((path) => load(proc, path))
      .find((c) => typeof c === 'string');
    return wrong === undefined ? [] : [alert(`${where}${wrong}`)];
  }
  const file = l.word === 'server' ? wordAfter(l.args, 'ca-file') : undefined;
  if (file === undefined || file.startsWith('@') || authoritiesOf(proc, l, globals).length > 0) return [];
  const path = based(file, 'ca-base', globals);
  const why = textOf(proc, path) === undefined ? 'No such file or directory' : 'no certificate or crl found';
  return [
    alert(
      `config : [${l.file}:${l.line}] : 'server ${section.name}/${l.args[0]}' : Couldn't open the ca-file '${path}' (${why}).`,
    ),
    alert(`config : 'ca-file' : unable to load ${path}.`),
  ];
}

/**
 * The versions of TLS that the options of a `bind` or a `server` leave, those of `ssl-default-bind-options` before its
 * own: `ssl-min-ver V`, `ssl-max-ver V`, `force-tlsv12`; `no-tlsv13` counts where none of them stands.
 */
export function versionsOf(
  own: readonly string[],
  of: 'bind' | 'server',
  globals: readonly Line[],
): readonly Version[] {
  const args = [...(globals.findLast((l) => l.word === `ssl-default-${of}-options`)?.args ?? []), ...own];
  const short = (v: Version) => v.toLowerCase().replace('.', '');
  const forced = VERSIONS.findLast((v) => args.includes(`force-${short(v)}`));
  const named = (word: string) => {
    const at = args.lastIndexOf(word);
    return forced ?? TLS_NAMES.find((n) => at >= 0 && n === args[at + 1]);
  };
  const [least, most] = [named('ssl-min-ver'), named('ssl-max-ver')];
  if (least === undefined && most === undefined) return VERSIONS.filter((v) => !args.includes(`no-${short(v)}`));
  return versionsBetween(least, most);
}
